"""Lines about changes of the organisation: written by the actions, in their transaction."""

from datetime import datetime

from django.db.models import Model

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Change, Office, Person, Post


def write_line(
    verb: Change.Verb,
    *,
    by: Actor,
    at: datetime,
    office: Office | None = None,
    post: Post | None = None,
    person: Person | None = None,
    note: str = "",
) -> Change:
    """Who did what to which office, post or person. Never put a contact or a reason of absence into `note`."""
    place = office or (post.office if post else None)
    return Change.objects.create(
        verb=verb, at=at, by_id=by.person_id, office=place, post=post, person=person, note=note[:200]
    )


def label_of(model: type[Model], name: str) -> str:
    """What people call this field: for a note that says which ones were changed."""
    return str(getattr(model._meta.get_field(name), "verbose_name", name))

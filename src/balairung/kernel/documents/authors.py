"""Personal letters: signed by one person, in that person's own name and post, by nobody's authority.

An integrity pact is no act of an office: nobody signs it for somebody else, no delegation reaches it, and being away on
leave takes it from nobody.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from balairung.kernel.documents.models import Document
from balairung.kernel.people.matters import Answer, Matter, Step, Way, full_title
from balairung.kernel.people.models import Holding, Person, Post
from balairung.kernel.people.presence import RANK, Sitting


class OwnAnswer(Answer):
    """The author, in the post that the letter names; or nobody, once they hold it no more."""

    def sentences(self) -> list[str]:
        words = {"name": self.sitting.person.name if self.sitting.person else "", "post": full_title(self.post)}
        if self.reason:
            return [self.reason]
        return [_("Surat pribadi: hanya %(name)s, %(post)s, yang menandatanganinya, atas namanya sendiri.") % words]


def own_answer(document: Document, matter: Matter, at: datetime) -> OwnAnswer:
    """Who may sign this personal letter at that moment: its author while they hold its post."""
    author, post = document.author, document.post
    assert author is not None
    held = holding_of(author, post, at)
    words = {"name": author.name, "post": full_title(post)}
    reason = "" if held else _("%(name)s tidak memegang jabatan %(post)s lagi. Surat ini perlu dibuat baru.") % words
    sitting = Sitting(author, held.capacity if held else Holding.Capacity.DEFINITIVE)
    return OwnAnswer(matter, at, (Step(post, Way.OWN),), sitting, reason=reason)


def holding_of(person: Person, post: Post, at: datetime) -> Holding | None:
    """By what this person holds this post at that moment; definitive before acting."""
    rows = list(Holding.objects.current(at).filter(person=person, post=post).order_by("since", "id"))
    return min(rows, key=lambda row: RANK[Holding.Capacity(row.capacity)], default=None)

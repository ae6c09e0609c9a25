"""How a regency changes the vocabulary that sorts its reports, and what is checked before they are closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.common.errors import Refused
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.journal import label_of, write_line
from balairung.kernel.people.models import Change
from balairung.rooms.complaints import access
from balairung.rooms.complaints.models import CheckItem, Topic

FIELDS = (
    "name", "group", "klass", "office_key", "keywords", "urgent", "sensitive", "four_eyes", "advice", "outside",
    "order", "closed",
)  # fmt: skip
ONLY = gettext_lazy("Hanya koordinator pengaduan yang mengatur topik.")


def get_topic(actor: Actor, code: str) -> Topic:
    """For whoever may change it."""
    require(access.can_sort(actor), ONLY)
    return Topic.objects.select_related("group").get(code=code)


@transaction.atomic
def keep_topic(topic: Topic | None, *, checks: Sequence[str], by: Actor, at: datetime, **fields: Any) -> Topic:
    """Add or change a topic; `checks` are the items to look at, in their order. Reports keep the topic they have."""
    require(access.can_sort(by), ONLY)
    kept = topic or Topic(code=_code(fields["name"]))
    changed = [name for name in FIELDS if topic and getattr(topic, name) != fields[name]]
    for name in FIELDS:
        setattr(kept, name, fields[name])
    kept.save()
    words = [label_of(Topic, name) for name in changed]
    words += [_("daftar periksa")] if _keep_checks(kept, checks) and topic else []
    _journal(kept, ", ".join(words) if topic else _("ditambahkan"), by, at)
    return kept


def _code(name: str) -> str:
    """A code of its own, made once from the name and never changed."""
    code = slugify(name)[:60]
    if not code or Topic.objects.filter(code=code).exists():
        raise Refused(_("Sudah ada topik dengan nama ini. Beri nama lain."))
    return code


def _keep_checks(topic: Topic, wanted: Sequence[str]) -> bool:
    """The same words are the same item; what is asked no longer is closed, because reports were ticked with it."""
    had = {item.text: item for item in topic.check_items.all()}
    before = [(item.text, item.order) for item in had.values() if not item.closed]
    for order, text in enumerate(dict.fromkeys(wanted)):
        item = had.pop(text, None) or CheckItem(topic=topic, text=text)
        item.order, item.closed = order, False
        item.save()
    CheckItem.objects.filter(pk__in=[item.pk for item in had.values()]).update(closed=True)
    return sorted(before) != sorted((text, order) for order, text in enumerate(dict.fromkeys(wanted)))


def _journal(topic: Topic, what: str, by: Actor, at: datetime) -> None:
    if what:
        write_line(Change.Verb.CHANGE_TOPIC, by=by, at=at, note=f"{_('Topik')} “{topic.name}”: {what}")

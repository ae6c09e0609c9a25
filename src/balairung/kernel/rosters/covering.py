"""Somebody stands in for a while, or nobody: the later cover stands above the earlier one, and both are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Person
from balairung.kernel.rosters.access import can_clear, can_cover
from balairung.kernel.rosters.book import Book, aways_of
from balairung.kernel.rosters.keeping import lock
from balairung.kernel.rosters.marking import mark
from balairung.kernel.rosters.models import Layer, Override, Roster, Swap
from balairung.kernel.rosters.notices import moment_words, tell, term_words
from balairung.kernel.rosters.plan import Passed, Stand, Why

LONGEST = timedelta(days=366)
Piece = tuple[datetime, datetime, Stand]


@transaction.atomic
def cover(
    roster: Roster,
    *,
    place: int,
    person: Person | None,
    since: datetime,
    until: datetime,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> Override:
    """For a while this person is on duty in the layer, or nobody (None); a beginning that has passed is now.

    Whoever had that duty is told, and of a swap both. `Refused` for a time that is over, turned round or longer than a
    year, for somebody who is away then or holds no post in the office, or whose turn it is all that time anyway.
    """
    sentence = _("Anda dapat menggantikan orang lain. Yang menugaskan orang lain adalah pengatur jadwal ini.")
    require(can_cover(by, roster, person.pk if person else None), sentence)
    roster = lock(roster)
    since, until = max(since, at).astimezone(UTC), until.astimezone(UTC)
    require_term(since, until, at)
    if person:
        require_there(person, roster, since, until)
    before = standing(roster, place, since, until)
    if person and all(stand.person == person.pk for _since, _until, stand in before):
        raise Refused(_("%(name)s memang berjaga pada waktu itu.") % {"name": person})
    made = Override.objects.create(
        roster=roster, place=place, person=person, since=since, until=until, reason=clean_line(reason)[:200],
        made_at=at, made_by_id=by.person_id,
    )  # fmt: skip
    mark([roster.pk], at)
    _tell(made, before, by, at)
    return made


@transaction.atomic
def clear_cover(override: Override, *, by: Actor, at: datetime) -> None:
    """From now on as it was before; a swap is undone whole, and both are told."""
    require(
        can_clear(by, override), _("Hanya yang mencatatnya atau pengatur jadwal dapat membatalkan penggantian ini.")
    )
    roster = lock(override.roster)
    own = Override.objects.filter(cancelled_at__isnull=True, until__gt=at)
    rows = own.filter(swap=override.swap_id) if override.swap_id else own.filter(pk=override.pk)
    ended = list(rows.select_related("person", "swap__asker").order_by("since", "id"))
    if not ended:
        raise Refused(_("Penggantian ini sudah lewat atau sudah dibatalkan."))
    rows.update(cancelled_at=at)
    if override.swap_id:
        Swap.objects.filter(pk=override.swap_id).update(state=Swap.State.WITHDRAWN)
    mark([roster.pk], at)
    for one in ended:
        people = [one.person, *([one.swap.asker] if one.swap else [])]
        body = _("Pengosongan giliran %(term)s dibatalkan. Jadwal kembali seperti semula.")
        if one.person:
            body = _("Tidak jadi: %(name)s berjaga %(term)s. Jadwal kembali seperti semula.")
        facts = {"name": one.person, "term": term_words(one.since, one.until, roster)}
        subject = _("Pengganti dibatalkan")
        tell(people, roster, key=f"clear:{one.pk}", subject=subject, body=body % facts, by=by, at=at)


def standing(roster: Roster, place: int, since: datetime, until: datetime) -> list[Piece]:
    """What the layer says between the two moments. `Refused` where the roster has no such layer then."""
    if not Layer.objects.filter(roster=roster, place=place).exists():
        raise Refused(_("Lapis %(place)d tidak ada dalam jadwal ini.") % {"place": place})
    book = Book([roster], since, until)
    return [piece for piece in book.pieces(roster.pk) if piece[2].place == place]


def require_term(since: datetime, until: datetime, at: datetime) -> None:
    if until <= at:
        raise Refused(_("Waktu itu sudah lewat. Pilih waktu yang akan datang."))
    if until <= since:
        raise Refused(_("Waktu selesai harus sesudah waktu mulai."))
    if until - since > LONGEST:
        raise Refused(_("Paling lama satu tahun. Untuk selamanya, ubah jadwalnya."))


def require_there(person: Person, roster: Roster, since: datetime, until: datetime) -> None:
    """`Refused` when the person is away at any moment between the two, or holds no post in the office."""
    away = next(iter(aways_of(person.pk, roster.office_id, since, until)), None)
    if away is None:
        return
    if away.why == Passed.GONE:
        raise Refused(_("%(name)s tidak memangku jabatan di kantor ini pada waktu itu.") % {"name": person})
    facts = {"name": person, "since": moment_words(away.since, roster), "until": moment_words(away.until, roster)}
    raise Refused(_("%(name)s tidak bertugas dari %(since)s sampai %(until)s.") % facts)


def _tell(made: Override, before: list[Piece], by: Actor, at: datetime) -> None:
    """Whoever takes it, whoever is relieved, and the one who had given a swapped turn away."""
    roster = made.roster
    had = {stand.person for _since, _until, stand in before if stand.person}
    swapped = [stand.override for _since, _until, stand in before if stand.override and stand.why == Why.SWAP]
    asked = Swap.objects.filter(overrides__in=swapped).values_list("asker", flat=True)
    relieved = Person.objects.filter(pk__in={*had, *asked} - {made.person_id}).order_by("name", "id")
    facts = {
        "name": made.person, "roster": roster, "office": roster.office.short,
        "term": term_words(made.since, made.until, roster),
    }  # fmt: skip
    subject, body = _("Anda digantikan"), _("%(name)s berjaga %(term)s menggantikan Anda (%(roster)s, %(office)s).")
    if made.person is None:
        subject, body = _("Giliran Anda dikosongkan"), _("Giliran Anda %(term)s dikosongkan (%(roster)s, %(office)s).")
    tell(relieved, roster, key=f"cover:{made.pk}", subject=subject, body=body % facts, by=by, at=at)
    body = _("Anda berjaga %(term)s sebagai pengganti (%(roster)s, %(office)s).") % facts
    tell([made.person], roster, key=f"cover:{made.pk}", subject=_("Anda berjaga"), body=body, by=by, at=at)

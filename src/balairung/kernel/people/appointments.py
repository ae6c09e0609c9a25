"""Who holds which post from when until when, and who is away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.people.access import can_administer, can_appoint, can_appoint_person, can_see_person
from balairung.kernel.people.actors import Actor, ActorKind, require
from balairung.kernel.people.journal import write_line
from balairung.kernel.people.models import Absence, Change, Holding, Person, Post

DEFINITIVE, PLT, PLH = Holding.Capacity.DEFINITIVE, Holding.Capacity.PLT, Holding.Capacity.PLH
ONE_DAY = timedelta(days=1)


@transaction.atomic
def appoint(
    *,
    person: Person,
    post: Post,
    since: date,
    until: date | None = None,
    capacity: str = DEFINITIVE,
    decree: str = "",
    by: Actor,
    at: datetime,
) -> Holding:
    """Give the post to the person for a term; `until` is the last day, None for an open end.

    A definitive holder ends the acting one's term on the day before. Raise `Refused` when the post is closed or its
    seats are taken, for a Plt. beside a holder who is present, for a Plh. of nobody who is away.
    """
    require(can_appoint(by, post))
    require(can_appoint_person(by, post, person, at), _("%(name)s belum bertugas di kantor ini.") % {"name": person})
    post = Post.objects.select_for_update(of=("self",)).select_related("office").get(pk=post.pk)  # one at a time
    wanted = Holding(
        person=person, post=post, since=since, until=until, capacity=capacity, decree=clean_line(decree)[:120]
    )
    _check(wanted)
    wanted.save(force_insert=True)
    write_line(Change.Verb.APPOINT, post=post, person=person, note=wanted.get_capacity_display(), by=by, at=at)
    _tell_followers(person, at)
    return wanted


@transaction.atomic
def end_holding(holding: Holding, *, until: date, by: Actor, at: datetime) -> None:
    """Set the last day of a term, earlier than it was."""
    require(can_appoint(by, holding.post))
    if until < holding.since:
        raise Refused(
            _("Hari terakhir tidak boleh sebelum hari pertama, %(since)s.") % {"since": long_date(holding.since)}
        )
    if holding.until and until > holding.until:
        raise Refused(_("Masa jabatan ini sudah berakhir pada %(until)s.") % {"until": long_date(holding.until)})
    _keep_an_administrator(holding, by, at)
    holding.until = until
    holding.save(update_fields=["until"])
    write_line(Change.Verb.END_HOLDING, post=holding.post, person=holding.person, by=by, at=at)
    _tell_followers(holding.person, at)


@transaction.atomic
def cancel_holding(holding: Holding, *, by: Actor, at: datetime) -> None:
    """Undo an appointment that begins today or later; an older one is ended instead."""
    require(can_appoint(by, holding.post))
    if holding.since < localdate(at):
        raise Refused(_("Masa jabatan ini sudah berjalan. Akhiri dengan menyebut hari terakhirnya."))
    _keep_an_administrator(holding, by, at)
    write_line(Change.Verb.CANCEL_HOLDING, post=holding.post, person=holding.person, by=by, at=at)
    holding.delete()
    _tell_followers(holding.person, at)


@transaction.atomic
def record_absence(*, person: Person, since: date, until: date, reason: str = "", by: Actor, at: datetime) -> Absence:
    """The person is away from `since` to `until`, both included: the ladder passes them by, a Plh. may act."""
    require(can_see_person(by, person, at))
    _check_term(since, until)
    known = Absence.objects.filter(person=person, since__lte=until, until__gte=since).order_by("since").first()
    if known:
        term = {"since": long_date(known.since), "until": long_date(known.until)}
        raise Refused(_("Ketidakhadiran dari %(since)s sampai %(until)s sudah dicatat.") % term)
    absence = Absence.objects.create(person=person, since=since, until=until, reason=clean_line(reason)[:120])
    write_line(Change.Verb.RECORD_ABSENCE, person=person, by=by, at=at)
    _tell_followers(person, at)
    return absence


@transaction.atomic
def end_absence(absence: Absence, *, back: date, by: Actor, at: datetime) -> None:
    """The person is back at work on the day `back`; an absence that has not begun by then is dropped."""
    require(can_see_person(by, absence.person, at))
    if back > absence.until:
        raise Refused(_("Ketidakhadiran ini sudah berakhir pada %(until)s.") % {"until": long_date(absence.until)})
    write_line(Change.Verb.END_ABSENCE, person=absence.person, by=by, at=at)
    _tell_followers(absence.person, at)
    if back <= absence.since:
        absence.delete()
        return
    absence.until = back - ONE_DAY
    absence.save(update_fields=["until"])


def _tell_followers(person: Person, at: datetime) -> None:
    """Whoever asks from above who is there (settings.PRESENCE_FOLLOWERS) asks again; in the same transaction."""
    for path in getattr(settings, "PRESENCE_FOLLOWERS", ()):
        import_string(path)([person.pk], at=at)


# --- rules -------------------------------------------------------------------------------------------------------


def _check(wanted: Holding) -> None:
    post = wanted.post
    _check_term(wanted.since, wanted.until)
    if post.closed_on or post.office.closed_on:
        raise Refused(_("Jabatan %(post)s sudah dihapus.") % {"post": post})
    beside = list(_beside(wanted))
    if any(one.person_id == wanted.person_id for one in beside):
        raise Refused(_("%(name)s sudah memangku jabatan ini pada masa itu.") % {"name": wanted.person})
    {DEFINITIVE: _check_definitive, PLT: _check_plt, PLH: _check_plh}[Holding.Capacity(wanted.capacity)](wanted, beside)


def _check_term(since: date, until: date | None) -> None:
    if until and until < since:
        raise Refused(_("Hari terakhir tidak boleh sebelum hari pertama, %(since)s.") % {"since": long_date(since)})


def _beside(wanted: Holding) -> Iterable[Holding]:
    """The holdings of the post that share a day with the wanted one."""
    rows = Holding.objects.filter(Q(until__isnull=True) | Q(until__gte=wanted.since), post=wanted.post)
    if wanted.until:
        rows = rows.filter(since__lte=wanted.until)
    return rows.select_related("person").order_by("since", "id")


def _check_definitive(wanted: Holding, beside: list[Holding]) -> None:
    holders = [one for one in beside if one.capacity == DEFINITIVE]
    for day in {wanted.since, *(one.since for one in holders if one.since > wanted.since)}:
        on_day = [one for one in holders if _covers(one, day)]
        if len(on_day) >= wanted.post.seats:
            raise Refused(_taken(wanted, on_day[0], day))
    if wanted.post.seats == 1:
        _end_acting(wanted, [one for one in beside if one.capacity != DEFINITIVE])


def _taken(wanted: Holding, holder: Holding, day: date) -> str:
    facts = {"post": wanted.post, "name": holder.person, "seats": wanted.post.seats, "day": long_date(day)}
    if wanted.post.seats > 1:
        return _("Semua %(seats)d kursi jabatan %(post)s terisi pada %(day)s. Akhiri dahulu salah satunya.") % facts
    return _("%(post)s dijabat %(name)s pada %(day)s. Akhiri dahulu masa jabatannya.") % facts


def _end_acting(wanted: Holding, acting: list[Holding]) -> None:
    """Whoever acts steps back when the definitive holder comes."""
    for one in acting:
        if one.since >= wanted.since:
            facts = {"capacity": one.get_capacity_display(), "name": one.person, "since": long_date(one.since)}
            raise Refused(_("%(name)s menjadi %(capacity)s mulai %(since)s. Akhiri dahulu tugas itu.") % facts)
    for one in acting:
        one.until = wanted.since - ONE_DAY
        one.save(update_fields=["until"])


def _check_plt(wanted: Holding, beside: list[Holding]) -> None:
    """A Plt. leads a post that is vacant, or whose holder cannot work."""
    _refuse_second_acting(wanted, beside)
    for holder in beside:
        if holder.capacity == DEFINITIVE and not _away(holder.person, *_shared(wanted, holder)):
            facts = {"post": wanted.post, "name": holder.person}
            raise Refused(_("%(post)s dijabat %(name)s yang sedang bertugas, jadi tidak perlu Plt.") % facts)


def _check_plh(wanted: Holding, beside: list[Holding]) -> None:
    """A Plh. stands in for days on which the holder is away, and for no other."""
    _refuse_second_acting(wanted, beside)
    if not wanted.until:
        raise Refused(_("Sebutkan hari terakhir Plh., yaitu hari terakhir pejabatnya tidak hadir."))
    holders = [one for one in beside if one.capacity != PLH]
    if not holders:
        raise Refused(_("%(post)s sedang kosong. Angkat Plt., bukan Plh.") % {"post": wanted.post})
    if not all(_away(holder.person, *_shared(wanted, holder)) for holder in holders):
        facts = {"post": wanted.post, "name": holders[0].person}
        sentence = _("%(name)s, %(post)s, tidak tercatat berhalangan selama itu. Catat dahulu ketidakhadirannya.")
        raise Refused(sentence % facts)


def _refuse_second_acting(wanted: Holding, beside: list[Holding]) -> None:
    same = next((one for one in beside if one.capacity == wanted.capacity), None)
    if same and wanted.post.seats == 1:
        facts = {"name": same.person, "capacity": same.get_capacity_display(), "post": wanted.post}
        raise Refused(_("%(name)s sudah menjadi %(capacity)s %(post)s pada masa itu.") % facts)


def _covers(holding: Holding, day: date) -> bool:
    return holding.since <= day and (holding.until is None or day <= holding.until)


def _shared(wanted: Holding, holder: Holding) -> tuple[date, date | None]:
    """The days that both terms have, first and last; None for no end."""
    ends = [end for end in (wanted.until, holder.until) if end]
    return max(wanted.since, holder.since), min(ends, default=None)


def _away(person: Person, since: date, until: date | None) -> bool:
    """Whether absences cover every day of this term; an open one needs an absence on its first day only."""
    last = until or since
    day = since
    for absence in Absence.objects.filter(person=person, until__gte=since, since__lte=last).order_by("since"):
        if absence.since > day:
            return False
        day = max(day, absence.until + ONE_DAY)
    return day > last


def _keep_an_administrator(holding: Holding, by: Actor, at: datetime) -> None:
    """Nobody locks the house from outside: the last administrator stays until there is another."""
    if holding.post.role != Post.Role.ADMINISTRATOR or by.kind == ActorKind.SYSTEM or not can_administer(by):
        return
    others = Holding.objects.current(at).filter(post__role=Post.Role.ADMINISTRATOR, person__user__is_active=True)
    if not others.exclude(pk=holding.pk).exists():
        raise Refused(_("Ini pengelola sistem terakhir. Angkat dahulu penggantinya."))

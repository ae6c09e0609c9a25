"""A meeting is prepared, called, moved and cancelled. What is changed once it was called, everybody concerned hears."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Min
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from balairung.ground.common.dates import long_moment
from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.references import new_reference
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_line, clean_text
from balairung.kernel.documents.requesting import void
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Office, Person, Post, Region, RegionGroup
from balairung.kernel.people.presence import Presence
from balairung.rooms.meetings import access, notices
from balairung.rooms.meetings.beats import beat
from balairung.rooms.meetings.inviting.counting import head_count, rule_words, session_words
from balairung.rooms.meetings.inviting.going import go_out, spread, told_for, write_line
from balairung.rooms.meetings.inviting.letter import ask_letter, drop_outdated, waiting_letter
from balairung.rooms.meetings.models import InvitationRule, Invitee, Meeting, MeetingSeries, MeetingSession

PREFIX = "Q"
MANNERS = ("Biasa", "Segera", "Rahasia")
FARTHEST = timedelta(days=730)
MOST_SESSIONS, MOST_RULES, MOST_GUESTS = 20, 20, 100
LINES = {"title": 200, "dress": 120}
TEXTS = {"purpose": 3000, "remark": 1000}
#: What `change` changes.
FIELDS = ("title", "purpose", "chair", "moderator", "note_keeper", "openness", "manner", "dress", "remark", "series")
#: What `change_session` changes.
SESSION_FIELDS = ("name", "starts_at", "ends_at", "place", "link", "capacity", "districts")
Who = InvitationRule.Who
#: Rules that are not about a part of the regency.
WHOLE = (Who.OFFICE_HEADS, Who.ECHELON_2, Who.LEADERS, Who.POSTS, Who.GUESTS)


# --- preparing -------------------------------------------------------------------------------------------------------


def prepare(
    *, title: str, office: Office, chair: Post, starts_at: datetime, place: str, token: str, by: Actor, at: datetime,
    ends_at: datetime | None = None, link: str = "", capacity: int | None = None, **fields: Any,
) -> Meeting:  # fmt: skip
    """A meeting of this office with its first session; nobody is told yet. The same `token` again is the same meeting.

    `fields` are of FIELDS. Raise `Refused` for a time that is past, or an end before its beginning.
    """
    hashed = keyed_hash("meeting", token)
    if known := Meeting.objects.filter(token=hashed).first():
        return known
    require(access.can_create(by, office), _("Rapat disiapkan oleh kantor yang mengundang."))
    meeting = Meeting(ref=new_reference(PREFIX), office=office, made_at=at, made_by_id=by.person_id, token=hashed,
                      starts_at=starts_at)  # fmt: skip
    _write(meeting, {"title": title, "chair": chair, **fields})
    session = {"starts_at": starts_at, "ends_at": ends_at, "place": place, "link": link, "capacity": capacity}
    try:
        with transaction.atomic():
            meeting.save(force_insert=True)
            _new_session(meeting, session, at)
    except IntegrityError:
        if known := Meeting.objects.filter(token=hashed).first():
            return known
        raise
    return meeting


@transaction.atomic
def change(meeting: Meeting, *, by: Actor, at: datetime, **fields: Any) -> None:
    """Change some of FIELDS. Another chair is written down and told to both."""
    _lock(meeting, by)
    before = meeting.chair
    _write(meeting, fields)
    meeting.save(update_fields=list(fields))
    if meeting.chair_id != before.pk:
        _tell_chairs(meeting, before, by, at)
    _after(meeting, by=by, at=at)


@transaction.atomic
def add_session(
    meeting: Meeting, *, starts_at: datetime, place: str, by: Actor, at: datetime, **fields: Any
) -> MeetingSession:
    """One more sitting. `fields` are of SESSION_FIELDS; `districts` are those whose people come to it."""
    _lock(meeting, by)
    if meeting.sessions.count() >= MOST_SESSIONS:
        raise Refused(_("Satu rapat paling banyak %(count)d sesi.") % {"count": MOST_SESSIONS})
    session = _new_session(meeting, {"starts_at": starts_at, "place": place, **fields}, at)
    _after(meeting, by=by, at=at)
    return session


@transaction.atomic
def change_session(session: MeetingSession, *, by: Actor, at: datetime, **fields: Any) -> None:
    """Move it in time or place, or change whose people come. Who must come at another time is asked anew."""
    meeting = session.meeting
    _lock(meeting, by)
    if session.opened_at:
        raise Refused(_("Sesi ini sudah dibuka, jadi tidak diubah lagi."))
    before = MeetingSession.objects.get(pk=session.pk)
    _write_session(session, fields, at)
    session.save(update_fields=[name for name in fields if name != "districts"])
    if session.starts_at != before.starts_at:
        session.invitees.update(
            reply="", replied_at=None, reason="", deputy=None, deputy_name="", deputy_title="", mandate=""
        )
    _log_move(meeting, before, session, by, at)
    _after(meeting, by=by, at=at)


@transaction.atomic
def drop_session(session: MeetingSession, *, by: Actor, at: datetime) -> None:
    """Its people come to the others. The last one stays: a meeting without any time is cancelled instead."""
    meeting = session.meeting
    _lock(meeting, by)
    others = list(meeting.sessions.exclude(pk=session.pk).order_by("order"))
    if session.opened_at or not others:
        raise Refused(_("Sesi ini tidak dapat dihapus. Kalau rapatnya tidak jadi, batalkan rapatnya."))
    session.invitees.update(session=others[0])
    if session.agenda.exists() or session.questions.exists():
        raise Refused(_("Sesi ini sudah mempunyai acara atau pertanyaan. Pindahkan dahulu ke sesi lain."))
    with override("id"):
        write_line(meeting, _("%(session)s dihapus.") % {"session": session_words(session)}, by=by, at=at)
    session.delete()
    _after(meeting, by=by, at=at)


@transaction.atomic
def add_rule(
    meeting: Meeting, *, who: str, by: Actor, at: datetime, groups: Collection[RegionGroup] = (),
    districts: Collection[Region] = (), posts: Collection[Post] = (), guests: Sequence[tuple[str, str]] = (),
) -> InvitationRule:  # fmt: skip
    """Invite by one rule more. Once the meeting was called only the new people are invited."""
    _lock(meeting, by)
    listed = _checked_rule(meeting, who, groups or districts, posts, guests)
    last = meeting.rules.aggregate(last=Max("order"))["last"] or 0
    rule = InvitationRule.objects.create(meeting=meeting, order=last + 1, who=who, guests=listed)
    rule.groups.set(groups)
    rule.districts.set(districts)
    rule.posts.set(posts)
    with override("id"):
        write_line(meeting, _("Diundang: %(rule)s.") % {"rule": rule_words(rule)}, by=by, at=at)
    _after(meeting, by=by, at=at)
    return rule


@transaction.atomic
def drop_rule(rule: InvitationRule, *, by: Actor, at: datetime) -> None:
    """Whom no other rule names is no longer invited, and told so."""
    meeting = rule.meeting
    _lock(meeting, by)
    if meeting.state != Meeting.State.DRAFT and meeting.rules.exclude(who=Who.ADDED).count() <= 1:
        raise Refused(_("Ini aturan terakhir. Kalau rapatnya tidak jadi, batalkan rapatnya."))
    with override("id"):
        write_line(meeting, _("Tidak diundang lagi: %(rule)s.") % {"rule": rule_words(rule)}, by=by, at=at)
    rule.delete()
    _after(meeting, by=by, at=at)


# --- sending ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def call(meeting: Meeting, *, by: Actor, at: datetime, at_once: bool = False) -> None:
    """Ask for the letter; when it is signed, everybody is invited. Pressed twice it is asked for once.

    `at_once`: an urgent meeting of a leader goes out now, the letter follows. Raise `Refused` with what is missing.
    """
    _lock(meeting, by)
    count = head_count(meeting, at)
    if count.faults and meeting.state == Meeting.State.DRAFT:
        raise Refused(count.faults[0])
    require(
        not at_once or can_call_at_once(by, meeting, at), _("Hanya rapat segera yang dapat dikirim sebelum suratnya.")
    )
    new = waiting_letter(meeting) is None
    letter = ask_letter(meeting, by=by, at=at)
    with override("id"):
        if new:
            words = _("Surat undangan dimintakan tanda tangan %(who)s.")
            write_line(meeting, words % {"who": letter.expected or letter.post}, by=by, at=at)
    if at_once and meeting.state == Meeting.State.DRAFT:
        go_out(meeting, by=by, at=at)


def can_call_at_once(actor: Actor, meeting: Meeting, at: datetime) -> bool:
    """Whoever leads, or sits in the chair, and calls it "Segera"."""
    return meeting.manner == "Segera" and (actor.has(*Post.LEADING) or access.can_chair(actor, meeting, at))


@transaction.atomic
def cancel(meeting: Meeting, *, reason: str, by: Actor, at: datetime) -> None:
    """It does not take place; everybody who was invited is told why. Pressed twice they are told once."""
    _fresh(meeting)
    if meeting.state == Meeting.State.CANCELLED:
        return
    require(access.can_prepare(by, meeting))
    if meeting.state == Meeting.State.RUNNING:
        raise Refused(_("Rapat ini sedang berlangsung. Tutup rapatnya; yang sudah terjadi tidak dapat dibatalkan."))
    words = clean_line(reason)[:300]
    if not words:
        raise Refused(_("Tuliskan alasannya, supaya yang diundang tahu sebabnya."))
    called = meeting.state == Meeting.State.CALLED
    meeting.state, meeting.cancelled_for = Meeting.State.CANCELLED, words
    meeting.edition += called
    meeting.save(update_fields=["state", "cancelled_for", "edition"])
    with override("id"):
        write_line(meeting, _("Dibatalkan: %(reason)s") % {"reason": words}, by=by, at=at)
        if waits := waiting_letter(meeting):
            void(waits, reason=_("Rapatnya dibatalkan."), by=by, at=at)
    if called:
        _tell_cancelled(meeting, at)
    beat(meeting)


# --- series ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def make_series(*, name: str, office: Office, by: Actor, at: datetime) -> MeetingSeries:
    """A meeting that comes again; of one name there is one in an office."""
    require(access.can_create(by, office))
    words = clean_line(name)[:160]
    if not words:
        raise Refused(_("Tuliskan nama serinya, misalnya “Rapat koordinasi camat”."))
    if MeetingSeries.objects.filter(office=office, name=words, closed_on=None).exists():
        raise Refused(_("Seri “%(name)s” sudah ada di kantor ini.") % {"name": words})
    return MeetingSeries.objects.create(name=words, office=office)


@transaction.atomic
def close_series(series: MeetingSeries, *, by: Actor, at: datetime) -> None:
    """No further meeting of it; what was held stays."""
    require(access.can_keep_series(by, series))
    MeetingSeries.objects.filter(pk=series.pk, closed_on=None).update(closed_on=localtime(at).date())


# --- rules -----------------------------------------------------------------------------------------------------------


def _fresh(meeting: Meeting) -> None:
    """As it is now; nobody else changes it until this transaction ends."""
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_for_update())


def _lock(meeting: Meeting, by: Actor) -> None:
    _fresh(meeting)
    if access.runs(by, meeting) and meeting.state not in access.OPEN:
        raise Stale(_("Rapat ini sudah selesai atau dibatalkan, jadi undangannya tidak diubah lagi."))
    require(access.can_prepare(by, meeting))


def _after(meeting: Meeting, *, by: Actor, at: datetime) -> None:
    """What a change leads to: before it was called the letter that waits may be void, afterwards people are told."""
    first = meeting.sessions.aggregate(first=Min("starts_at"))["first"]
    if first and first != meeting.starts_at:
        meeting.starts_at = first
        meeting.save(update_fields=["starts_at"])
    if meeting.state == Meeting.State.DRAFT:
        drop_outdated(meeting, by=by, at=at)
        beat(meeting)
    else:
        spread(meeting, at=at)


def _write(meeting: Meeting, fields: dict[str, Any]) -> None:
    if unknown := set(fields) - set(FIELDS):
        raise TypeError(f"unknown fields: {sorted(unknown)}")
    for name, value in fields.items():
        if name in LINES:
            value = clean_line(value)[: LINES[name]]
        elif name in TEXTS:
            value = clean_text(value)[: TEXTS[name]]
        setattr(meeting, name, value)
    if not meeting.title:
        raise Refused(_("Tuliskan nama rapatnya."))
    if meeting.manner not in MANNERS or meeting.openness not in Meeting.Openness.values:
        raise Refused(_("Pilih sifat surat dan sifat notulen dari daftar."))
    if meeting.chair.closed_on:
        raise Refused(_("Jabatan pimpinan rapat itu sudah dihapus."))
    if meeting.series and meeting.series.office_id != meeting.office_id:
        raise Refused(_("Seri itu milik kantor lain."))


def _new_session(meeting: Meeting, fields: dict[str, Any], at: datetime) -> MeetingSession:
    last = meeting.sessions.aggregate(last=Max("order"))["last"] or 0
    session = MeetingSession(meeting=meeting, order=last + 1, starts_at=fields["starts_at"], place="")
    _write_session(session, fields, at)
    return session


def _write_session(session: MeetingSession, fields: dict[str, Any], at: datetime) -> None:
    if unknown := set(fields) - set(SESSION_FIELDS):
        raise TypeError(f"unknown fields: {sorted(unknown)}")
    districts = fields.get("districts")
    for name, value in fields.items():
        if name != "districts":
            setattr(session, name, clean_line(value) if isinstance(value, str) else value)
    _check_session(session, at, moved="starts_at" in fields)
    if districts is not None:
        _check_districts(session, districts)
    session.save()
    if districts is not None:
        session.districts.set(districts)


def _check_session(session: MeetingSession, at: datetime, *, moved: bool) -> None:
    if not session.place:
        raise Refused(_("Tuliskan tempatnya; untuk rapat daring, misalnya “Daring”."))
    if moved and session.starts_at <= at:
        raise Refused(_("Waktu mulainya sudah lewat. Pilih waktu yang akan datang."))
    if session.starts_at > at + FARTHEST:
        raise Refused(_("Pilih waktu paling lama dua tahun ke depan."))
    if session.ends_at and session.ends_at <= session.starts_at:
        raise Refused(_("Waktu selesainya sebelum waktu mulai."))
    if session.capacity is not None and not 1 <= session.capacity <= 30_000:
        raise Refused(_("Jumlah kursi paling sedikit satu."))


def _check_districts(session: MeetingSession, districts: Collection[Region]) -> None:
    others = session.meeting.sessions.exclude(pk=session.pk).filter(districts__in=districts)
    if other := others.order_by("order").first():
        both = Region.objects.filter(pk__in=[one.pk for one in districts]).filter(
            pk__in=other.districts.values("pk")).order_by("name")  # fmt: skip
        facts = {"district": both[0], "session": session_words(other)}
        raise Refused(_("%(district)s sudah masuk %(session)s. Satu kecamatan duduk di satu sesi.") % facts)


def _checked_rule(
    meeting: Meeting, who: str, area: object, posts: Collection[Post], guests: Sequence[tuple[str, str]]
) -> list[list[str]]:
    """The guests as they are kept."""
    if who not in Who.values or who == Who.ADDED:
        raise Refused(_("Pilih siapa yang diundang."))
    if meeting.rules.count() >= MOST_RULES:
        raise Refused(_("Satu rapat paling banyak %(count)d aturan undangan.") % {"count": MOST_RULES})
    if area and who in WHOLE:
        raise Refused(_("Wilayah hanya dapat dipilih untuk kecamatan, desa, dan kelurahan."))
    if who == Who.POSTS and not posts:
        raise Refused(_("Pilih jabatan yang diundang."))
    listed = [[clean_line(name)[:160], clean_line(title)[:200]] for name, title in guests]
    listed = [one for one in listed if one[0]]
    if who == Who.GUESTS and not 0 < len(listed) <= MOST_GUESTS:
        raise Refused(_("Tuliskan 1 sampai %(count)d undangan dari luar, satu per baris.") % {"count": MOST_GUESTS})
    return listed if who == Who.GUESTS else []


# --- telling ---------------------------------------------------------------------------------------------------------


def _log_move(meeting: Meeting, before: MeetingSession, after: MeetingSession, by: Actor, at: datetime) -> None:
    with override("id"):
        facts = {"session": session_words(after)}
        if before.starts_at != after.starts_at:
            facts |= {"old": long_moment(localtime(before.starts_at)), "new": long_moment(localtime(after.starts_at))}
            write_line(meeting, _("%(session)s dipindah dari %(old)s ke %(new)s.") % facts, by=by, at=at)
        if before.place != after.place:
            facts |= {"old": before.place, "new": after.place}
            write_line(meeting, _("Tempat %(session)s dipindah dari %(old)s ke %(new)s.") % facts, by=by, at=at)


def _tell_chairs(meeting: Meeting, before: Post, by: Actor, at: datetime) -> None:
    """Written down, and told to whoever sat in the chair and whoever sits there now."""
    with override("id"):
        facts = {"old": before, "new": meeting.chair, "title": meeting.title}
        words = _("Pimpinan rapat diganti dari %(old)s menjadi %(new)s.") % facts
        write_line(meeting, words, by=by, at=at)
        presence = Presence(at)
        sitting = [one.person for post in (before.pk, meeting.chair_id) for one in presence.acting(post)]
        people: list[Person | None] = [*sitting, meeting.moderator, meeting.note_keeper]
        subject = _("Pimpinan rapat diganti: %(title)s") % facts
        key = f"chair:{meeting.lines.count()}"
        notices.tell_people(meeting, people, subject=subject, body=words, key=key, at=at)


def _tell_cancelled(meeting: Meeting, at: datetime) -> None:
    rows = list(
        Invitee.objects.standing().filter(meeting=meeting, told__gt=0).select_related("session", "person", "deputy")
    )
    for row in rows:
        row.meeting = meeting
    notices.tell_cancelled(rows, told_for(rows, at), at=at)

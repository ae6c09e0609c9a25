"""The attendance sheet: a session's list in protocol order with when and how each came, to be signed on paper too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from balairung.ground.common.dates import long_date, long_moment, zone_name
from balairung.ground.common.paper import mark_drawing, pdf, printable
from balairung.kernel.people.house import the_regency
from balairung.rooms.meetings.holding.attending import deputy_of
from balairung.rooms.meetings.holding.listing import added, tally
from balairung.rooms.meetings.models import Invitee, MeetingSession

SOURCE = Path(__file__).parent.with_name("templates") / "meetings" / "sheet.typ"
SPARE = 6  # empty lines at the end of an empty sheet, for those whom nobody expected


def columns() -> list[str]:
    return [
        _("No."), _("Sesi"), _("Nama"), _("Jabatan dan instansi"), _("Keadaan"), _("Hadir pukul"), _("Cara"),
        _("Diwakili oleh"), _("Jabatan wakil"), _("Pulang pukul"), _("Kursi"), _("Jawaban undangan"),
    ]  # fmt: skip


def lines(session: MeetingSession) -> Iterator[list[object]]:
    """For a spreadsheet: everybody on the list, those who did not come too."""
    extra = added(session)
    for number, one in enumerate(_rows(session), 1):
        yield [
            number, str(session), one.name, one.title, _state(one, extra), _clock(one.came_at),
            one.get_came_by_display() if one.came_at else "", deputy_of(one) if one.came_in_place else "",
            one.deputy_title if one.came_in_place else "", _clock(one.left_at), one.seat, one.get_reply_display(),
        ]  # fmt: skip


def drawn(session: MeetingSession, *, empty: bool, at: datetime) -> bytes:
    """As a PDF, A4 across; empty: only the names, with room to sign."""
    with override("id"):  # paper speaks Indonesian, whoever prints it
        return pdf(_source(), {**printable(_words(session, empty, at)), "mark": mark_drawing()}, stamp=at)


def _words(session: MeetingSession, empty: bool, at: datetime) -> dict[str, Any]:
    meeting, regency = session.meeting, the_regency()
    extra, rows = added(session), _rows(session)
    return {
        "title": _("Daftar hadir"), "house": regency.name if regency else "Balairung", "office": meeting.office.name,
        "name": meeting.title, "empty": empty, "facts": _facts(session),
        "heads": [_("No."), _("Nama"), _("Jabatan dan instansi"), _("Hadir"), _("Cara"), _("Diwakili oleh"),
                  _("Tanda tangan")],
        "lines": [_line(number, one, extra, empty) for number, one in enumerate(rows, 1)],
        "spare": list(range(len(rows) + 1, len(rows) + 1 + SPARE)) if empty else [],
        "none": "" if rows or empty else _("Belum ada yang diundang ke sesi ini."),
        "summary": "" if empty else _summary(session),
        "signs": [[_("Pimpinan rapat"), meeting.chair.title],
                  [_("Notulis"), meeting.note_keeper.name if meeting.note_keeper else ""]],
        "note": _("%(ref)s · dicetak %(moment)s") % {"ref": meeting.ref, "moment": long_moment(localtime(at), "id")},
        "page": _("Halaman"), "of": _("dari"),
    }  # fmt: skip


def _facts(session: MeetingSession) -> list[list[str]]:
    start = localtime(session.starts_at)
    until = f"{localtime(session.ends_at):%H.%M}" if session.ends_at else _("selesai")
    time = _("%(from)s s.d. %(until)s %(zone)s") % {"from": f"{start:%H.%M}", "until": until, "zone": zone_name(start)}
    facts = [[_("Hari, tanggal"), long_date(start, "id")], [_("Waktu"), time], [_("Tempat"), session.place]]
    return [*facts, *([[_("Sesi"), session.name]] if session.name else [])]


def _line(number: int, one: Invitee, extra: set[object], empty: bool) -> list[str]:
    name = "" if one.name == one.title else one.name  # a post that nobody holds: whoever comes writes theirs
    if empty:
        return [str(number), name, one.title, "", "", "", ""]
    deputy = " – ".join(filter(None, [deputy_of(one), one.deputy_title])) if one.came_in_place else ""
    when = _clock(one.came_at) or (_("izin") if one.reply == Invitee.Reply.STAYS_AWAY else "–")
    way = str(one.get_came_by_display()) if one.came_at else ""
    title = f"{one.title} ({_('tambahan')})" if one.pk in extra else one.title
    return [str(number), name, title, when, way, deputy, ""]


def _summary(session: MeetingSession) -> str:
    count = tally(session)
    facts = {"invited": count.invited, "came": count.came, "place": count.in_place, "missing": count.missing}
    return (
        _("Diundang %(invited)d, hadir %(came)d (di antaranya %(place)d oleh wakil), tidak hadir %(missing)d.") % facts
    )


def _state(one: Invitee, extra: set[object]) -> str:
    if one.came_at is None:
        return _("izin") if one.reply == Invitee.Reply.STAYS_AWAY else _("tidak hadir")
    if one.pk in extra:
        return _("hadir, tambahan")
    return _("hadir oleh wakil") if one.came_in_place else _("hadir")


def _rows(session: MeetingSession) -> list[Invitee]:
    return list(Invitee.objects.standing().filter(session=session).for_list())


def _clock(moment: datetime | None) -> str:
    return f"{localtime(moment):%H.%M}" if moment else ""


@lru_cache(maxsize=1)
def _source() -> bytes:
    return SOURCE.read_bytes()

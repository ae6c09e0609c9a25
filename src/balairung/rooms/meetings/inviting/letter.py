"""The letter of invitation: what it says, who is asked to sign it, and what follows when that is done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from balairung.ground.common.dates import long_date
from balairung.kernel.documents.bodies import Block, Body, Facts, Heading, Paragraph, Table, unpack
from balairung.kernel.documents.models import Document
from balairung.kernel.documents.requesting import draft, request_signature, void
from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.kernel.people.authority import Answer, Authority, Matter
from balairung.kernel.people.ladder import CommandLine
from balairung.kernel.people.models import Person, Post, Subject
from balairung.rooms.meetings import notices
from balairung.rooms.meetings.inviting.counting import HeadCount, head_count, session_words
from balairung.rooms.meetings.inviting.going import go_out, write_line
from balairung.rooms.meetings.inviting.resolving import Named
from balairung.rooms.meetings.models import Meeting, MeetingSession

KIND = "meetings"
MATTER = Matter(Subject.LETTER, "undangan")
CLASSIFICATION = "005"  # undangan (tata naskah dinas, from memory; rules.md 13 has a real number)
NUMBER = "{kode}/{nomor:3}/{kantor}/{tahun}"
ADDRESSED = 4  # so many are named above the letter; more stand in its list
WAITING = (Document.State.DRAFT, Document.State.AWAITING, Document.State.FAILED)


def letters_of(meeting: Meeting) -> list[Document]:
    """Its letters of invitation that were not void, the newest first."""
    rows = Document.objects.about(KIND, [meeting.ref]).filter(matter=MATTER.key)
    return list(rows.exclude(state=Document.State.VOID).select_related("office", "expected", "signer", "file"))


def letter_of(meeting: Meeting) -> Document | None:
    """The newest letter of invitation; None before one was asked for."""
    return next(iter(letters_of(meeting)), None)


def waiting_letter(meeting: Meeting) -> Document | None:
    """The one that waits for its signature."""
    found = letter_of(meeting)
    return found if found and found.state in WAITING else None


def signed_letter(meeting: Meeting) -> Document | None:
    """The newest that was signed."""
    return next((one for one in letters_of(meeting) if one.state == Document.State.SIGNED), None)


@transaction.atomic
def ask_letter(meeting: Meeting, *, by: Actor, at: datetime) -> Document:
    """A letter that says what is so now, waiting for whoever may sign it; one that waits and says the same is it."""
    body = compose(meeting, at)
    if waits := waiting_letter(meeting):
        if unpack(waits.body) == body:
            return waits
        with override("id"):
            void(waits, reason=_("Undangannya berubah; surat baru menggantikan konsep ini."), by=by, at=at)
    answer = signed_by(meeting, at)
    number = Document.objects.about(KIND, [meeting.ref]).count()
    document = draft(
        office=answer.post.office, body=body, title="Undangan rapat", holder=meeting.title, number_format=NUMBER,
        classification=CLASSIFICATION, post=answer.principal, matter=MATTER, about=(KIND, meeting.ref),
        token=f"undangan:{meeting.pk}:{number}", by=by, at=at,
    )  # fmt: skip
    return request_signature(document, by=by, at=at)


def signed_by(meeting: Meeting, at: datetime) -> Answer:
    """Who signs it at this moment: by the authority of the chair, else of the head of the office that calls it."""
    authority = Authority(at)
    head = CommandLine(at).head_of(meeting.office_id)
    posts = [_with_office(meeting.chair), *([head] if head and head != meeting.chair else [])]
    answers = [authority.who(post, MATTER) for post in posts]
    return next((one for one in answers if one.person), answers[-1])


def drop_outdated(meeting: Meeting, *, by: Actor, at: datetime) -> None:
    """A letter that waits and no longer says what is so is void: nobody signs it."""
    waits = waiting_letter(meeting)
    if waits and not (meeting.sessions.exists() and unpack(waits.body) == compose(meeting, at)):
        with override("id"):
            void(waits, reason=_("Undangannya berubah sebelum ditandatangani."), by=by, at=at)


# --- what became of it -----------------------------------------------------------------------------------------------


def follow(document: Document, what: str, *, by: Actor, at: datetime) -> None:
    """What became of the letter, in the same transaction: signed, the invitations go out."""
    meeting = Meeting.objects.select_for_update().get(ref=document.about_ref)
    with override("id"):
        if what == "signed":
            _signed(meeting, document, by, at)
        elif what == "void" and by != SYSTEM and meeting.state == Meeting.State.DRAFT:
            words = _("Surat undangan tidak jadi ditandatangani: %(reason)s") % {"reason": document.failure}
            write_line(meeting, words, by=by, at=at)
            _tell_preparer(meeting, words, f"void:{document.pk}", by, at)
        elif what == "revoked":
            words = _("Surat undangan dicabut: %(reason)s") % {"reason": document.revocation}
            write_line(meeting, words, by=by, at=at)


def _signed(meeting: Meeting, document: Document, by: Actor, at: datetime) -> None:
    write_line(
        meeting, _("Surat undangan ditandatangani: %(number)s.") % {"number": document.number_text}, by=by, at=at
    )
    if meeting.state != Meeting.State.DRAFT:
        return
    if faults := head_count(meeting, at).faults:
        words = _("Undangan belum dikirim walaupun suratnya sudah ditandatangani. %(why)s") % {"why": faults[0]}
        write_line(meeting, words, by=by, at=at)
        _tell_preparer(meeting, words, f"signed:{document.pk}", by, at)
        return
    go_out(meeting, by=by, at=at)


def _tell_preparer(meeting: Meeting, words: str, key: str, by: Actor, at: datetime) -> None:
    if meeting.made_by_id != by.person_id:
        subject = _("Undangan rapat: %(title)s") % {"title": meeting.title}
        maker: Person | None = meeting.made_by
        notices.tell_people(meeting, [maker, meeting.note_keeper], subject=subject, body=words, key=key, at=at)


# --- what it says ----------------------------------------------------------------------------------------------------


def compose(meeting: Meeting, at: datetime) -> Body:
    """The letter with the list of those who are invited, by session; the same for the same facts."""
    count = head_count(meeting, at)
    named = [one for row in count.seats.values() for one in row]
    with override("id"):
        listed = len(named) > ADDRESSED
        return Body(
            layout="official", title=_("Undangan rapat"), about=_("Undangan"), manner=meeting.manner,
            enclosures=_("1 (satu) daftar undangan") if listed else "–",
            to=_addressee(named, listed),
            blocks=tuple(_said(meeting, count)),
            annex=tuple(_lists(count)) if listed else (),
        )  # fmt: skip


def _addressee(named: list[Named], listed: bool) -> tuple[str, ...]:
    if listed:
        return (_("Yth. Bapak/Ibu/Saudara"), _("(daftar terlampir)"), _("di tempat"))
    if len(named) == 1:
        return (_("Yth. %(title)s") % {"title": _called(named[0])}, _("di tempat"))
    numbered = [f"{place}. {_called(one)}" for place, one in enumerate(named, start=1)]
    return (_("Yth."), *numbered, _("di tempat"))


def _called(one: Named) -> str:
    """By the post; a guest by name and where they are from."""
    return one.title if one.office else ", ".join(filter(None, [one.name, one.title]))


def _said(meeting: Meeting, count: HeadCount) -> Iterator[Block]:
    yield Paragraph(text=_("Dengan hormat, kami mengundang Saudara menghadiri rapat yang diadakan pada:"))
    several = len(count.sessions) > 1
    for one in count.sessions:
        if several:
            yield Heading(text=session_words(one.session))
        yield Facts(rows=tuple(_facts(meeting, one.session, several)))
    if several:
        yield Facts(rows=tuple(_common(meeting)))
    yield Paragraph(
        text=_(
            "Kalau Saudara berhalangan, utuslah wakil yang berwenang mengambil keputusan dan sampaikan melalui halaman"
            " undangan. Keputusan rapat mengikat jabatan yang diundang, hadir sendiri maupun diwakili."
        )
    )
    yield Paragraph(text=_("Atas perhatian dan kehadiran Saudara, kami ucapkan terima kasih."))


def _facts(meeting: Meeting, session: MeetingSession, several: bool) -> Iterator[tuple[str, str]]:
    yield _("Hari/tanggal"), long_date(localdate(session.starts_at), "id")
    yield _("Waktu"), notices.when_words(session)
    yield _("Tempat"), session.place
    if session.link:
        yield _("Tautan"), session.link
    if several and (districts := [one.name for one in session.districts.all()]):
        yield _("Peserta"), _("Kecamatan %(names)s") % {"names": ", ".join(districts)}
    if not several:
        yield from _common(meeting)


def _common(meeting: Meeting) -> Iterator[tuple[str, str]]:
    yield _("Acara"), "\n".join(filter(None, [meeting.title, meeting.purpose]))
    if meeting.dress:
        yield _("Pakaian"), meeting.dress
    if meeting.remark:
        yield _("Catatan"), meeting.remark


def _lists(count: HeadCount) -> Iterator[Block]:
    """The invited in protocol order, each session for itself: the post is invited, its holder is named beside it."""
    several = len(count.sessions) > 1
    for one in count.sessions:
        rows = count.seats[one.session.pk]
        if several and rows:
            yield Heading(text=session_words(one.session))
        if rows:
            head = (_("No."), _("Jabatan"), _("Nama"), _("Kecamatan"))
            yield Table(
                caption=session_words(one.session), head=head, rows=tuple(map(_row, range(1, len(rows) + 1), rows))
            )


def _row(place: int, one: Named) -> tuple[str, ...]:
    """A guest stands there as they were written down."""
    return str(place), _called(one), one.name if one.person else "–", _district(one)


def _district(one: Named) -> str:
    region = one.office.region if one.office else None
    return (region.parent or region).name if region else ""


def _with_office(post: Post) -> Post:
    return Post.objects.select_related("office").get(pk=post.pk)

"""Minutes as a letter that two sign, and as everybody may read them.

What a letter of minutes holds is that of real ones (design rules 13): name of the meeting, day, time, place, agenda,
who led, who wrote, who was there; opening, discussion, questions, conclusions, follow-up. What everybody reads names no
participant: a question has the village or office that it came from, and no name (UU 27/2022).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, Q
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date, zone_name
from balairung.kernel.documents.bodies import Block, Body, Facts, Heading, Items, Paragraph, Table
from balairung.kernel.documents.countersigning import ask
from balairung.kernel.documents.models import Document
from balairung.kernel.documents.requesting import draft, request_signature
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.authority import Matter
from balairung.kernel.people.matters import full_title
from balairung.kernel.people.models import Subject
from balairung.rooms.meetings import access
from balairung.rooms.meetings.beats import beat
from balairung.rooms.meetings.minutes import matrix
from balairung.rooms.meetings.minutes.arranging import heading_of
from balairung.rooms.meetings.models import (
    AgendaItem,
    Decision,
    Invitee,
    Meeting,
    MeetingQuestion,
    MeetingSession,
    MeetingTask,
    Minutes,
    MinutesItem,
)

KIND = "meetings"
MATTER = Matter(Subject.LETTER, "notulen")
CLASSIFICATION = "005"  # of invitations and meetings in the archives' code; the register may say another
NUMBER = "{kode}/{nomor:3}/{seri}/{kantor}/{tahun}"
SERIES = "NOTULEN"
LONG = 5_500  # letters of one paragraph of a letter (bodies.Text has room for 6,000)
MANY = 50  # paragraphs of one part: a letter has two hundred blocks
Pair = tuple[str, str]


@dataclass(frozen=True)
class Written:
    """Everything that the minutes of one meeting say, read in a fixed number of queries."""

    meeting: Meeting
    minutes: Minutes
    sessions: list[MeetingSession]
    items: dict[str, list[str]]  # by section
    questions: list[MeetingQuestion]
    decisions: list[Decision]
    carried: list[AgendaItem]
    came: list[Invitee]
    invited: int

    @property
    def tasks(self) -> list[MeetingTask]:
        """Of its decisions and of its questions, in the order of the minutes."""
        return [*(task for one in self.decisions for task in one.tasks.all()), *self.owed_questions]

    @property
    def sections(self) -> list[tuple[str, list[str]]]:
        """The name of each part and its paragraphs."""
        return [(str(one.label), self.items[one]) for one in MinutesItem.Section]

    @property
    def owed_questions(self) -> list[MeetingTask]:
        return [one.task for one in self.questions if one.state == MeetingQuestion.State.OWED and hasattr(one, "task")]


def read(meeting: Meeting, *, public: bool = False) -> Written:
    """All of it. For everybody without the paragraphs made of questions, which name who asked."""
    minutes = Minutes.objects.select_related("document").get(meeting=meeting)
    items = _paragraphs_of(minutes, public=public)
    tasks = MeetingTask.objects.select_related("office", "obligation").order_by("office__order", "office__name", "id")
    decisions = minutes.decisions.standing().prefetch_related(Prefetch("tasks", tasks), "themes")
    questions = meeting.questions.exclude(state=MeetingQuestion.State.WITHDRAWN).select_related("task__office", "asker")
    carried = AgendaItem.objects.filter(session__meeting=meeting, carried__isnull=False).select_related("carried")
    seats = Invitee.objects.filter(meeting=meeting)
    return Written(
        meeting, minutes, list(meeting.sessions.order_by("order")), items,
        list(questions.in_order().prefetch_related("themes")), list(decisions.order_by("order", "id")),
        list(carried.order_by("session__order", "order")),
        list(seats.filter(came_at__isnull=False).select_related("deputy").in_protocol_order()),
        seats.standing().count(),
    )  # fmt: skip


def _paragraphs_of(minutes: Minutes, *, public: bool) -> dict[str, list[str]]:
    """By section, each below its heading; what only repeats the dialogue is left to the dialogue."""
    found: dict[str, list[str]] = {section: [] for section in MinutesItem.Section.values}
    rows = minutes.items.filter(dropped_at__isnull=True).select_related("agenda__speaker")
    asked = Q(token__startswith=MinutesItem.FROM_DIALOGUE)
    for item in rows.exclude(asked if public else asked & Q(written_by=None)).order_by("section", "order", "id"):
        if text := item.text.strip():
            talked = item.section == MinutesItem.Section.DISCUSSION  # the other sections say what they are
            found[item.section].append("\n".join(filter(None, [heading_of(item) if talked else "", text])))
    return found


# --- words -----------------------------------------------------------------------------------------------------------


def due_words(decision: Decision, decided: datetime) -> str:
    """By when, as the meeting said it; where it named no day, with the day that this comes to."""
    if decision.kind != Decision.Kind.TASK:
        return "–"
    if decision.due == Decision.Due.DATE and decision.due_on:
        return short_date(decision.due_on)
    rule = clock_rule(KIND, "follow_up")
    if decision.due == Decision.Due.NEXT:
        return _("sebelum rapat berikutnya, paling lama %(days)d hari") % {"days": rule.amount}
    return _("%(days)d hari (tenggat lazim)") % {"days": rule.amount}


def short_date(day: date) -> str:
    """`2 Maret 2026`, without its weekday."""
    return long_date(day).partition(", ")[2]


def when_words(session: MeetingSession) -> str:
    start = localtime(session.starts_at)
    end = f"{localtime(session.ends_at):%H.%M}" if session.ends_at else _("selesai")
    return f"{start:%H.%M} {zone_name(start)} s.d. {end}"


def asked_by(question: MeetingQuestion, *, public: bool) -> str:
    """Whoever asked, and from where; for everybody only from where."""
    named = "" if public else question.asker_name or (question.asker.name if question.asker else "")
    return ", ".join(filter(None, [named, question.origin])) or _("peserta rapat")


def answered(question: MeetingQuestion) -> str:
    """The answer, and who owes it where there was none."""
    said = [question.answer.strip()]
    if question.state == MeetingQuestion.State.OWED and hasattr(question, "task"):
        said.append(_("Dijawab kemudian oleh %(office)s.") % {"office": question.task.office.name})
    return "\n".join(filter(None, said)) or "–"


# --- the letter ------------------------------------------------------------------------------------------------------


def compose(written: Written, at: datetime) -> Body:
    """What the letter says."""
    closing = _("Notulen ini disahkan pimpinan rapat pada %(day)s. Tugas di dalamnya mengikat setiap kantor yang "
                "disebut, juga yang tidak hadir.")  # fmt: skip
    blocks: list[Block] = [Facts(rows=tuple(_facts(written)))]
    for place, part in enumerate(filter(None, map(list, _parts(written, at))), 1):
        first, *rest = part
        assert isinstance(first, Heading)
        blocks += [Heading(text=f"{place}. {first.text}"), *rest]
    blocks.append(Paragraph(text=closing % {"day": long_date(at)}))
    return Body(
        layout="certificate", title=_("Notulen Rapat"), blocks=tuple(blocks),
        signer_word=_("Pimpinan rapat,"), signer_left=True,
    )  # fmt: skip


def _facts(written: Written) -> Iterator[Pair]:
    meeting = written.meeting
    yield _("Nama rapat"), meeting.title
    several = len(written.sessions) > 1
    for place, session in enumerate(written.sessions, 1):
        name = (session.name or _("Sesi %(place)d") % {"place": place}) + ": " if several else ""
        yield _("Hari, tanggal"), f"{name}{long_date(session.starts_at)}"
        yield _("Waktu"), when_words(session)
        yield _("Tempat"), session.place
    if meeting.purpose:
        yield _("Acara"), meeting.purpose[:LONG]
    yield _("Pimpinan rapat"), full_title(meeting.chair)
    if meeting.moderator:
        yield _("Moderator"), meeting.moderator.name
    if meeting.note_keeper:
        yield _("Notulis"), meeting.note_keeper.name
    counts = {"came": len(written.came), "all": written.invited}
    yield _("Peserta"), _("%(came)d orang hadir dari %(all)d undangan (daftar di bagian akhir)") % counts


def _parts(written: Written, at: datetime) -> Iterator[Iterator[Block]]:
    yield _section(MinutesItem.Section.OPENING, written)
    yield _carried(written, at)
    yield _section(MinutesItem.Section.DISCUSSION, written)
    yield _dialogue(written)
    yield _concluded(written)
    yield _follow_up(written, at)
    yield _came(written)


def _section(section: MinutesItem.Section, written: Written) -> Iterator[Block]:
    yield Heading(text=str(section.label))
    yield from _paragraphs(written.items[section])


def _paragraphs(texts: list[str]) -> Iterator[Block]:
    """One for each text; of very many texts as many together as a paragraph holds, so that none is left out."""
    parts = [text[start : start + LONG] for text in texts for start in range(0, len(text), LONG)]
    if len(parts) <= MANY:
        yield from (Paragraph(text=part) for part in parts)
        return
    held = ""
    for part in parts:
        if held and len(held) + len(part) + 2 > LONG:
            yield Paragraph(text=held)
            held = ""
        held = f"{held}\n\n{part}" if held else part
    yield Paragraph(text=held)


def _carried(written: Written, at: datetime) -> Iterator[Block]:
    """What became of what earlier meetings left open."""
    if written.carried:
        yield Heading(text=_("Tindak lanjut rapat sebelumnya"))
        became = matrix.became_of(written.carried, at)
        rows = tuple((str(n), item.title, matrix.summary(lines)) for n, (item, lines) in enumerate(became, 1))
        yield Table(caption="", head=(_("No."), _("Keputusan"), _("Keadaan")), rows=rows)


def _dialogue(written: Written) -> Iterator[Block]:
    if written.questions:
        yield Heading(text=_("Tanya jawab"))
        head = (_("No."), _("Penanya"), _("Pertanyaan"), _("Jawaban"))
        rows = tuple(
            (str(at), asked_by(one, public=False), one.text[:LONG], answered(one)[:LONG])
            for at, one in enumerate(written.questions, 1)
        )
        yield Table(caption="", head=head, rows=rows[:1000])


def _concluded(written: Written) -> Iterator[Block]:
    yield Heading(text=_("Kesimpulan dan keputusan"))
    yield from _paragraphs(written.items[MinutesItem.Section.CONCLUSION])
    said = tuple(one.text for one in written.decisions)
    for start in range(0, len(said), 100):
        yield Items(items=said[start : start + 100])


def _follow_up(written: Written, at: datetime) -> Iterator[Block]:
    rows = [*_of_decisions(written), *_of_questions(written, at)]
    if rows:
        yield Heading(text=_("Tindak lanjut"))
        head = (_("No."), _("Apa"), _("Kantor"), _("Paling lambat"), _("Bukti"))
        yield Table(caption="", head=head, rows=tuple((str(at), *row) for at, row in enumerate(rows, 1)))


def _of_decisions(written: Written) -> Iterator[tuple[str, str, str, str]]:
    moment = written.meeting.starts_at
    for one in written.decisions:
        if one.kind == Decision.Kind.TASK:
            offices = ", ".join(task.office.short or task.office.name for task in one.tasks.all())
            yield one.text, offices, due_words(one, moment), one.proof


def _of_questions(written: Written, at: datetime) -> Iterator[tuple[str, str, str, str]]:
    for line in matrix.lines_of(written.owed_questions, at):
        due = short_date(localdate(line.due)) if line.due else "–"
        yield line.what, line.task.office.short, due, line.asked_proof


def _came(written: Written) -> Iterator[Block]:
    if written.came:
        yield Heading(text=_("Daftar hadir"))
        rows = tuple((str(at), *_seat(one)) for at, one in enumerate(written.came[:1000], 1))
        yield Table(caption="", head=(_("No."), _("Nama"), _("Jabatan dan instansi")), rows=rows)


def _seat(invitee: Invitee) -> Pair:
    if not invitee.came_in_place:
        return invitee.name, invitee.title
    deputy = invitee.deputy_name or (invitee.deputy.name if invitee.deputy else "")
    return deputy, _("mewakili %(seat)s") % {"seat": invitee.title or invitee.name}


def request_letter(meeting: Meeting, *, by: Actor, at: datetime) -> Document:
    """The letter of approved minutes, waiting for whoever may sign for the chair, and behind them the note-keeper.

    Asked again it is the same; a letter that was given back or failed is written anew.
    """
    written = read(meeting)
    minutes = written.minutes
    old = minutes.document
    if old and old.state != Document.State.VOID:
        return old
    about = (KIND, minutes.owed.ref if minutes.owed else meeting.ref)
    again = Document.objects.about(about[0], [about[1]]).filter(state=Document.State.VOID, series=SERIES).count()
    asked = draft(
        office=meeting.office, body=compose(written, minutes.approved_at or at), title=_("Notulen rapat"), holder="",
        number_format=NUMBER, classification=CLASSIFICATION, series=SERIES, post=meeting.chair,
        matter=MATTER, about=about, token=f"notulen:{meeting.pk}:{again}", by=by, at=at,
    )  # fmt: skip
    keeper = meeting.note_keeper
    asked = request_signature(asked, by=by, at=at)
    if keeper and keeper.pk != asked.expected_id:
        ask(asked, person=keeper, heading=_("Notulis,"), by=by, at=at)
    Minutes.objects.filter(pk=minutes.pk).update(document=asked)
    return asked


# --- for everybody ---------------------------------------------------------------------------------------------------


def publish(meeting: Meeting, *, by: Actor, at: datetime) -> Minutes:
    """Let everybody read approved minutes that were meant for the house: a leader decides so. Never secret ones."""
    require(access.can_publish(by, meeting))
    Minutes.objects.filter(meeting=meeting, published_at__isnull=True).update(published_at=at)
    beat(meeting)
    return Minutes.objects.get(meeting=meeting)


def request_letter_again(meeting: Meeting, *, by: Actor, at: datetime) -> Document:
    """The letter of minutes whose first one was given back: those who run the meeting ask for it."""
    require(access.runs(by, meeting) and meeting.state == Meeting.State.MINUTED)
    return request_letter(meeting, by=by, at=at)


def public_questions(written: Written) -> list[tuple[str, str, str]]:
    """From where it was asked, the question and the answer; nobody's name."""
    return [(asked_by(one, public=True), one.text, answered(one)) for one in written.questions]


def offices_there(written: Written) -> int:
    """How many offices were there: people are counted, not named."""
    return len({one.office_id for one in written.came if one.office_id})

"""The items of minutes: made from agenda and dialogue, added, moved, taken out and brought back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.people.actors import SYSTEM, Actor, require
from balairung.rooms.meetings.access import can_write_minutes
from balairung.rooms.meetings.beats import beat
from balairung.rooms.meetings.minutes.deciding import open_minutes
from balairung.rooms.meetings.minutes.writing import held_by_other, locked, why_closed, why_not_now, write
from balairung.rooms.meetings.models import AgendaItem, Meeting, MeetingQuestion, Minutes, MinutesItem

Section = MinutesItem.Section
SECTIONS = (Section.OPENING, Section.DISCUSSION, Section.CONCLUSION)
SECTION_OF = {AgendaItem.Kind.OPENING: Section.OPENING, AgendaItem.Kind.CLOSING: Section.CONCLUSION}
MOST = 400  # items


def items_of(minutes: Minutes) -> list[MinutesItem]:
    """All items in the order in which they are read, those that were taken out among them."""
    rows = minutes.items.select_related("holder", "written_by", "agenda__speaker").order_by("order", "id")
    return sorted(rows, key=lambda item: SECTIONS.index(Section(item.section)))


@transaction.atomic
def add(
    meeting: Meeting, *, section: str, token: str, by: Actor, at: datetime, after: MinutesItem | None = None,
) -> MinutesItem:  # fmt: skip
    """An empty item at the end of a section, or behind another one; the same token again is the same item."""
    require(can_write_minutes(by, meeting))
    minutes = open_minutes(meeting)
    hashed = keyed_hash("minutes-item", str(meeting.pk), token)
    if known := MinutesItem.objects.filter(token=hashed).first():
        return known
    items = items_of(minutes)
    if len(items) >= MOST:
        raise Refused(_("Notulen ini sudah berisi 400 butir. Lanjutkan di butir yang ada."))
    made = MinutesItem.objects.create(minutes=minutes, section=section, order=len(items) + 1, token=hashed)
    place = items.index(after) + 1 if after in items else len(items)
    _renumber([*items[:place], made, *items[place:]])
    beat(meeting)
    return made


@transaction.atomic
def move(item: MinutesItem, *, up: bool, by: Actor, at: datetime) -> None:
    """One place up or down; past the end of its section it goes into the next one."""
    found = _open(item, by)
    items = [one for one in items_of(found.minutes) if one.dropped_at is None or one.pk == found.pk]
    place, section = items.index(found), SECTIONS.index(Section(found.section))
    other = place - 1 if up else place + 1
    if 0 <= other < len(items) and items[other].section == found.section:
        items[place], items[other] = items[other], items[place]
    elif 0 <= (wanted := section - 1 if up else section + 1) < len(SECTIONS):
        items[place].section = SECTIONS[wanted]
        items[place].save(update_fields=["section"])
    _renumber(items)
    beat(found.minutes.meeting_id)


@transaction.atomic
def drop(item: MinutesItem, *, key: str, by: Actor, at: datetime) -> None:
    """It does not belong there. Its words stay until the minutes are approved, and after."""
    found = _open(item, by)
    if held_by_other(found, key, at):
        raise Refused(why_not_now(found, key, at))
    if found.dropped_at is None:
        found.dropped_at, found.held_until = at, None
        found.save(update_fields=["dropped_at", "held_until"])
        beat(found.minutes.meeting_id)


@transaction.atomic
def bring_back(item: MinutesItem, *, by: Actor, at: datetime) -> None:
    found = _open(item, by)
    if found.dropped_at is not None:
        found.dropped_at = None
        found.save(update_fields=["dropped_at"])
        beat(found.minutes.meeting_id)


@transaction.atomic
def fill(meeting: Meeting, *, by: Actor, at: datetime) -> int:
    """Items for all of the agenda and the dialogue that has none yet; how many were made or brought up to date.

    One of the agenda has its title as a heading and waits for its words: an empty frame stays empty. One of the
    dialogue says question and answer. What a person wrote is never touched, what was taken out does not come back.
    """
    require(can_write_minutes(by, meeting))
    minutes = open_minutes(meeting)
    known = {item.token: item for item in items_of(minutes)}
    done, behind = 0, list[MinutesItem]()
    for token, section, agenda, text in _said_in(meeting):
        item = known.get(token)
        if item is None:
            if len(known) >= MOST:
                break
            fields = {"section": section, "order": 0, "agenda": agenda, "token": token}
            item = known[token] = MinutesItem.objects.create(minutes=minutes, **fields)
            done += 1
        if item.written_by_id is None and item.text != text:
            done += item.version > 0
            write(item, text, key="", stroke=0, by=SYSTEM, at=at)
        behind.append(item)
    if done:
        _renumber(_woven(items_of(minutes), behind))
        beat(meeting)
    return done


# --- what agenda and dialogue say ------------------------------------------------------------------------------------


def _said_in(meeting: Meeting) -> Iterable[tuple[str, str, AgendaItem | None, str]]:
    """Token, section, agenda item and words, in the order in which it happened."""
    rows = AgendaItem.objects.filter(session__meeting=meeting).select_related("speaker", "session")
    agenda = list(rows.exclude(kind=AgendaItem.Kind.BREAK).order_by("session__order", "order"))
    questions = list(_worth_noting(meeting))
    for item in agenda:
        section = SECTION_OF.get(AgendaItem.Kind(item.kind), Section.DISCUSSION)
        yield f"acara-{item.pk}", section, item, ""
        for question in [one for one in questions if _belongs(one, item, agenda)]:
            questions.remove(question)
            yield f"{MinutesItem.FROM_DIALOGUE}{question.pk}", Section.DISCUSSION, None, question_words(question)
    for question in questions:
        yield f"{MinutesItem.FROM_DIALOGUE}{question.pk}", Section.DISCUSSION, None, question_words(question)


def _worth_noting(meeting: Meeting) -> QuerySet[MeetingQuestion]:
    """What was read out or answered; what was sent and never came up is no part of what happened."""
    rows = meeting.questions.in_order().exclude(state=MeetingQuestion.State.WITHDRAWN)
    return rows.select_related("task__office").filter(called_at__isnull=False)


def _belongs(question: MeetingQuestion, item: AgendaItem, agenda: Sequence[AgendaItem]) -> bool:
    """Behind the item during which it was read out, else behind the dialogue of its session."""
    if question.agenda_id:
        return question.agenda_id == item.pk
    return item.kind == AgendaItem.Kind.DIALOGUE and question.session_id in (None, item.session_id)


def heading_of(item: MinutesItem) -> str:
    """What stands above an item that was made from the agenda: what was done, and who spoke; "" for any other."""
    if item.agenda is None:
        return ""
    speaker = item.agenda.speaker
    return f"{item.agenda.title}: {speaker.name}, {speaker.title}".rstrip(", ") if speaker else item.agenda.title


def question_words(question: MeetingQuestion) -> str:
    """A question and what became of it, as minutes say it."""
    asker = ", ".join(filter(None, [question.asker_name, question.origin])) or _("peserta")
    said = [_("Pertanyaan %(asker)s: %(text)s") % {"asker": asker, "text": question.text}]
    if question.answer:
        who = question.answered_by or _("pimpinan rapat")
        said.append(_("Jawaban %(who)s: %(text)s") % {"who": who, "text": question.answer})
    if question.state == MeetingQuestion.State.OWED:
        said.append(_("Dijawab kemudian oleh %(office)s.") % {"office": question.task.office.name})
    return "\n".join(said)


def _woven(items: Sequence[MinutesItem], told: Sequence[MinutesItem]) -> list[MinutesItem]:
    """New items stand behind the one that was told before them; all others stay where people put them."""
    order = [item for item in items if item.order]
    for before, item in zip([None, *told], told, strict=False):
        if item not in order:
            near = before is not None and before.section == item.section
            order.insert(order.index(before) + 1 if near and before else len(order), item)
    return order


# --- order -----------------------------------------------------------------------------------------------------------


def _open(item: MinutesItem, by: Actor) -> MinutesItem:
    found = locked(item, by)
    if why := why_closed(found.minutes):
        raise Refused(why)
    return found


def _renumber(items: Sequence[MinutesItem]) -> None:
    for number, item in enumerate(items, 1):
        item.order = number
    MinutesItem.objects.bulk_update(items, ["order"])

"""One of everything that a meeting has an address for, by real actions: for the walks through all addresses."""

from __future__ import annotations

from datetime import datetime

from balairung.kernel.documents import local_authority
from balairung.kernel.documents.models import Document
from balairung.kernel.documents.signing import sign
from balairung.kernel.people.actors import actor_of
from balairung.rooms.meetings.dialogue import asking
from balairung.rooms.meetings.holding import agenda, kiosks, speakers
from balairung.rooms.meetings.inviting.calling import make_series
from balairung.rooms.meetings.inviting.letter import ask_letter
from balairung.rooms.meetings.minutes import arranging, deciding, publishing, writing
from balairung.rooms.meetings.models import AttendanceKiosk, Invitee, Meeting, Sheltered, Theme
from tests import make
from tests.kernel.documents import letters
from tests.rooms.meetings.binding import held

STREAMS = ("introductions", "tally", "agenda", "screen", "dialogue", "minutes")
KEYED = {  # what a key is of, and the pages on whose address it stands
    "theme": ("theme",),
    "series": ("one_series", "close_series", "series_matrix", "series_matrix_csv", "series_matrix_pdf"),
    "decision": ("decision", "drop_decision"),
    "kiosk": ("kiosk_revoke",),
    "invitee": ("attendee", "attend", "reply"),
    "session": ("session_open", "session_close", "change_session", "drop_session"),
    "agenda": ("agenda_item", "agenda_act"),
    "speaker": ("speaker", "speaker_material", "speaker_act"),
    "question": ("question", "question_turn", "withdraw_question"),
    "rule": ("drop_rule",),
}


def everything(word: str) -> dict[str, str]:
    """A meeting of `word` that runs, with its parts, and a task of one that was approved; by what each stands for."""
    bound = held.task(held.approved(held.complete("pupr", "disdik", title=f"{word} rapat pertama")))
    assert bound.obligation
    publishing.publish(bound.meeting, by=held.chair(bound.meeting), at=held.LATER)
    by, at = held.keeper(), make.START
    series = make_series(name=f"{word} seri", office=make.office("setda"), by=by, at=at)
    meeting = held.running("pupr", "disdik", by=by, title=f"{word} rapat kedua", series=series)
    session = meeting.sessions.get()
    item = arranging.add(meeting, section="bahas", token=f"butir-{word}-0001", by=by, at=held.DAY)
    writing.keep(item, text=f"{word} dibahas.", version=0, key="halaman-satu", stroke=1, by=by, at=held.DAY)
    writing.keep(item, text="Lain sama sekali.", version=0, key="halaman-dua", stroke=1, by=by, at=held.DAY)
    question = asking.note(meeting, text=f"{word}?", token=f"tanya-{word}-0001", name=word, by=by, at=held.DAY)
    said = deciding.Said(text=f"{word} diputuskan.", themes=[f"{word} tema"])
    decision = deciding.decide(meeting, said, token=f"putus-{word}-0001", by=by, at=held.DAY)
    speaker = speakers.add(meeting, name=word, title="", topic=word, by=by, at=held.DAY)
    topic = agenda.add(session, title=f"{word} acara", by=by, at=held.DAY)
    secret = kiosks.make_kiosk(session, name=word, by=by, at=held.DAY)
    invitee = Invitee.objects.filter(meeting=meeting).order_by("id")[0]
    found = {
        "theme": Theme.objects.get(name=f"{word} tema"), "series": series, "decision": decision, "invitee": invitee,
        "kiosk": AttendanceKiosk.objects.get(session=session), "session": session, "agenda": topic,
        "speaker": speaker, "question": question, "rule": meeting.rules.order_by("order")[0],
    }  # fmt: skip
    return {f"meeting {name}": str(row.pk) for name, row in found.items()} | {
        "meetings:ref": meeting.ref, "meeting task": bound.obligation.ref,
        "meeting published": bound.meeting.ref, "meetings:code": invitee.code,
        "meeting kiosk secret": secret, "meetings:item": str(item.pk), "meetings:left": str(Sheltered.objects.get().pk),
    }  # fmt: skip


def invitation(ref: str, at: datetime) -> Document:
    """The letter of this meeting, waiting for its signature."""
    meeting = Meeting.objects.get(ref=ref)
    return ask_letter(meeting, by=held.chair(meeting, at), at=at)


def sign_invitation(letter: Document, at: datetime) -> None:
    """Signed by whoever is meant to, with a certificate of the regency."""
    signer = actor_of(make.there(letter.expected), at)
    local_authority.issue(letters.person_of(signer), passphrase=letters.PASSPHRASE, by=signer, at=at)
    sign(letter, passphrase=letters.PASSPHRASE, by=signer, at=at)

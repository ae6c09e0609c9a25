"""The pure machine: whatever is said to it, in whatever order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from balairung.kernel.messaging.listening import Say
from balairung.rooms.complaints.dialogue import sentences
from balairung.rooms.complaints.dialogue.machine import offering, respond
from balairung.rooms.complaints.dialogue.memory import MOST_FILES, Memory
from balairung.rooms.complaints.dialogue.turns import Case, Deed, Message, Near, Spot, Turn
from tests.make import START

REF, OTHER = "P-7K3M-92QD", "P-AH76-HEMF"
NUMBER = "P-7K3M-92QQ"  # with the right check sign
STORY = "Lampu jalan di depan balai mati sudah seminggu, gelap sekali."


@pytest.fixture(autouse=True)
def _no_regency(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine needs no rows; only its greeting names the regency."""
    monkeypatch.setattr(sentences, "the_regency", lambda: None)


@dataclass
class Known:
    """A world that is said here."""

    mine: list[Case] = field(default_factory=list)
    near: Near | None = None
    sensitive: bool = False

    def find_place(self, text: str, *, answer: bool) -> Spot | None:
        return Spot("35.77.01.1001", "Kelurahan Taman") if "taman" in text.lower() else None

    def place_at(self, point: tuple[float, float]) -> Spot | None:
        return Spot("35.77.01.1001", "Kelurahan Taman") if point[0] < 0 else None

    def similar(self, memory: Memory) -> Near | None:
        return self.near

    def is_sensitive(self, text: str) -> bool:
        return self.sensitive

    def cases(self) -> Sequence[Case]:
        return self.mine

    def case(self, ref: str) -> Case | None:
        return next((case for case in self.mine if case.ref == ref), None)


class Talk:
    """A conversation with the machine: what was said, done and remembered."""

    def __init__(self, world: Known | None = None, **always: Any) -> None:
        self.world, self.memory, self.always = world or Known(), Memory(), always
        self.says: list[Say] = []
        self.deeds: list[Deed] = []
        self.at, self.count = START, 0

    def hear(self, text: str = "", after: float = 60, **more: Any) -> Turn:
        self.count += 1
        self.at += timedelta(seconds=after)
        message = Message(key=f"m{self.count}", at=self.at, text=text, **(self.always | more))
        turn = respond(self.memory, message, self.world)
        self.memory = Memory.of(offering(turn.memory, turn.says).kept())
        self.says += turn.says
        self.deeds += turn.deeds
        return turn

    @property
    def filed(self) -> list[Deed]:
        return [deed for deed in self.deeds if deed.verb == "file"]


# --- the menu -------------------------------------------------------------------------------------------------------


def test_a_greeting_a_story_a_place_and_a_yes_file_with_three_questions() -> None:
    talk = Talk()
    talk.hear("Assalamualaikum pak")
    talk.hear(STORY)
    talk.hear("depan pasar, kelurahan Taman")
    talk.hear("foto", files=("f1",), after=5)
    talk.hear(choice="send:named")
    [filed] = talk.filed
    assert len(talk.says) == 3 + 1  # words said with the picture are answered; see the next test for one without
    assert filed.how == "named"
    assert (filed.memory.place, filed.memory.region, filed.memory.files) == (
        "depan pasar, kelurahan Taman", "35.77.01.1001", ("f1",),
    )  # fmt: skip
    assert STORY in filed.memory.text


def test_what_was_told_unasked_is_not_asked() -> None:
    talk = Talk()
    talk.hear(f"{STORY} Di kelurahan Taman.")
    assert len(talk.says) == 1
    assert talk.memory.step == "last"
    talk.hear("tanpa nama")
    assert [(deed.verb, deed.how) for deed in talk.deeds] == [("file", "hidden")]
    assert talk.memory == Memory()


def test_an_album_is_collected_in_silence_and_owed_one_answer() -> None:
    talk = Talk()
    talk.hear(STORY)
    talk.hear("lewati")
    for number in range(4):
        talk.hear(files=(f"f{number}",), after=30 if number == 0 else 1)
    assert len(talk.says) == 2
    assert talk.memory.owed
    assert talk.memory.files == ("f0", "f1", "f2", "f3")
    talk.hear("1")
    assert talk.filed[0].memory.files == ("f0", "f1", "f2", "f3")


def test_a_photograph_that_comes_with_the_question_is_no_second_answer() -> None:
    talk = Talk()
    talk.hear(files=("f1",))
    talk.hear(files=("f2",), after=1)
    assert len(talk.says) == 1
    assert "Berkas Anda" in talk.says[0].text
    assert not talk.memory.owed


def test_more_files_than_a_report_holds_are_told_of() -> None:
    talk = Talk()
    talk.hear(STORY)
    for number in range(MOST_FILES + 1):
        talk.hear(files=(f"f{number}",))
    assert "Paling banyak" in talk.says[-1].text
    assert len(talk.memory.files) == MOST_FILES


def test_a_voice_note_is_asked_for_words_once() -> None:
    talk = Talk()
    talk.hear(files=("suara",), sound=True)
    assert "satu kalimat" in talk.says[0].text
    talk.hear("lewati")
    assert talk.memory.step == "place"
    talk.hear("lewati")
    talk.hear("ya")
    assert talk.filed[0].memory.files == ("suara",)
    assert talk.filed[0].memory.text


def test_a_pin_tells_the_village() -> None:
    talk = Talk()
    talk.hear(STORY)
    talk.hear(point=(-7.6, 111.5))
    assert "Kelurahan Taman" in talk.says[-1].text
    talk.hear("1")
    assert talk.filed[0].memory.point == (-7.6, 111.5)


def test_a_report_like_it_can_be_followed_instead() -> None:
    talk = Talk(Known(near=Near(OTHER, "Lampu mati di Taman", "kemarin")))
    talk.hear(f"{STORY} di taman")
    assert OTHER in talk.says[0].text
    talk.hear("3")
    assert [(deed.verb, deed.ref) for deed in talk.deeds] == [("follow", OTHER)]


def test_what_may_hurt_its_reporter_can_be_sent_secretly() -> None:
    talk = Talk(Known(sensitive=True))
    talk.hear(STORY)
    talk.hear("lewati")
    talk.hear("3")
    assert talk.filed[0].how == "secret"


# --- ways out and beside --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("begun", [[], ["halo"], [STORY], [STORY, "lewati"]])
def test_cancel_always_leads_out(begun: list[str]) -> None:
    talk = Talk()
    for text in begun:
        talk.hear(text)
    talk.hear("batal")
    assert talk.memory == Memory()
    assert not talk.deeds


@pytest.mark.parametrize("begun", [[], ["halo"], [STORY], [STORY, "lewati"]])
def test_a_person_is_always_one_word_away(begun: list[str]) -> None:
    talk = Talk()
    for text in begun:
        talk.hear(text)
    talk.hear("minta petugas dong")
    assert talk.deeds[-1].verb == "hand"


def test_temper_is_answered_calmly_and_offered_a_person() -> None:
    talk = Talk()
    talk.hear("Dasar goblok semua!!!")
    assert "kesal" in talk.says[-1].text
    assert ("person", "Hubungi petugas") in talk.says[-1].choices
    talk.hear(f"{STORY} dasar goblok, sudah tiga kali lapor tidak digubris sama sekali")
    assert talk.says[-1].text.startswith("Kami mengerti Anda kesal")
    assert talk.memory.step == "place"


def test_what_may_cost_a_life_is_told_whom_to_call_first() -> None:
    talk = Talk()
    talk.hear("Tolong ada rumah terbakar di belakang pasar besar")
    assert "113" in talk.says[0].text.split("\n")[0]


@pytest.mark.parametrize("sent", [{"unknown": "sticker"}, {"text": "😂😂😂"}, {"text": "👍"}])
@pytest.mark.parametrize("begun", [[], [STORY], [STORY, "lewati"]])
def test_what_cannot_be_read_is_said_and_the_question_stands(begun: list[str], sent: dict[str, Any]) -> None:
    talk = Talk()
    for text in begun:
        talk.hear(text)
    step = talk.memory.step
    talk.hear(**sent)
    assert "tidak dapat" in talk.says[-1].text
    assert talk.memory.step == step
    assert not talk.filed


def test_what_could_not_be_taken_is_told() -> None:
    talk = Talk()
    talk.hear(unkept=("Berkas “film.mp4” terlalu besar.",))
    assert talk.says[0].text.startswith("Berkas “film.mp4”")
    talk.hear(STORY, unkept=("Berkas “film.mp4” terlalu besar.",))
    assert talk.says[-1].text.startswith("Berkas “film.mp4”")


def test_a_button_of_yesterday_files_nothing() -> None:
    talk = Talk()
    talk.hear(choice="send:named")
    talk.hear(choice="tidak-dikenal")
    assert not talk.deeds
    assert "sudah lewat" in talk.says[-1].text


# --- reports that exist ---------------------------------------------------------------------------------------------


def test_an_answer_to_our_question_resumes_at_once_when_they_answer_that_message() -> None:
    talk = Talk(Known([Case(REF, "Lampu", "inform")]))
    talk.hear("Yang di sebelah utara.", case=REF, files=("f1",))
    [deed] = talk.deeds
    assert (deed.verb, deed.ref, deed.text, deed.files) == ("resume", REF, "Yang di sebelah utara.", ("f1",))


def test_what_waits_is_offered_first_and_the_words_go_where_they_choose() -> None:
    world = Known([Case(REF, "Lampu", "inform")])
    talk = Talk(world)
    talk.hear("Yang di sebelah utara, dekat jembatan.")
    assert REF in talk.says[-1].text
    talk.hear("1")
    assert [(deed.verb, deed.text) for deed in talk.deeds] == [("resume", "Yang di sebelah utara, dekat jembatan.")]
    other = Talk(world)
    other.hear("Sampah menumpuk di kelurahan Taman sejak Senin.")
    other.hear("baru")
    assert other.memory.step == "last"
    assert "Sampah" in other.memory.text


@pytest.mark.parametrize(("word", "verb"), [("sudah beres", "close"), ("Belum", "reopen"), ("nggih", "close")])
def test_is_it_solved_is_answered_by_a_word(word: str, verb: str) -> None:
    talk = Talk(Known([Case(REF, "Lampu", "confirm")]))
    talk.hear(word)
    assert [(deed.verb, deed.ref) for deed in talk.deeds] == [(verb, REF)]


def test_with_two_that_wait_a_bare_yes_closes_neither() -> None:
    talk = Talk(Known([Case(REF, "Lampu", "confirm"), Case(OTHER, "Jalan", "confirm")]))
    talk.hear("ya")
    assert not talk.deeds
    talk.hear("ya", case=OTHER)
    assert [(deed.verb, deed.ref) for deed in talk.deeds] == [("close", OTHER)]


def test_four_weeks_later_by_a_button() -> None:
    talk = Talk(Known([Case(REF, "Lampu", "outcome", open=False)]))
    talk.hear(choice=f"partly:{REF}")
    assert [(deed.verb, deed.how) for deed in talk.deeds] == [("outcome", "partly")]


def test_more_words_are_an_addition_or_another_report() -> None:
    talk = Talk(Known([Case(REF, "Lampu")]))
    talk.hear("Sekarang malah dua lampu yang mati.")
    talk.hear(choice=f"add:{REF}")
    assert [(deed.verb, deed.text) for deed in talk.deeds] == [("add", "Sekarang malah dua lampu yang mati.")]
    talk.hear(files=("f1",), after=5)  # what follows at once belongs to it
    assert talk.deeds[-1].files == ("f1",)
    assert talk.deeds[-1].how == "quiet"


def test_an_answer_to_one_report_leaves_another_that_is_being_written_alone() -> None:
    talk = Talk(Known([Case(REF, "Lampu", "confirm")]))
    talk.hear("lapor Sampah menumpuk di kelurahan Taman sejak Senin.")
    before = talk.memory
    talk.hear(choice=f"close:{REF}")
    assert [(deed.verb, deed.ref) for deed in talk.deeds] == [("close", REF)]
    assert talk.memory == before


def test_a_report_of_somebody_else_is_no_report_of_theirs() -> None:
    talk = Talk(Known([Case(REF, "Lampu")]))
    for verb in ("close", "reopen", "add", "withdraw", "yes"):
        talk.hear(choice=f"{verb}:{OTHER}")
    assert not talk.deeds


def test_withdrawing_is_asked_about_first() -> None:
    talk = Talk(Known([Case(REF, "Lampu")]))
    talk.hear("cabut laporan")
    assert not talk.deeds
    talk.hear("1")
    assert [(deed.verb, deed.ref) for deed in talk.deeds] == [("withdraw", REF)]


# --- doors where one message says everything -----------------------------------------------------------------------


def test_one_mail_is_one_report() -> None:
    talk = Talk(letter=True)
    talk.hear(f"Lampu jalan\n{STORY}", files=("f1",))
    assert talk.filed[0].memory.files == ("f1",)
    assert not talk.says  # the receipt is the answer


def test_a_mail_about_a_report_belongs_to_it() -> None:
    talk = Talk(Known([Case(REF, "Lampu", "confirm")]), letter=True)
    talk.hear("Belum. Masih gelap.", case=REF)
    talk.hear("Ya", case=REF)
    talk.hear("Saya belum sempat melihatnya sendiri.", case=REF)
    assert [deed.verb for deed in talk.deeds] == ["add", "close", "add"]


@pytest.mark.parametrize(
    "text",
    [
        "Status laporan saya?",
        "Tanya\nSelamat pagi Bapak/Ibu, saya ingin tahu perkembangan laporan saya kemarin. Terima kasih, Sri",
        f"status {NUMBER}",
        f"Laporan saya\nMohon kabarnya untuk {NUMBER}, sudah dua minggu.",
    ],
)
def test_a_mail_that_asks_is_answered_and_not_filed(text: str) -> None:
    talk = Talk(Known([Case(REF, "Lampu")]), letter=True)
    talk.hear(text)
    assert [(deed.verb, deed.ref) for deed in talk.deeds] == [("tell", NUMBER if NUMBER in text else "")]


@pytest.mark.parametrize(
    "text",
    [
        "Cek dam di desa kami rusak dan airnya meluap ke jalan.",
        "Mohon dicek.\nJalan di depan rumah saya berlubang besar sejak Senin.",
        "Laporan baru\n" + STORY * 5 + " Bagaimana laporan seperti ini ditangani?",
    ],
)
def test_a_mail_that_tells_is_a_report(text: str) -> None:
    talk = Talk(Known([Case(REF, "Lampu")]), letter=True)
    talk.hear(text)
    assert [deed.verb for deed in talk.deeds] == ["file"]


def test_a_reply_without_words_or_about_what_has_ended_says_how_it_stands() -> None:
    talk = Talk(Known([Case(REF, "Lampu", open=False), Case(OTHER, "Sampah")]), letter=True)
    talk.hear("", case=OTHER)
    talk.hear("Lampunya mati lagi sejak kemarin malam.", case=REF)
    assert [(deed.verb, deed.ref) for deed in talk.deeds] == [("tell", OTHER), ("tell", REF)]
    assert "buka kembali" in talk.says[-1].text
    talk.hear("Terima kasih banyak.", case=REF)
    assert talk.says[-1] == sentences.welcome()


def test_a_mail_that_tells_nothing_is_asked_for_the_story_and_loses_no_picture() -> None:
    talk = Talk(letter=True)
    talk.hear("Halo\nSelamat pagi pak")
    talk.hear("Jalan", files=("f1",))
    assert [say.text for say in talk.says] == [sentences.tell_story().text] * 2
    assert not talk.deeds
    talk.hear("Di depan pasar Taman aspalnya berlubang.")
    [report] = [deed.memory for deed in talk.filed]
    assert (report.text, report.files) == ("Jalan\nDi depan pasar Taman aspalnya berlubang.", ("f1",))
    assert not talk.memory.text


def test_one_short_message_files() -> None:
    talk = Talk(brief=True)
    talk.hear("LAPOR lampu jalan mati sejak Senin #depan pasar Taman")
    [filed] = talk.filed
    assert (filed.memory.text, filed.memory.place) == ("lampu jalan mati sejak Senin", "depan pasar Taman")
    talk.hear("LAPOR lampu jalan mati sejak Senin")
    assert talk.memory.step == "place"


# --- a person answers -----------------------------------------------------------------------------------------------


def test_while_a_person_answers_the_machine_keeps_quiet() -> None:
    talk = Talk(Known([Case(REF, "Lampu", "confirm")]))
    assert talk.hear("Halo bu, bagaimana kelanjutannya?", handed=True) == Turn(Memory())
    assert talk.hear("status", handed=True).says == ()
    talk.hear(choice=f"close:{REF}", handed=True)
    assert talk.deeds[-1].verb == "close"
    talk.hear("menu", handed=True)
    assert talk.deeds[-1].verb == "take_back"
    assert talk.says[-1].text.startswith("Anda kembali")


# --- whatever is said -----------------------------------------------------------------------------------------------

WORDS = st.one_of(
    st.sampled_from([
        "halo", "ya", "tidak", "belum", "lewati", "batal", "menu", "petugas", "ulang", "status", "1", "2", "3", "9",
        "baru", "anonim", "rahasia", "lapor", STORY, "di kelurahan Taman", "asu", "terima kasih",
        "LAPOR jalan rusak parah #Taman",
        f"status {REF}", REF, "cabut", "😂", "", "tambahkan", "sebagian", "ikuti", "\u202eterbalik\u202c", "x" * 6000,
    ]),
    st.text(max_size=40),
)  # fmt: skip
CHOICES = st.sampled_from([
    "", "", "", "send:named", "send:hidden", "send:secret", "cancel", "skip", "person", "menu", "report", "new", "keep",
    "place?", f"close:{REF}", f"reopen:{REF}", f"answer:{REF}", f"add:{OTHER}", f"yes:{OTHER}", f"withdraw:{REF}",
    f"follow:{OTHER}", "add:", ":", "send:", "palsu:P-0000-0000",
])  # fmt: skip
MESSAGES = st.fixed_dictionaries({
    "text": WORDS, "choice": CHOICES, "files": st.sampled_from([(), (), ("f1",), ("f1", "f2", "f3")]),
    "point": st.sampled_from([None, None, (-7.6, 111.5), (50.0, 4.0)]), "sound": st.booleans(),
    "unknown": st.sampled_from(["", "", "sticker"]), "case": st.sampled_from(["", "", REF, OTHER]),
    "unkept": st.sampled_from([(), (), ("Berkas rusak.",)]), "after": st.sampled_from([1.0, 60.0, 4000.0]),
})  # fmt: skip
WORLDS = st.builds(
    Known,
    st.lists(
        st.builds(Case, st.sampled_from([REF, OTHER]), st.just("Lampu"), st.sampled_from(["", "inform", "confirm"])),
        max_size=2, unique_by=lambda case: case.ref,
    ),
    st.sampled_from([None, Near(OTHER, "Lampu", "kemarin")]),
    st.booleans(),
)  # fmt: skip
DOORS = st.sampled_from([{}, {}, {"brief": True}, {"letter": True}])
CONSENT = {"send:named", "send:hidden", "send:secret"}


@given(WORLDS, DOORS, st.lists(MESSAGES, max_size=12))
@hypothesis_settings(max_examples=300)
def test_whatever_is_said(world: Known, door: dict[str, bool], messages: list[dict[str, Any]]) -> None:
    """It never raises; it files with consent and after no more than three questions; nothing that was said is lost;
    and there is a way out.
    """
    talk = Talk(world, **door)
    for sent in messages:
        before = talk.memory
        turn = talk.hear(**sent)
        _files_with_consent(before, turn, sent, door)
        _keeps_what_was_said(before, turn, sent)
        assert turn.memory.asked <= 3
        assert turn.memory.begun or not turn.memory.asked
    assert talk.hear("batal").memory.cleared() == talk.memory or door.get("letter")


def _files_with_consent(before: Memory, turn: Turn, sent: dict[str, Any], door: dict[str, bool]) -> None:
    for deed in turn.deeds:
        if deed.verb != "file":
            continue
        assert deed.memory.text
        assert deed.memory.asked <= 3  # the receipt is the fourth
        if not door:
            assert before.step == "last"
            assert deed.memory.draft == before.draft


def _keeps_what_was_said(before: Memory, turn: Turn, sent: dict[str, Any]) -> None:
    """Files that were collected are remembered or belong to something, unless they said that it is to be dropped.

    (The messages themselves stay in the conversation whatever happens here.)
    """
    had = set(before.files)
    kept = set(turn.memory.files)
    for deed in turn.deeds:
        kept |= set(deed.files) | set(deed.memory.files)
    left = {deed.verb for deed in turn.deeds} & {"hand", "follow", "take_back"} or not turn.memory.begun
    assert had <= kept or left


@given(st.lists(MESSAGES, max_size=8))
def test_the_same_message_twice_files_the_same_report(messages: list[dict[str, Any]]) -> None:
    """A worker that dies reads a message again: from the same memory comes the same turn."""
    talk = Talk()
    for sent in messages:
        before, count, at = talk.memory, talk.count, talk.at
        turn = talk.hear(**sent)
        talk.memory, talk.count, talk.at = before, count, at
        assert talk.hear(**sent) == turn


@given(st.builds(Memory, text=st.text(), place=st.text(), files=st.tuples(st.text()), asked=st.integers(0, 9)))
def test_what_is_remembered_is_read_again(memory: Memory) -> None:
    assert Memory.of(memory.kept()) == memory
    assert Memory.of(Memory().kept()) == Memory()
    assert Memory.of('{"later": 1, "text": "dari versi lain"}') == replace(Memory(), text="dari versi lain")


def test_time_passes() -> None:
    """Files follow what was said of a report for a while, not for ever."""
    talk = Talk(Known([Case(REF, "Lampu")]))
    talk.hear(choice=f"add:{REF}")
    talk.hear("Ini tambahan saya.")
    assert talk.deeds[-1].verb == "add"
    talk.hear("Dan ini hal yang lain sama sekali.", after=4000)
    assert len(talk.deeds) == 1
    assert isinstance(talk.at, datetime)

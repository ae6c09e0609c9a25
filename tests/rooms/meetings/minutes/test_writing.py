"""Several hands write the same minutes: one at a time in an item, and nothing that was typed is ever lost."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.ground.common.text import clean_text
from balairung.kernel.people.actors import Actor
from balairung.rooms.meetings.minutes import arranging, writing
from balairung.rooms.meetings.models import Meeting, Minutes, MinutesItem, Sheltered
from tests import make

ONE, TWO = "halaman-satu", "halaman-dua"
NOW = make.START
SECOND = timedelta(seconds=1)


@pytest.fixture
def siti() -> Actor:
    make.regency()
    return make.officer("setda", "staff", "Siti")


def meeting_of(siti: Actor) -> Meeting:
    return make.meeting("pupr", at=NOW)


def begun(siti: Actor, token: str = "butir-pertama") -> MinutesItem:
    meeting = Meeting.objects.first() or meeting_of(siti)
    return arranging.add(meeting, section="bahas", token=token, by=siti, at=NOW)


def typed(
    item: MinutesItem, text: str, *, by: Actor, key: str = ONE, version: int = 0, stroke: int = 1, at: datetime = NOW
) -> writing.Kept:
    return writing.keep(item, text=text, version=version, key=key, stroke=stroke, by=by, at=at)


def left(item: MinutesItem) -> list[str]:
    return list(
        Sheltered.objects.filter(item=item, taken_at__isnull=True).order_by("at", "id").values_list("text", flat=True)
    )


@pytest.mark.django_db
def test_a_text_is_kept_and_counted(siti: Actor) -> None:
    item = begun(siti)
    before = Meeting.objects.get().beat
    assert typed(item, "Bupati membuka", by=siti) == writing.Kept(1, "Bupati membuka")
    assert typed(item, "Bupati membuka rapat.", by=siti, version=1, stroke=2).version == 2
    item.refresh_from_db()
    assert (item.text, item.version, item.written_by_id) == ("Bupati membuka rapat.", 2, siti.person_id)
    assert item.former.count() == 0, "a text that only grew has lost nothing"
    assert Meeting.objects.get().beat == before + 2


@pytest.mark.django_db
def test_one_hand_holds_an_item_until_it_lets_go_or_rests(siti: Actor) -> None:
    item, budi = begun(siti), make.officer("setda", "staff", "Budi")
    assert writing.hold(item, key=ONE, by=siti, at=NOW) == ""
    assert "Siti" in writing.hold(item, key=TWO, by=budi, at=NOW + 29 * SECOND)
    assert "Siti" in writing.hold(item, key=TWO, by=siti, at=NOW), "one person may have two pages"
    assert writing.hold(item, key=TWO, by=budi, at=NOW + 31 * SECOND) == ""
    writing.let_go(item, key=ONE, by=siti, at=NOW)  # not hers any more: nothing happens
    assert "Budi" in writing.hold(item, key=ONE, by=siti, at=NOW + 32 * SECOND)
    writing.let_go(item, key=TWO, by=budi, at=NOW)
    assert writing.hold(item, key=ONE, by=siti, at=NOW + 33 * SECOND) == ""


@pytest.mark.django_db
def test_a_text_upon_an_older_one_is_sheltered_beside_it(siti: Actor) -> None:
    item, budi = begun(siti), make.officer("setda", "staff", "Budi")
    typed(item, "Jalan rusak di Desa Taman.", by=siti)
    kept = typed(item, "Jembatan putus.", by=budi, key=TWO, at=NOW + 60 * SECOND)
    assert (kept.version, kept.text) == (1, "Jalan rusak di Desa Taman.")
    assert "sementara Anda menulis" in kept.why
    assert left(item) == ["Jembatan putus."]
    typed(item, "Jembatan putus.", by=budi, key=TWO, at=NOW + 61 * SECOND)  # the same press again
    typed(item, "Jembatan putus total.", by=budi, key=TWO, stroke=2, at=NOW + 61 * SECOND)  # and further
    assert left(item) == ["Jembatan putus total."]


@pytest.mark.django_db
def test_a_sheltered_text_is_put_in_its_place_or_set_aside_once(siti: Actor) -> None:
    item, budi = begun(siti), make.officer("setda", "staff", "Budi")
    typed(item, "Satu.", by=siti)
    for stroke, text in enumerate(["Dua.", "Tiga."], 1):
        typed(item, text, by=budi, key=TWO, stroke=stroke)
    first, second = Sheltered.objects.order_by("at", "id")
    with pytest.raises(Refused, match="sedang ditulis Siti"):
        writing.merge(first, key=TWO, by=budi, at=NOW)
    for _twice in range(2):
        assert writing.merge(first, key=TWO, by=budi, at=NOW + 60 * SECOND).text == "Satu.\nDua."
        writing.set_aside(second, by=budi, at=NOW)
    assert left(item) == []
    assert Sheltered.objects.count() == 2


@pytest.mark.django_db
def test_what_is_replaced_stands_among_former_texts(siti: Actor) -> None:
    item = begun(siti)
    typed(item, "Anggaran Rp5 miliar", by=siti)
    typed(item, "Anggaran Rp5", by=siti, version=1, stroke=2)  # erased letter by letter …
    typed(item, "Anggaran", by=siti, version=2, stroke=3)
    typed(item, "Anggaran Rp7 miliar", by=siti, version=3, stroke=4)
    assert list(item.former.values_list("version", "text")) == [(1, "Anggaran Rp5 miliar")]  # … is kept once


@pytest.mark.django_db
def test_a_text_that_arrives_late_or_twice_changes_nothing(siti: Actor) -> None:
    item = begun(siti)
    typed(item, "Satu dua", by=siti, stroke=5)
    assert typed(item, "Satu dua", by=siti, stroke=5).version == 1
    assert typed(item, "Satu", by=siti, stroke=4) == writing.Kept(1, "Satu dua")
    assert typed(item, "Satu dua tiga", by=siti, stroke=6).version == 2, "its answer was lost; the same hand goes on"
    budi = make.officer("setda", "staff", "Budi")
    typed(item, "Satu dua tiga empat", by=budi, key=TWO, version=2, at=NOW + 60 * SECOND)
    assert typed(item, "Satu dua tiga", by=siti, stroke=6, at=NOW + 61 * SECOND).why == "", "all of it stands there"
    assert left(item) == []


@pytest.mark.django_db
def test_after_submission_nothing_changes_and_nothing_is_lost(siti: Actor) -> None:
    item = begun(siti)
    Minutes.objects.update(submitted_at=NOW)
    assert "menunggu pengesahan" in typed(item, "Terlambat.", by=siti).why
    assert left(item) == ["Terlambat."]
    assert "menunggu pengesahan" in writing.hold(item, key=ONE, by=siti, at=NOW)
    with pytest.raises(Refused, match="menunggu pengesahan"):
        arranging.move(item, up=True, by=siti, at=NOW)
    with pytest.raises(Refused, match="menunggu pengesahan"):
        writing.merge(Sheltered.objects.get(), key=ONE, by=siti, at=NOW)


@pytest.mark.django_db
def test_strangers_write_nothing(siti: Actor) -> None:
    item, stranger = begun(siti), make.officer("dinkes", "staff")
    with pytest.raises(NotAllowed):
        typed(item, "Saya", by=stranger)
    with pytest.raises(NotAllowed):
        writing.let_go(item, key=ONE, by=stranger, at=NOW)
    with pytest.raises(NotAllowed):
        arranging.add(Meeting.objects.get(), section="bahas", token="butir-orang-lain", by=stranger, at=NOW)


@pytest.mark.django_db
def test_a_page_without_a_key_and_a_text_without_end_are_refused(siti: Actor) -> None:
    item = begun(siti)
    with pytest.raises(Refused, match="Muat ulang"):
        typed(item, "Halo", by=siti, key="x")
    with pytest.raises(Refused, match="terlalu panjang"):
        typed(item, "x" * (writing.LONGEST + 1), by=siti)


# --- nothing is lost, whatever happens in whatever order -------------------------------------------------------------


def is_in(short: str, long: str) -> bool:
    """Every letter of it stands there, in its order."""
    letters = iter(long)
    return all(letter in letters for letter in short)


WORDS = st.text(alphabet="abc \n", max_size=12)


class Hands(RuleBasedStateMachine):
    """Three pages of two people; each has the item as it last saw it, and goes on typing upon that."""

    people: tuple[Actor, Actor]
    rounds = 0

    @initialize()
    def begin(self) -> None:
        Hands.rounds += 1
        self.item = begun(self.people[0], token=f"butir-putaran-{Hands.rounds}")
        self.now = NOW
        self.seen = dict.fromkeys(range(3), (0, ""))
        self.stroke = 0
        self.said: list[str] = []

    def by(self, page: int) -> Actor:
        return self.people[page % 2]

    def key(self, page: int) -> str:
        return f"halaman-ke-{page}"

    @rule(page=st.integers(0, 2), text=WORDS, lost=st.booleans())
    def keep(self, page: int, text: str, lost: bool) -> None:
        """A text is sent. Its answer may be lost: then the page believes what it believed."""
        self.stroke += 1
        version, _old = self.seen[page]
        kept = typed(
            self.item, text, by=self.by(page), key=self.key(page), version=version, stroke=self.stroke, at=self.now
        )
        self.said.append(clean_text(text))
        if not lost:
            self.seen[page] = (kept.version, kept.text)

    @rule(page=st.integers(0, 2), end=WORDS)
    def go_on(self, page: int, end: str) -> None:
        version, old = self.seen[page]
        self.stroke += 1
        kept = typed(
            self.item, old + end, by=self.by(page), key=self.key(page), version=version, stroke=self.stroke, at=self.now
        )
        self.said.append(clean_text(old + end))
        self.seen[page] = (kept.version, kept.text)

    @rule(page=st.integers(0, 2))
    def look(self, page: int) -> None:
        self.item.refresh_from_db()
        self.seen[page] = (self.item.version, self.item.text)

    @rule(page=st.integers(0, 2), take=st.booleans())
    def hold(self, page: int, take: bool) -> None:
        deed = writing.hold if take else writing.let_go
        deed(self.item, key=self.key(page), by=self.by(page), at=self.now)

    @rule(seconds=st.integers(1, 40))
    def wait(self, seconds: int) -> None:
        self.now += seconds * SECOND

    @rule(page=st.integers(0, 2), put=st.booleans())
    def settle(self, page: int, put: bool) -> None:
        found = Sheltered.objects.filter(item=self.item, taken_at__isnull=True).first()
        if found is None:
            return
        try:
            if put:
                writing.merge(found, key=self.key(page), by=self.by(page), at=self.now)
            else:
                writing.set_aside(found, by=self.by(page), at=self.now)
        except Refused:
            pass

    @invariant()
    def nothing_is_lost(self) -> None:
        if not hasattr(self, "item"):
            return
        self.item.refresh_from_db()
        texts = [self.item.text, *self.item.former.values_list("text", flat=True)]
        texts += list(Sheltered.objects.filter(item=self.item).values_list("text", flat=True))
        assert [said for said in self.said if not any(is_in(said, text) for text in texts)] == []


@pytest.mark.django_db
def test_nothing_typed_is_ever_lost(siti: Actor) -> None:
    meeting_of(siti)
    Hands.people = (siti, make.officer("setda", "staff", "Budi"))
    run_state_machine_as_test(
        Hands,
        settings=settings(
            max_examples=60, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )

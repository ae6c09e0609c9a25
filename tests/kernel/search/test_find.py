"""Finding by words: what one may see, the newest first, in pages."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.obligations.models import Clock, Obligation
from balairung.kernel.people.actors import CITIZEN, SYSTEM, actor_of
from balairung.kernel.people.appointments import appoint
from balairung.kernel.people.models import Post
from balairung.kernel.search import reads
from balairung.kernel.search.actions import index, is_complete, reindex
from balairung.kernel.search.models import SearchText
from balairung.kernel.search.reads import Found, Mark, find, find_by_number, owners_for
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.models import Complaint
from tests import make

pytestmark = pytest.mark.django_db
LATE = make.moment("2026-09-01 09:00")


def refs(found: Found) -> list[str]:
    return [obligation.ref for obligation in found.obligations]


def public(query: str) -> list[str]:
    """As the public list asks."""
    rows = Obligation.objects.filter(complaint__in=Complaint.objects.published())
    return refs(find(rows, query, public=True))


def of_all(query: str) -> list[str]:
    return refs(find(Obligation.objects.all(), query))


def test_all_words_in_whatever_form() -> None:
    make.regency()
    road = make.complaint(text="Jalan di depan pasar berlubang dalam sekali, sudah dua motor jatuh.")
    lamp = make.complaint(text="Lampu jalan di depan pasar padam sejak seminggu lalu.")
    assert of_all("lubang jalanan") == [road.ref]
    assert set(of_all("jalan pasar")) == {road.ref, lamp.ref}
    assert of_all("jalan lubang lampu") == []
    assert of_all("yang di") == []


def test_newest_first_across_months_and_years() -> None:
    make.regency(at=make.moment("2022-12-01 08:00"))
    moments = ["2023-01-05 09:00", "2025-11-30 09:00", "2026-01-31 23:30", "2026-02-01 06:30", "2026-03-02 09:00"]
    made = [make.complaint(at=make.moment(text)) for text in moments]
    assert of_all("lubang") == [one.ref for one in reversed(made)]


def test_page_by_page_without_gap_or_double() -> None:
    make.regency()
    made = [make.complaint(at=make.START + timedelta(days=number // 2)) for number in range(7)]
    seen: list[str] = []
    after: Mark | None = None
    for _page in range(4):
        found = find(Obligation.objects.all(), "lubang", after=after, most=2)
        seen += refs(found)
        after = found.older
    assert after is None
    assert sorted(seen) == sorted(one.ref for one in made)
    assert find(Obligation.objects.all(), "lubang", most=2).count == 7


def test_officers_find_what_they_may_see_and_nothing_else() -> None:
    make.regency()
    coordinator = make.coordinator()
    pupr, other = make.officer("pupr", "head"), make.officer("dinkes", "head")
    made = make.forwarded(coordinator, to="pupr")
    for actor, seen in ((coordinator, [made.ref]), (pupr, [made.ref]), (other, []), (CITIZEN, [])):
        rows = Obligation.objects.visible_to(actor)
        assert refs(find(rows, "lubang", owners=owners_for(actor))) == seen


def test_who_was_told_finds_it_though_another_office_owes_it() -> None:
    """The assistant above the agency's head, once its lateness climbed up to him."""
    make.regency()
    assistant = make.person("Asisten")
    post = Post.objects.get(title__startswith="Asisten Perekonomian")
    appoint(person=assistant, post=post, since=date(2024, 1, 1), by=SYSTEM, at=make.START)
    made, actor = make.forwarded(make.coordinator(), to="pupr"), actor_of(assistant, LATE)
    assert refs(find(Obligation.objects.visible_to(actor), "lubang", owners=owners_for(actor))) == []
    while escalate(now=LATE):
        Clock.objects.filter(escalate_at__isnull=False).update(escalate_at=LATE)
    assert refs(find(Obligation.objects.visible_to(actor), "lubang", owners=owners_for(actor))) == [made.ref]


def test_given_to_another_office_its_officers_find_it() -> None:
    make.regency()
    coordinator, nurse = make.coordinator(), make.officer("dinkes", "head")
    made = make.forwarded(coordinator, to="pupr")
    actions.forward(made, office=make.office("dinkes"), by=coordinator, at=make.START)
    assert refs(find(Obligation.objects.visible_to(nurse), "lubang", owners=owners_for(nurse))) == [made.ref]


def test_the_public_finds_the_projection_while_it_is_published() -> None:
    make.regency()
    coordinator = make.coordinator()
    made = make.complaint(text="Jalan rusak, hubungi saya di 081234567890 bila perlu.", place="dekat tugu")
    assert public("jalan rusak") == []
    actions.verify(made, klass=made.klass, topic=made.topic, by=coordinator, at=make.START)
    assert public("jalan rusak") == [made.ref]
    assert public("081234567890") == public("tugu") == []
    assert of_all("081234567890") == of_all("tugu") == [made.ref]
    actions.refuse(made, reason="not-clear", text="Bukan wewenang kami.", by=coordinator, at=make.START)
    assert public("jalan rusak") == []
    assert not SearchText.objects.exclude(public_words="").exists()


def test_secret_is_not_found_by_the_public() -> None:
    make.regency()
    made = make.complaint(text="Petugas meminta uang untuk surat pengantar.", secret=True)
    actions.verify(made, klass=made.klass, topic=made.topic, by=make.coordinator(), at=make.START)
    assert public("petugas uang") == []
    assert SearchText.objects.get().public_words == ""


def test_nobody_is_found_by_who_they_are() -> None:
    make.regency()
    make.complaint(name="Sulastri Handayani", contact="sulastri@contoh.id", affected_name="Paimin Wiryo")
    assert of_all("sulastri") == of_all("handayani") == of_all("paimin") == []


def test_number_in_any_spelling() -> None:
    make.regency()
    made = make.complaint()
    rows = Obligation.objects.all()
    spoken = made.ref.replace("-", " ").lower()
    assert find_by_number(rows, made.ref) == find_by_number(rows, spoken) == made.obligation
    assert find_by_number(rows.none(), made.ref) is None
    assert find_by_number(rows, "jalan rusak") is None


def test_many_are_counted_no_further_than_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    make.regency()
    for _number in range(5):
        make.complaint()
    monkeypatch.setattr(reads, "COUNTED", 3)
    found = find(Obligation.objects.all(), "lubang", most=2)
    assert (found.count, found.more, len(found.obligations)) == (4, True, 2)


def test_what_is_hidden_from_one_costs_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Among thousands that one may not see the search stops, and says where it goes on."""
    make.regency()
    mine = make.complaint(at=make.START - timedelta(days=1))
    for _number in range(4):
        make.complaint()
    monkeypatch.setattr(reads, "PAGE", 2)
    monkeypatch.setattr(reads, "EXAMINED", 3)
    rows = Obligation.objects.filter(ref=mine.ref)
    first = find(rows, "lubang")
    assert first.obligations == []
    assert first.more
    assert first.older
    assert refs(find(rows, "lubang", after=first.older)) == [mine.ref]


def test_written_again_when_missing_or_stemmed_by_older_rules() -> None:
    make.regency()
    coordinator = make.coordinator()
    make.forwarded(coordinator)
    make.complaint()
    assert is_complete()
    before = list(SearchText.objects.order_by("key").values())
    SearchText.objects.update(edition=0, words="")
    SearchText.objects.order_by("key")[0].delete()
    assert not is_complete()
    told: list[int] = []
    assert reindex(tell=told.append) == told[-1] == 2
    assert is_complete()
    assert reindex() == 0
    after = list(SearchText.objects.order_by("key").values())
    assert [row["words"] for row in after] == [row["words"] for row in before]
    assert [row["public_words"] for row in after] == [row["public_words"] for row in before]


WORDS = ["jalan", "lubang", "lampu", "sampah", "banjir"]
TEXTS = st.lists(st.tuples(st.integers(0, 800), st.sets(st.sampled_from(WORDS), min_size=1)), max_size=12)


@settings(max_examples=25)
@given(TEXTS, st.sets(st.sampled_from(WORDS), min_size=1, max_size=2))
def test_as_reading_all_of_them_would(texts: Sequence[tuple[int, set[str]]], asked: set[str]) -> None:
    """Whatever the months between them: the same rows in the same order as without any index."""
    made = [(_obligation(make.START + timedelta(days=days)), words) for days, words in texts]
    for one, words in made:
        index(one, text=" ".join(words))
    wanted = sorted((one for one, words in made if asked <= words), key=lambda one: (one.opened_at, one.pk))
    rows = Obligation.objects.filter(pk__in=[one.pk for one, _words in made])
    assert refs(find(rows, " ".join(asked))) == [one.ref for one in reversed(wanted)]


_drawn = iter(range(10**6))


def _obligation(at: datetime) -> Obligation:
    person = make.person()
    return Obligation.objects.create(
        kind="complaints", ref=f"T-{next(_drawn)}", subject="Uji", owner_person=person, owner_key=str(person.pk),
        opened_at=at,
    )  # fmt: skip

"""Who sees what: one answer, and every list, page, figure and message gives the same."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.actions import Owner, make_move, open_obligation
from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.obligations.inbox import OVERVIEWS, counted, every_overview, mark_of, page_of
from balairung.kernel.obligations.models import Obligation, State, Visibility
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import CITIZEN, SYSTEM, Actor, actor_of
from balairung.kernel.people.appointments import appoint, end_holding
from balairung.kernel.people.models import Holding, Person, Post
from balairung.rooms.complaints.moves import MOVES
from balairung.surface.dashboards import reads
from balairung.surface.dashboards.sums import sum_running
from tests import make
from tests.make import START, moment

pytestmark = pytest.mark.django_db

LATE = moment("2026-03-06 00:30")  # half an hour after the clock that everything here has ran out
KINDS = ("public", "internal", "secret", "public about the head", "internal about the head", "secret about the head")
EVERYONE = {
    "liaison of the owner": {"public", "internal", "secret", *[kind for kind in KINDS if "about" in kind]},
    "head of the owner, whom some are about": {"public", "internal", "secret"},
    "the same head's deputy for the day": {"public", "internal", "secret"},
    "somebody of another office": set(),
    "the regent": {"public", "internal", "public about the head", "internal about the head"},
    "the secretary": {"public", "internal", "public about the head", "internal about the head"},
    "the regent's adjutant": {"public", "internal", "public about the head", "internal about the head"},
    "the coordinator": set(KINDS),
    "the head who moved to another office": set(),
    "a system administrator": set(),
    "somebody without a post": set(),
}  # fmt: skip


class House:
    """Six obligations of one office, all late, and everybody who might look at them."""

    def __init__(self) -> None:
        make.regency()
        head = make.post("pupr", "head")
        self.people = {
            "liaison of the owner": make.holder("pupr", "liaison", "Siti"),
            "head of the owner, whom some are about": make.holder("pupr", "head", "Kadis"),
            "the same head's deputy for the day": self.second_head(head),
            "somebody of another office": make.holder("dinkes", "liaison", "Budi"),
            "the regent": make.holder("pimpinan", "regent", "Wali"),
            "the secretary": make.holder("setda", "secretary", "Sekda"),
            "the regent's adjutant": make.holder("pimpinan", "adjutant", "Ajudan"),
            "the coordinator": Person.objects.get(pk=str(make.coordinator().person_id)),
            "the head who moved to another office": self.moved(),
            "a system administrator": self.administrator(),
            "somebody without a post": make.person("Warga"),
        }
        self.obligations = {kind: self.opened(kind, head) for kind in KINDS}

    @staticmethod
    def second_head(post: Post) -> Person:
        Post.objects.filter(pk=post.pk).update(seats=2)
        person = make.person("Kadis Kedua")
        appoint(person=person, post=post, since=date(2025, 1, 1), by=SYSTEM, at=START)
        return person

    def moved(self) -> Person:
        """Held the post when the obligations were given; now heads another office."""
        person = make.person("Mantan")
        Post.objects.filter(pk=make.post("pupr", "head").pk).update(seats=3)
        holding = appoint(person=person, post=make.post("pupr", "head"), since=date(2024, 1, 1), by=SYSTEM, at=START)
        end_holding(holding, until=date(2026, 3, 3), by=SYSTEM, at=START)
        appoint(person=person, post=make.post("dinsos", "head"), since=date(2026, 3, 4), by=SYSTEM, at=START)
        self.former = person
        return person

    @staticmethod
    def administrator() -> Person:
        person = make.person("Pengelola")
        seat = Post.objects.filter(role=Post.Role.ADMINISTRATOR).order_by("order", "id")[0]
        appoint(person=person, post=seat, since=date(2024, 1, 1), by=SYSTEM, at=START)
        return person

    def opened(self, kind: str, head: Post) -> Obligation:
        return open_obligation(
            kind="complaints", prefix="P", subject=kind, owner=Owner(make.office("pupr"), head, self.former),
            visibility=Visibility(kind.split()[0]), excluded=[(head, None)] if "about" in kind else [],
            clocks=[clock_rule("complaints", "verify")], by=SYSTEM, at=START,
        )  # fmt: skip

    def actor(self, who: str) -> Actor:
        return actor_of(self.people[who], LATE)


def subjects(rows: object) -> set[str]:
    return {row.subject for row in rows}  # type: ignore[attr-defined]


@pytest.fixture
def house() -> House:
    return House()


def test_what_exists_for_whom(house: House) -> None:
    seen = {who: subjects(Obligation.objects.visible_to(house.actor(who))) for who in house.people}
    assert seen == EVERYONE
    assert not Obligation.objects.visible_to(CITIZEN).exists()
    assert not Obligation.objects.visible_to(SYSTEM).exists()


def test_every_list_and_count_and_figure_agrees(house: House) -> None:
    for who, seen in EVERYONE.items():
        actor = house.actor(who)
        for overview in OVERVIEWS:
            listed = subjects(page_of(overview, actor, LATE))
            assert listed <= seen, (who, overview.key)
        late = every_overview(actor)["terlambat"]
        assert subjects(page_of(late, actor, LATE)) == seen
        counts = {row.overview.key: row.count for row in counted(actor, LATE)}
        assert counts["terlambat"] == len(seen)
        assert sum(office.count for office in reads.late_offices(sum_running(actor, LATE))) == len(seen)
        assert subjects(reads.oldest_late(actor, LATE)) == seen or len(seen) > reads.LONGEST_LIST


def test_figures_of_leaders_count_what_they_may_open(house: House) -> None:
    escalate(now=LATE)
    for who in ("the regent", "the coordinator"):
        since = reads.since_yesterday(house.actor(who), LATE)
        assert (since.opened, since.escalated) == (0, len(subjects(Obligation.objects.visible_to(house.actor(who)))))


def test_the_promise_is_a_number_and_names_nothing(house: House) -> None:
    """It counts everything, secret or not, but what is about somebody of the house, and says nothing but numbers."""
    told = reads.promises(LATE)
    about = [one for one in house.obligations.values() if one.exclusions.exists()]
    assert (told.open, told.late) == (6 - len(about), 6 - len(about))
    assert about
    assert all(isinstance(value, int) for value in vars(told).values())


@pytest.fixture
def enter(client: Client, settings: Settings) -> Callable[[Person], Client]:
    settings.SECOND_FACTOR = "offered"

    def sign_in(person: Person) -> Client:
        client.logout()
        client.force_login(make.account(person))
        return client

    return sign_in


def test_pages_show_what_exists_and_nothing_else(house: House, enter: Callable[[Person], Client]) -> None:
    """The list, the search by number and the page of a deadline, for everybody with a post."""
    clocks = {kind: one.clocks.get().pk for kind, one in house.obligations.items()}
    for who, seen in EVERYONE.items():
        if not house.actor(who).is_officer:
            continue
        browser = enter(house.people[who])
        listed = browser.get(reverse("obligations:inbox"), {"lihat": "terlambat"}).content.decode()
        assert {kind for kind, one in house.obligations.items() if one.ref in listed} == seen, who
        found = {kind for kind, one in house.obligations.items() if _found(browser, one)}
        assert found == seen, who
        pages = {
            kind for kind, pk in clocks.items()
            if browser.get(reverse("obligations:deadline", args=[pk])).status_code == 200
        }  # fmt: skip
        assert pages == seen, who


def _found(browser: Client, one: Obligation) -> bool:
    answer = browser.get(reverse("search:search"), {"q": one.ref})
    assert answer.status_code == 302 or one.subject not in answer.content.decode()
    return answer.status_code == 302


def test_whoever_it_was_raised_to_sees_it_and_only_that(house: House) -> None:
    """The assistant above the head sees the secret ones that came up to him; the head they are about never does."""
    assistant = make.person("Asisten")
    post = Post.objects.get(title__startswith="Asisten Perekonomian")
    appoint(person=assistant, post=post, since=date(2024, 1, 1), by=SYSTEM, at=START)
    assert not Obligation.objects.visible_to(actor_of(assistant, LATE)).exists()
    assert escalate(now=LATE) == 6
    told = {kind for kind in KINDS if "about" in kind}  # those whose head is passed by
    assert subjects(Obligation.objects.visible_to(actor_of(assistant, LATE))) == told
    mine = every_overview(actor_of(assistant, LATE))["naik"]
    assert subjects(page_of(mine, actor_of(assistant, LATE), LATE)) == told
    letters = {(notice.person, notice.about_ref) for notice in Notice.objects.select_related("person")}
    kadis = house.people["head of the owner, whom some are about"]
    assert {ref for person, ref in letters if person == kadis} <= {
        house.obligations[kind].ref for kind in EVERYONE["the same head's deputy for the day"]
    }


def test_a_person_sees_what_they_owe_alone(house: House) -> None:
    budi = house.people["somebody of another office"]
    open_obligation(
        kind="complaints", prefix="P", subject="pakta", owner=Owner(person=budi), visibility=Visibility.SECRET,
        clocks=[clock_rule("complaints", "verify")], by=SYSTEM, at=START,
    )  # fmt: skip
    assert subjects(Obligation.objects.visible_to(house.actor("somebody of another office"))) == {"pakta"}
    assert "pakta" not in subjects(Obligation.objects.visible_to(house.actor("liaison of the owner")))


def test_a_case_that_was_handed_on_is_gone_from_the_old_desk(house: House) -> None:
    one = house.obligations["secret"]
    forward = next(move for move in MOVES if move.verb == "forward")
    make_move(one, forward, by=SYSTEM, at=LATE, owner=Owner(make.office("dinkes")))
    assert "secret" in subjects(Obligation.objects.visible_to(house.actor("somebody of another office")))
    assert "secret" not in subjects(Obligation.objects.visible_to(house.actor("liaison of the owner")))


def test_rights_end_with_the_holding(house: House) -> None:
    siti = house.people["liaison of the owner"]
    end_holding(Holding.objects.get(person=siti), until=date(2026, 3, 6), by=SYSTEM, at=START)
    assert Obligation.objects.visible_to(actor_of(siti, LATE)).exists()
    assert not Obligation.objects.visible_to(actor_of(siti, LATE + timedelta(days=1))).exists()


# --- pages of the list --------------------------------------------------------------------------------------------


def test_rows_without_a_date_come_last_and_are_all_reached() -> None:
    """An instruction that waits for its giver has no date; on the list of what waits it stands after those that do."""
    make.regency()
    siti = make.officer("pupr", "liaison", "Siti")
    for number in range(120):
        one = open_obligation(
            kind="complaints", prefix="P", subject=f"{number:03}", owner=Owner(make.office("pupr")), by=SYSTEM,
            clocks=[clock_rule("complaints", "citizen_reply")] if number % 2 else [], at=START, state=State.WAITING,
        )  # fmt: skip
        assert (one.answer_by is None) == (number % 2 == 0)
    waiting = every_overview(siti)["menunggu"]
    rows = page_of(waiting, siti, START)
    seen = [row.subject for row in rows[:50]]
    while len(rows) > 50:
        rows = page_of(waiting, siti, START, mark_of(rows[49], waiting))
        seen += [row.subject for row in rows[:50]]
    assert len(seen) == len(set(seen)) == 120
    assert [int(subject) % 2 for subject in seen] == [1] * 60 + [0] * 60


def test_the_pages_of_the_list_lead_through_all_rows(enter: Callable[[Person], Client]) -> None:
    make.regency()
    siti = make.holder("pupr", "liaison", "Siti")
    for _each in range(60):
        open_obligation(
            kind="complaints", prefix="P", subject="Uji", owner=Owner(make.office("pupr")), clocks=[], by=SYSTEM,
            at=START, state=State.WAITING,
        )  # fmt: skip
    browser, seen = enter(siti), set[str]()
    asked = "?lihat=menunggu"
    for _page in range(2):
        desk = browser.get(reverse("obligations:inbox") + asked).context["desk"]
        seen |= {row.obligation.ref for row in desk.rows}
        asked = desk.older
    assert (len(seen), asked) == (60, "")
    assert browser.get(reverse("obligations:inbox"), {"lihat": "menunggu", "sesudah": "x~y"}).status_code == 200

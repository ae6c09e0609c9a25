"""A round from its proposals to what is owed: one contact, one vote, and no row that says who chose what."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import models

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import Remark, State
from balairung.kernel.people.actors import CITIZEN, SYSTEM
from balairung.kernel.people.models import Region
from balairung.rooms.participation import actions, showing
from balairung.rooms.participation.consulting.commenting import hide_proposal, show_proposal_again
from balairung.rooms.participation.lots import seal_of
from balairung.rooms.participation.models import (
    Ballot,
    CitizenProposal,
    Knock,
    Undertaking,
    VoteTally,
    VotingRound,
)
from balairung.rooms.participation.voting import balloting, result, rounds
from tests import make
from tests.kernel.obligations.at_once import together
from tests.make import START
from tests.rooms.participation import voices

pytestmark = pytest.mark.django_db
TODAY, DAY = START.date(), timedelta(days=1)
KARTOHARJO, MANGUHARJO, TAMAN = "35.77.01", "35.77.02", "35.77.03"


@pytest.fixture(autouse=True)
def _house(request: pytest.FixtureRequest) -> None:
    make.regency()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"opens_on": TODAY - DAY}, "sudah lewat"),
        ({"votes_from": TODAY + 7 * DAY}, "paling sedikit satu hari"),
        ({"votes_until": TODAY + 13 * DAY}, "Urutannya"),
        ({"votes_until": TODAY + 300 * DAY}, "lebih lama"),
        ({"most": 11}, "satu sampai 10"),
        ({"title": ""}, "harus terisi"),
    ],
)
def test_a_round_that_cannot_be_is_refused(said: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        voices.round_draft(**said)
    assert not VotingRound.objects.exists()


def test_the_seed_is_sealed_when_the_round_is_announced() -> None:
    made = voices.round_draft()
    assert made.seed_hash == ""
    rounds.announce_round(made, by=SYSTEM, at=START)
    assert seal_of(made.seed) == made.seed_hash
    with pytest.raises(Stale):
        rounds.announce_round(made, by=SYSTEM, at=START)
    with pytest.raises(NotAllowed):
        rounds.announce_round(voices.round_draft(), by=make.officer("dinkes", "head"), at=START)


def test_proposals_have_numbers_and_few_of_one_contact() -> None:
    made, contact = voices.voting_round(district=Region.objects.get(pk=KARTOHARJO)), voices.mail()
    for number in range(1, 4):
        at = START + timedelta(minutes=2 * number)
        assert voices.proposal(made, f"Usul {number}", contact=contact, at=at).number == number
    with pytest.raises(Refused, match="paling banyak 3"):
        voices.proposal(made, contact=contact, at=START + timedelta(hours=1))
    with pytest.raises(Refused, match="untuk Kecamatan Kartoharjo"):
        voices.proposal(made, region=Region.objects.get(pk=f"{TAMAN}.1001"))
    with pytest.raises(Refused, match="masa mengusulkan"):
        voices.proposal(made, at=voices.after(made.proposals_until))
    assert made.proposals.count() == 3


def test_the_check_says_why_who_and_when() -> None:
    made = voices.voting_round(ceiling=Decimal(100_000_000))
    one, head = voices.proposal(made), make.officer("pupr", "head")
    good: dict[str, Any] = {
        "office": make.office("pupr"),
        "due_on": made.votes_until + 30 * DAY,
        "cost": Decimal(90_000_000),
    }
    faults: list[tuple[dict[str, Any], str]] = [
        ({"reason": " "}, "alasannya"), ({"office": None}, "kantor yang akan"),
        ({"due_on": made.votes_until}, "sesudah"),
        ({"cost": Decimal()}, "punya pagu"), ({"cost": Decimal(100_000_001)}, "melebihi pagu"),
    ]  # fmt: skip
    for said, sentence in faults:
        with pytest.raises(Refused, match=sentence):
            rounds.check(one, feasible=True, **{"reason": "Bisa", **good, **said}, by=head, at=START)
    with pytest.raises(NotAllowed):
        rounds.check(one, feasible=False, reason="Tidak", by=make.officer("dinkes", "head"), at=START)
    rounds.check(one, feasible=True, reason="Bisa", **good, by=head, at=START)
    one.refresh_from_db()
    assert (one.state, one.cost) == ("feasible", Decimal(90_000_000))
    with pytest.raises(Refused, match="sudah memilih"):
        rounds.check(one, feasible=False, reason="Ternyata tidak", by=head, at=voices.voting(made))


def test_the_office_owes_its_check_and_the_last_one_ends_it() -> None:
    made = voices.voting_round()
    first, second = voices.proposal(made), voices.proposal(made, "Jembatan")
    voices.checked(first)
    at = voices.after(made.proposals_until)
    assert rounds.close_due(now=at) == 1
    assert rounds.close_due(now=at) == 0
    owed = Undertaking.objects.get(kind="check")
    assert owed.due_on == made.votes_from - DAY
    with pytest.raises(Refused, match="belum diperiksa"):
        actions.conclude(owed, by=SYSTEM, at=at)
    voices.checked(second, feasible=False, at=at)
    owed.obligation.refresh_from_db()
    assert owed.obligation.state == State.DONE


def test_silence_buries_no_proposal() -> None:
    """What nobody checked in time may be chosen; what was refused or hidden may not."""
    made = voices.voting_round()
    silent, refused, hidden = (voices.proposal(made, title) for title in ("Diam", "Ditolak", "Iklan"))
    voices.checked(refused, feasible=False)
    hide_proposal(hidden, rule="advert", why="Iklan", by=SYSTEM, at=START)
    assert list(made.proposals.on_ballot()) == [silent]
    voices.vote(made, silent.number)
    for number in (refused.number, hidden.number, 99):
        with pytest.raises(Refused, match="tidak dipilih lagi"):
            voices.vote(made, number)
    found = showing.result_of(voices.counted(made), START)
    owed = Undertaking.objects.get(kind="winner")
    assert owed.obligation.owner_office == made.office
    assert [(one.number, rule) for one, rule in found.hidden] == [(3, "Iklan atau kiriman berulang yang sama")]
    assert showing.plain_result(made, found)["hidden"][0]["reason"] == "Iklan"


def test_a_check_that_came_too_late_ends_with_the_vote_and_stays_late() -> None:
    """Nothing can be checked once people vote: what the office owes must not stand open for ever."""
    made, head = voices.voting_round(), make.officer("pupr", "head")
    voices.proposal(made)
    rounds.close_due(now=voices.after(made.proposals_until))
    owed = Undertaking.objects.get(kind="check")
    with pytest.raises(Refused, match="belum diperiksa"):
        actions.conclude(owed, by=head, at=voices.voting(made))
    voices.counted(made)
    owed.obligation.refresh_from_db()
    assert owed.obligation.state == State.DONE
    assert owed.obligation.clocks.get(name="conclude").met_at == voices.after(made.votes_until, 2)
    assert "1 usulan tidak diperiksa" in Remark.objects.filter(event__obligation=owed.obligation).latest("event").text


def test_hiding_the_last_one_ends_the_check_and_it_can_be_shown_again() -> None:
    made, head = voices.voting_round(), make.officer("pupr", "head")
    one = voices.proposal(made)
    at = voices.after(made.proposals_until)
    rounds.close_due(now=at)
    hide_proposal(one, rule="advert", why="Iklan", by=head, at=at)
    assert Undertaking.objects.get(kind="check").obligation.state == State.DONE
    with pytest.raises(NotAllowed):
        show_proposal_again(one, by=make.officer("dinkes", "head"), at=at)
    with pytest.raises(Refused, match="sudah memilih"):
        show_proposal_again(one, by=head, at=voices.voting(made))
    show_proposal_again(one, by=head, at=at)
    assert list(made.proposals.on_ballot()) == [one]


def test_one_contact_one_vote() -> None:
    made, contact = voices.round_of(), "ani.lestari@gmail.com"
    voices.vote(made, 1, 2, contact=contact)
    at = voices.voting(made) + timedelta(hours=2)
    for again in (contact, "AniLestari+dua@gmail.com"):
        at += timedelta(minutes=2)
        with pytest.raises(Refused, match="sudah memilih dalam putaran ini"):
            voices.vote(made, 3, contact=again, at=at)
    assert result.votes_of(made) == {str(one.pk): 1 for one in made.proposals.filter(number__in=[1, 2])}
    assert Ballot.objects.count() == 1
    other = voices.round_of()
    voices.vote(other, 1, contact=contact)
    assert len(set(Ballot.objects.values_list("contact_hash", flat=True))) == 2  # nobody is followed across rounds


def test_choices_within_bounds_and_days() -> None:
    made = voices.round_of(most=2)
    for numbers, sentence in [((1, 2, 3), "paling banyak 2"), ((0,), "tidak dipilih lagi")]:
        with pytest.raises(Refused, match=sentence):
            voices.vote(made, *numbers)
    for at in (START, voices.after(made.votes_until, 0)):
        with pytest.raises(Refused, match="selama masa memilih"):
            voices.vote(made, 1, at=at)
    assert not VoteTally.objects.exists()


def test_a_district_votes_for_itself_and_a_telephone_where_it_is_asked_for() -> None:
    made = voices.round_of(district=Region.objects.get(pk=KARTOHARJO), contacts="telephone")
    with pytest.raises(Refused, match="hanya menerima nomor telepon"):
        voices.vote(made, 1)
    row = Knock.objects.create(
        scope=balloting.scope_of(made),
        contact="+6281234567890",
        contact_hash="x" * 64,
        code_hash="",
        sent_at=voices.voting(made),
    )
    for home in (None, Region.objects.get(pk=TAMAN)):
        with pytest.raises(Refused, match="untuk warga Kecamatan Kartoharjo"):
            balloting.cast(
                made, key=row.pk, code="1", numbers=[1], district=home, by=CITIZEN, at=voices.voting(made)
            )  # fmt: skip


def test_no_row_holds_who_and_what() -> None:
    """The mark of who voted and the numbers of what was chosen share nothing but the round."""
    of_people = {field.name for field in Ballot._meta.get_fields()}
    of_choices = {field.name for field in VoteTally._meta.get_fields()}
    assert of_people & of_choices == {"id", "round"}
    moments = (models.DateField, models.DateTimeField, models.TimeField)
    for model in (Ballot, VoteTally):
        assert not [field for field in model._meta.get_fields() if isinstance(field, moments)]
        assert model._meta.pk.default().version == 4  # by lot: the key tells no order
    made = voices.round_of()
    first, second = voices.vote(made, 1), voices.vote(made, 1)
    assert first != second
    assert VoteTally.objects.get(proposal__number=1).votes == 2
    assert not Knock.objects.exists()


def test_counting_happens_once_and_forgets_who_voted() -> None:
    made = voices.round_of(places=1)
    contact = voices.mail()
    CitizenProposal.objects.filter(round=made, number=2).update(told_to=contact)
    for numbers in ((1,), (2,), (2, 3)):
        voices.vote(made, *numbers)
    assert result.count_due(now=voices.after(made.votes_until, 0)) == 0  # an hour of grace
    voices.counted(made)
    assert result.count_due(now=voices.after(made.votes_until, 3)) == 0
    rows = list(made.proposals.order_by("rank").values_list("number", "votes", "drawn"))
    assert rows[0] == (2, 2, False)
    assert {(number, votes, drawn) for number, votes, drawn in rows[1:]} == {(1, 1, True), (3, 1, True)}
    owed = Undertaking.objects.get(kind="winner")
    assert (owed.proposal and owed.proposal.number, owed.due_on) == (2, made.votes_until + 60 * DAY)
    assert owed.obligation.clocks.get().source == "voted"
    assert set(Ballot.objects.values_list("contact_hash", flat=True)) == {""}
    assert Ballot.objects.count() == 3
    assert Notice.objects.get(subject="Hasil usulan warga diumumkan").address == contact
    assert not made.proposals.exclude(told_to="").exists()


def test_what_leaders_exclude_keeps_its_votes_and_its_reason() -> None:
    made, regent = voices.round_of(places=1), make.officer("pimpinan", "regent")
    voices.vote(made, 1, 2)
    first = made.proposals.get(number=1)
    with pytest.raises(Refused, match="selama warga memilih"):
        rounds.exclude(first, reason="Tanahnya sengketa", by=regent, at=START)
    at = voices.voting(made, 1)
    with pytest.raises(NotAllowed):
        rounds.exclude(first, reason="Tanahnya sengketa", by=make.officer("pupr", "head"), at=at)
    rounds.exclude(first, reason="Tanahnya sengketa", by=regent, at=at)
    found = showing.result_of(voices.counted(made), at)
    assert [(one.number, one.votes, one.reason) for one in found.excluded] == [(1, 1, "Tanahnya sengketa")]
    assert [line.proposal.number for line in found.lines if line.won] == [2]


def test_small_districts_are_not_shown_alone() -> None:
    made = voices.round_of(electorate=64)
    for district, people in ((KARTOHARJO, 6), (MANGUHARJO, 5), (TAMAN, 2)):
        for _each in range(people):
            voices.vote(made, 1, district=district)
    found = showing.result_of(voices.counted(made), START)
    assert [(row.names, row.voters, row.votes[0]) for row in found.rows] == [
        (("Kartoharjo",), 6, 6), (("Manguharjo", "Taman"), 7, 7),
    ]  # fmt: skip
    assert found.apart
    assert (found.voters, found.turnout, found.by_telephone) == (13, Decimal("20.3"), 0)
    told = showing.plain_result(made, found)
    assert (told["seed"], told["voters"], told["proposals"][0]["votes"]) == (made.seed, 13, 13)


def test_numbers_that_cannot_be_are_found() -> None:
    made = voices.round_of()
    voices.vote(made, 1, 2)
    at = voices.after(made.votes_until)
    assert list(result.findings(now=at)) == []
    VoteTally.objects.filter(proposal__number=1).update(votes=3)
    assert list(result.findings(now=at)) == [f"round {made.ref} has 4 choices of 1 voters"]
    VoteTally.objects.filter(proposal=None).update(votes=2)
    assert list(result.findings(now=at)) == [f"round {made.ref} counted 2 votes for 1 receipts"]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_at_once_exactly_one_counts() -> None:
    """Five browsers, one contact, each with a code of its own: one vote; and eight people at once: eight votes."""
    made, at = voices.round_of(), voices.voting(voices.round_of())
    knocks = [
        balloting.begin_vote(made, contact="ani@contoh.id", at=at - timedelta(minutes=2 * number))
        for number in reversed(range(5))
    ]
    codes = {row.pk: voices.code_to(row) for row in knocks}

    def cast(key: Any) -> str:
        return balloting.cast(made, key=key, code=codes[key], numbers=[1, 2], district=None, by=CITIZEN, at=at)

    done = together(*[lambda key=row.pk: cast(key) for row in knocks])
    assert sum(isinstance(one, str) for one in done) == 1
    assert all(isinstance(one, (str, Refused)) for one in done)
    others = [balloting.begin_vote(made, contact=voices.mail(), at=at) for _each in range(8)]
    codes |= {row.pk: voices.code_to(row) for row in others}
    assert all(isinstance(one, str) for one in together(*[lambda key=row.pk: cast(key) for row in others]))
    assert (Ballot.objects.count(), set(result.votes_of(made).values())) == (9, {9})
    assert VoteTally.objects.get(proposal=None).votes == 9

"""Reports that belong together: merged, parted, split, tied."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import State, Visibility
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Person, Region
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.desk import merging, proposing
from balairung.rooms.complaints.models import Complaint, Tie, Topic
from balairung.rooms.complaints.together import open_merged
from tests import make
from tests.make import START

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def rahma() -> Actor:
    make.regency()
    return make.coordinator()


@pytest.fixture
def siti(rahma: Actor) -> Actor:
    return make.officer("pupr", "liaison", "Siti")


def fresh(complaint: Complaint) -> Complaint:
    rows = Complaint.objects.select_related("obligation__owner_office", "topic", "lead__obligation")
    return rows.get(pk=complaint.pk)


def standing(complaint: Complaint) -> tuple[str, str, str]:
    obligation = fresh(complaint).obligation
    return obligation.state, obligation.step, obligation.owner_office.key if obligation.owner_office else ""


def lines(complaint: Complaint) -> list[str]:
    return list(complaint.obligation.events.order_by("seq").values_list("verb", flat=True))


def letters(address: str) -> list[str]:
    rows = Notice.objects.filter(person=None, about_kind="complaints").order_by("written_at", "id")
    return [notice.subject for notice in rows if notice.address == address]


def test_what_is_done_to_the_lead_is_done_to_the_others(rahma: Actor, siti: Actor) -> None:
    lead = make.complaint(contact="ani@contoh.id")
    other = make.complaint(contact="beni@contoh.id", at=START + DAY)
    clocks = set(other.obligation.clocks.values_list("pk", flat=True))
    merging.merge(other, into=lead, by=rahma, at=START + DAY)
    assert fresh(other).lead == lead
    assert set(other.obligation.clocks.values_list("pk", flat=True)) == clocks  # its own, and they run on
    actions.verify(lead, klass="ordinary", topic=lead.topic, by=rahma, at=START + DAY)
    assert standing(other)[:2] == ("new", "verify")  # what is shown to everyone is read one by one
    actions.forward(lead, office=make.office("pupr"), by=rahma, at=START + DAY)
    assert standing(lead) == standing(other) == ("active", "answer", "pupr")
    actions.answer(lead, text="Kami periksa.", by=siti, at=START + 2 * DAY)
    photo = make.photo()
    actions.resolve(lead, text="Sudah ditambal.", files=[photo], by=siti, at=START + 3 * DAY)
    assert standing(other)[:2] == ("waiting", "confirm")
    assert lines(other) == ["open", "merge", "forward", "answer", "resolve"]
    event = other.obligation.events.get(verb="resolve")
    assert event.facts["lead"] == lead.ref
    assert [item.file for item in event.evidence.all()] == [photo]
    assert len(letters("beni@contoh.id")) == 5  # filed, merged, forwarded, answered, resolved
    assert len(letters("ani@contoh.id")) == 4
    actions.close(lead, by=make.reporter(lead), at=START + 4 * DAY)
    assert standing(other)[:2] == ("waiting", "confirm")  # each reporter speaks for themselves


def test_one_that_comes_late_goes_where_the_lead_is(rahma: Actor, siti: Actor) -> None:
    lead, other = make.forwarded(rahma), make.complaint()
    merging.merge(other, into=lead, by=rahma, at=START)
    assert standing(other) == ("active", "answer", "pupr")
    elsewhere = make.forwarded(rahma, to="dinkes")
    merging.merge(elsewhere, into=lead, by=rahma, at=START)
    assert standing(elsewhere) == ("active", "answer", "pupr")


def test_no_chains_and_no_circles(rahma: Actor) -> None:
    first, second, third, fourth = (make.complaint() for _number in range(4))
    merging.merge(second, into=first, by=rahma, at=START)
    assert merging.merge(third, into=fresh(second), by=rahma, at=START) == first
    with pytest.raises(Refused, match="dirinya sendiri"):
        merging.merge(first, into=fresh(second), by=rahma, at=START)
    with pytest.raises(Refused, match="sudah digabung"):
        merging.merge(fresh(second), into=fresh(third), by=rahma, at=START)
    merging.merge(fresh(first), into=fourth, by=rahma, at=START)  # brings its own along
    assert {fresh(each).lead for each in (first, second, third)} == {fourth}
    assert merging.reporters(fourth) == 4


def test_parting_undoes_it(rahma: Actor, siti: Actor) -> None:
    lead, other = make.forwarded(rahma), make.forwarded(rahma)
    with pytest.raises(Refused, match="tidak sedang"):
        merging.separate(other, by=rahma, at=START)
    merging.merge(other, into=lead, by=siti, at=START)
    merging.separate(other, by=siti, at=START)
    actions.answer(lead, text="Besok.", by=siti, at=START)
    assert standing(other)[:2] == ("active", "answer")
    assert lines(other)[-2:] == ["merge", "separate"]


def test_who_may(rahma: Actor, siti: Actor) -> None:
    budi = make.officer("dinkes", "liaison", "Budi")
    lead, other = make.forwarded(rahma), make.forwarded(rahma, to="dinkes")
    for by in (siti, budi):  # each owns one of the two
        with pytest.raises(NotAllowed):
            merging.merge(other, into=lead, by=by, at=START)
    with pytest.raises(NotAllowed):
        merging.split(lead, text="Lampu jalannya juga mati.", by=budi, at=START)


WALLS: list[dict[str, Any]] = [{"secret": True}, {"klass": "supervisory"}]


@pytest.mark.parametrize("report", WALLS)
def test_never_across_walls(rahma: Actor, report: dict[str, Any]) -> None:
    plain, guarded = make.complaint(), make.complaint(**report)
    for one, other in ((plain, guarded), (guarded, plain), (guarded, make.complaint(**report))):
        with pytest.raises(Refused, match="rahasia"):
            merging.merge(one, into=other, by=rahma, at=START)
    assert not Complaint.objects.exclude(lead=None).exists()


def test_one_about_an_office_is_never_merged(rahma: Actor) -> None:
    accusing = make.complaint(accused=make.office("dinkes"))
    with pytest.raises(Refused):
        merging.merge(make.complaint(), into=accusing, by=rahma, at=START)


def test_one_that_is_answered_or_ended_is_not_merged(rahma: Actor, siti: Actor) -> None:
    lead, done, refused = make.forwarded(rahma), make.forwarded(rahma), make.complaint()
    actions.resolve(done, text="Sudah.", files=[make.photo()], by=siti, at=START)
    actions.refuse(refused, reason="crime", text="Hubungi 110.", by=rahma, at=START)
    for other in (done, refused):
        with pytest.raises(Refused, match="masih ditangani"):
            merging.merge(other, into=lead, by=rahma, at=START)
        with pytest.raises(Refused, match="masih ditangani"):
            merging.merge(lead, into=other, by=rahma, at=START)


def test_one_that_a_step_does_not_fit_is_left_with_a_line(rahma: Actor, siti: Actor) -> None:
    lead, asked = make.forwarded(rahma), make.forwarded(rahma)
    merging.merge(asked, into=lead, by=siti, at=START)
    actions.ask(fresh(asked), text="Di sebelah mana?", by=siti, at=START)
    actions.answer(lead, text="Besok.", by=siti, at=START)
    assert standing(lead)[1] == "resolve"
    assert standing(asked)[:2] == ("waiting", "inform")
    line = asked.obligation.events.order_by("-seq")[0]
    assert (line.verb, line.facts) == ("note", {"lead": lead.ref, "left": "answer"})
    actions.resume(fresh(asked), text="Utara.", by=make.reporter(asked), at=START)
    actions.answer(fresh(asked), text="Besok juga.", by=siti, at=START)  # and is answered by itself


def test_what_two_must_read_does_not_travel_unread(rahma: Actor, siti: Actor) -> None:
    careful = Topic.objects.exclude(pk=make.topic().pk)[0]
    Topic.objects.filter(pk=careful.pk).update(four_eyes=True)
    lead, other = make.forwarded(rahma), make.forwarded(rahma, topic=make.topic(careful.code))
    letter = make.forwarded(rahma)
    Complaint.objects.filter(pk=letter.pk).update(to_leader=True)
    for each in (other, letter):
        merging.merge(fresh(each), into=lead, by=rahma, at=START)
    actions.answer(lead, text="Besok.", by=siti, at=START)
    assert standing(other)[1] == standing(letter)[1] == "answer"
    merging.separate(fresh(other), by=rahma, at=START)
    merging.merge(lead, into=fresh(other), by=rahma, at=START)
    draft = proposing.propose(fresh(other), verb="answer", fields={"text": "Besok."}, by=siti, at=START)
    proposing.approve(draft, by=make.officer("pupr", "head"), at=START)
    assert standing(other)[1] == "resolve"


def test_a_reason_in_the_matter_holds_for_all(rahma: Actor) -> None:
    lead, other = make.complaint(), make.complaint(contact="beni@contoh.id")
    merging.merge(other, into=lead, by=rahma, at=START)
    actions.refuse(lead, reason="outside-authority", text="Ini jalan nasional.", by=rahma, at=START)
    assert standing(other)[0] == "refused"
    assert fresh(other).refusal == "outside-authority"
    assert "tidak dapat kami tangani" in letters("beni@contoh.id")[-1]


@pytest.mark.parametrize("end", ["refuse", "withdraw", "supervisory"])
def test_when_the_lead_falls_away_the_eldest_leads(rahma: Actor, end: str) -> None:
    lead, *others = (make.complaint(at=START + number * DAY) for number in range(4))
    for other in reversed(others):
        merging.merge(other, into=lead, by=rahma, at=START + 4 * DAY)
    at = START + 5 * DAY
    if end == "refuse":
        actions.refuse(lead, reason="unclear", text="Tidak jelas.", by=rahma, at=at)
    elif end == "withdraw":
        actions.withdraw(lead, by=make.reporter(lead), at=at)
    else:
        actions.verify(lead, klass="supervisory", topic=None, by=rahma, at=at)
        assert fresh(lead).obligation.visibility == Visibility.SECRET
        assert fresh(lead).published_at is None
    heir, *rest = map(fresh, others)
    assert heir.lead is None
    assert {each.lead for each in rest} == {heir}
    assert {each.obligation.state for each in (heir, *rest)} == {State.NEW}


def test_one_that_its_reporter_reopens_stands_by_itself(rahma: Actor, siti: Actor) -> None:
    lead, other = make.forwarded(rahma), make.forwarded(rahma)
    merging.merge(other, into=lead, by=siti, at=START)
    actions.resolve(lead, text="Sudah.", files=[make.photo()], by=siti, at=START)
    for each in (lead, other):
        actions.close(fresh(each), by=make.reporter(each), at=START + DAY)
    actions.reopen(fresh(other), text="Berlubang lagi.", by=make.reporter(other), at=START + 20 * DAY)
    again = fresh(other)
    assert again.lead is None
    assert standing(other) == ("active", "resolve", "pupr")
    assert standing(lead)[0] == "done"
    clock = again.obligation.clocks.get(name="resolve", met_at=None, dropped_at=None)
    assert clock.started_at == START + 20 * DAY
    actions.resolve(again, text="Ditambal lagi.", files=[make.photo()], by=siti, at=START + 21 * DAY)
    assert standing(lead)[0] == "done"


def test_in_bulk_each_by_itself(rahma: Actor) -> None:
    lead, good, secret = make.complaint(), make.complaint(), make.complaint(secret=True)
    done = merging.merge_many([good, secret], into=lead, by=rahma, at=START)
    assert done.count == 1
    assert [ref for ref, _sentence in done.left] == [secret.ref]
    assert list(open_merged(lead)) == [good]


def test_at_most_so_many(rahma: Actor) -> None:
    lead, *others = (make.complaint() for _number in range(merging.MOST + 2))
    *merged, late = others
    Complaint.objects.filter(pk__in=[each.pk for each in merged]).update(lead=lead)
    with pytest.raises(Refused, match="Paling banyak 100"):
        merging.merge(late, into=lead, by=rahma, at=START)


# --- split and tie -------------------------------------------------------------------------------------------------


def test_split_counts_from_the_first_day(rahma: Actor) -> None:
    report: dict[str, Any] = {"name": "Ani", "contact": "ani@contoh.id", "anonymous": True, "vulnerable": True}
    first = make.complaint(text="Jalan berlubang, dan lampu jalan mati.", **report)
    made = merging.split(first, text="Lampu jalan di tikungan mati.", by=rahma, at=START + 5 * DAY)
    made = fresh(made)
    assert made.ref != first.ref
    assert made.secret != first.secret
    assert (made.reporter_name, made.reporter_contact) == ("Ani", "ani@contoh.id")
    assert made.anonymous
    assert made.vulnerable
    assert made.filed_at == first.filed_at
    started = dict(made.obligation.clocks.values_list("name", "started_at"))
    assert started == {"resolve": START, "statutory": START, "verify": START + 5 * DAY}
    assert letters("ani@contoh.id")[-1].endswith(made.ref)
    assert standing(made)[:2] == ("new", "verify")
    assert made.published_at is None
    assert Tie.objects.get().kind == "split"
    assert lines(first)[-1] == "split"
    merging.untie(made, other=first, by=rahma, at=START)
    assert merging.tied(made, rahma) == [first]  # where it comes from is no opinion
    with pytest.raises(Refused, match="bagian"):
        merging.split(first, text="Lampu", by=rahma, at=START)


def test_the_second_half_is_as_secret_as_the_first(rahma: Actor) -> None:
    inspector = make.officer("inspektorat", "head")
    budi = make.officer("dinkes", "head", "Budi")
    first = make.complaint(accused=make.office("dinkes"), text="Kepala minta uang, dan obatnya dijual lagi.")
    made = merging.split(first, text="Obat dari puskesmas dijual lagi.", by=inspector, at=START)
    assert made.obligation.visibility == Visibility.SECRET
    assert made.obligation.owner_office == make.office("inspektorat")
    assert not Complaint.objects.visible_to(budi).exists()
    assert Complaint.objects.visible_to(inspector).count() == 2


def test_ties_show_nobody_more_than_they_may_see(rahma: Actor, siti: Actor) -> None:
    one, other = make.forwarded(rahma), make.forwarded(rahma, to="dinkes")
    merging.tie(one, other=other, by=rahma, at=START)
    merging.tie(other, other=one, by=rahma, at=START)
    assert Tie.objects.count() == 1
    assert merging.tied(one, rahma) == [other]
    assert merging.tied(one, siti) == []
    merging.untie(other, other=one, by=rahma, at=START)
    assert merging.tied(one, rahma) == []
    with pytest.raises(Refused):
        merging.tie(one, other=one, by=rahma, at=START)


# --- pages -----------------------------------------------------------------------------------------------------------


def test_the_pages(client: Client, settings: Settings, rahma: Actor) -> None:
    settings.SECOND_FACTOR = "offered"
    client.force_login(make.account(Person.objects.get(pk=str(rahma.person_id))))
    village = Region.objects.filter(level=Region.Level.VILLAGE).order_by("code")[0]
    now = timezone.now()  # what is alike was filed in the last weeks
    lead, alike = make.complaint(region=village, at=now), make.complaint(region=village, at=now)
    far, secret = make.complaint(), make.complaint(secret=True, region=village, at=now)
    page = client.get(reverse("complaints:together", args=[lead.ref])).content.decode()
    assert alike.ref in page.replace("\u2011", "-")
    assert secret.ref not in page.replace("\u2011", "-")

    def act(verb: str, on: Complaint = lead, refs: Sequence[str] = (), **sent: str) -> int:
        typed = {f"{verb}-{name}": value for name, value in sent.items()}
        return client.post(reverse("complaints:merge", args=[on.ref, verb]), {"refs": refs, **typed}).status_code

    assert act("kumpulkan") == 422
    assert act("kumpulkan", refs=[alike.ref, secret.ref]) == 302
    assert fresh(alike).lead == lead
    assert fresh(secret).lead is None
    assert act("gabung", far, ref="P-AAAA-AAAA") == 422
    assert act("gabung", far, ref=lead.ref) == 302
    assert act("pisah", refs=[alike.ref]) == 302
    assert fresh(alike).lead is None
    assert act("bagi", text="Lampu jalannya juga mati.") == 302
    assert act("kait", ref=alike.ref) == 302
    page = client.get(reverse("complaints:detail", args=[lead.ref])).content.decode().replace("\u2011", "-")
    assert alike.ref in page
    assert far.ref in page
    assert act("lepas", refs=[alike.ref]) == 302
    assert client.get(reverse("complaints:together", args=[lead.ref])).status_code == 200


def test_everyone_reads_how_many_reported_it(client: Client, rahma: Actor) -> None:
    lead, other = make.forwarded(rahma), make.forwarded(rahma)
    url = reverse("complaints:published", args=[other.ref])
    assert "pelapor" not in client.get(url).content.decode()
    merging.merge(other, into=lead, by=rahma, at=START)
    page = client.get(url).content.decode()
    assert f">{lead.ref}</a>, 2 pelapor" in page
    assert "2 pelapor melaporkan" in client.get(reverse("complaints:published", args=[lead.ref])).content.decode()

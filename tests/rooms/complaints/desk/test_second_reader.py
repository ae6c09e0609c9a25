"""A step that one officer prepares and another decides."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.obligations.inbox import every_overview
from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.obligations.reads import PARTIES, office_of, timeline
from balairung.kernel.people.actors import Actor
from balairung.rooms.complaints import access, actions
from balairung.rooms.complaints.desk import proposing
from balairung.rooms.complaints.models import Complaint, Proposal, Topic
from tests import make
from tests.make import START

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def rahma() -> Actor:
    make.regency()
    return make.coordinator()


@pytest.fixture
def siti(rahma: Actor) -> Actor:
    return make.officer("pupr", "liaison", "Siti")


@pytest.fixture
def head(rahma: Actor) -> Actor:
    return make.officer("pupr", "head", "Pak Kadis")


def draft(complaint: Complaint, by: Actor, verb: str = "answer", **fields: object) -> Proposal:
    made = proposing.propose(complaint, verb=verb, fields={"text": "Kami tambal besok.", **fields}, by=by, at=START)
    assert isinstance(made, Proposal)
    return made


def fresh(complaint: Complaint) -> Complaint:
    return Complaint.objects.select_related("obligation__owner_office", "topic").get(pk=complaint.pk)


def waiting_for(actor: Actor) -> list[str]:
    rows = every_overview(actor)["dibaca"].keep(Obligation.objects.visible_to(actor), actor, START)
    return list(rows.values_list("ref", flat=True))


def test_nothing_happens_until_another_one_approves(rahma: Actor, siti: Actor, head: Actor) -> None:
    made = make.forwarded(rahma, contact="warga@contoh.id")
    seq, due = made.obligation.seq, made.obligation.next_at
    notes = Notice.objects.count()
    proposal = draft(made, siti)
    made = fresh(made)
    assert (made.obligation.step, made.obligation.seq, made.obligation.next_at) == ("answer", seq, due)
    told = Notice.objects.order_by("-written_at", "-id").exclude(person=None)[: Notice.objects.count() - notes]
    assert {notice.person_id for notice in told} == {head.person_id}
    assert waiting_for(head) == [made.ref]
    assert waiting_for(siti) == []  # one's own is not to be read by oneself
    assert waiting_for(rahma) == [made.ref]  # the coordinator reads where an office is small

    with pytest.raises(NotAllowed):
        proposing.approve(proposal, by=siti, at=START + HOUR)
    event = proposing.approve(Proposal.objects.get(pk=proposal.pk), by=head, at=START + HOUR)
    assert event.by_person_id == head.person_id
    assert event.facts["prepared_by"] == str(siti.person_id)
    assert event.remark.text == "Kami tambal besok."
    assert fresh(made).obligation.step == "resolve"
    assert waiting_for(head) == []
    with pytest.raises(Stale):
        proposing.approve(proposal, by=rahma, at=START + HOUR)


def test_a_stranger_neither_prepares_nor_reads(rahma: Actor, siti: Actor, head: Actor) -> None:
    made, budi = make.forwarded(rahma), make.officer("dinkes", "liaison", "Budi")
    with pytest.raises(NotAllowed):
        draft(made, budi)
    proposal = draft(made, siti)
    assert not proposing.may_read(budi, proposal)
    for decide in (
        lambda: proposing.approve(proposal, by=budi, at=START),
        lambda: proposing.hand_back(proposal, words="Tidak.", by=budi, at=START),
        lambda: proposing.go_on(proposal, text="Lain.", by=budi, at=START),
        lambda: proposing.drop(proposal, by=head, at=START),
    ):
        with pytest.raises(NotAllowed):
            decide()
    assert Proposal.objects.get(pk=proposal.pk).outcome == "waiting"


def test_the_reader_may_mend_the_words(rahma: Actor, siti: Actor, head: Actor) -> None:
    made = make.forwarded(rahma)
    event = proposing.approve(draft(made, siti), by=head, at=START, text="Kami tambal hari Kamis.")
    assert event.remark.text == "Kami tambal hari Kamis."


def test_returned_it_is_written_on_by_a_colleague_and_read_by_the_first(rahma: Actor, siti: Actor, head: Actor) -> None:
    made = make.forwarded(rahma)
    proposal = draft(made, siti)
    with pytest.raises(Refused, match="perlu diperbaiki"):
        proposing.hand_back(proposal, words=" ", by=head, at=START)
    proposing.hand_back(proposal, words="Sebutkan tanggalnya.", by=head, at=START)
    assert proposing.unfinished(made) == proposal
    proposing.go_on(proposal, text="Kami tambal Kamis, 5 Maret.", by=head, at=START + HOUR)
    with pytest.raises(NotAllowed):  # who wrote last does not read it
        proposing.approve(proposal, by=head, at=START + HOUR)
    event = proposing.approve(proposal, by=siti, at=START + HOUR)
    assert event.remark.text == "Kami tambal Kamis, 5 Maret."
    assert event.facts["prepared_by"] == str(head.person_id)


def test_only_one_draft_waits(rahma: Actor, siti: Actor, head: Actor) -> None:
    made = make.forwarded(rahma)
    proposal = draft(made, siti)
    with pytest.raises(Refused, match="Sudah ada konsep"):
        draft(made, head)
    proposing.drop(proposal, by=siti, at=START)
    assert proposing.unfinished(made) is None
    draft(made, head)


def test_a_case_that_moved_on_makes_it_stale_and_keeps_its_words(rahma: Actor, siti: Actor, head: Actor) -> None:
    made = make.forwarded(rahma)
    proposal = draft(made, siti)
    actions.note(made, text="Sudah saya telepon mandornya.", by=head, at=START)
    escalate(now=START + 30 * DAY)  # neither a note nor a late line is a step
    assert not proposing.moved_on(proposal)
    actions.ask(fresh(made), text="Di sebelah mana?", by=head, at=START + 30 * DAY)
    proposal = Proposal.objects.get(pk=proposal.pk)
    assert proposing.moved_on(proposal)
    with pytest.raises(Refused, match="sudah berubah"):
        proposing.approve(proposal, by=head, at=START + 30 * DAY)
    proposal = Proposal.objects.get(pk=proposal.pk)
    assert proposal.outcome == "waiting"
    assert proposing.words_of(proposing.fields_of(proposal)) == "Kami tambal besok."
    with pytest.raises(Refused):  # the reporter has the turn
        proposing.go_on(proposal, text="Kami tambal lusa.", by=siti, at=START + 30 * DAY)
    actions.resume(fresh(made), text="Utara.", by=make.reporter(made), at=START + 31 * DAY)
    proposal = Proposal.objects.get(pk=proposal.pk)
    proposing.go_on(proposal, text="Kami tambal lusa.", by=siti, at=START + 31 * DAY)
    proposing.approve(proposal, by=head, at=START + 31 * DAY)
    assert fresh(made).obligation.step == "resolve"


def test_the_deadline_runs_on(rahma: Actor, siti: Actor, head: Actor) -> None:
    made = make.forwarded(rahma)
    draft(made, siti)
    assert escalate(now=START + 30 * DAY) > 0


def test_a_draft_is_checked_as_the_step_itself(rahma: Actor, siti: Actor, head: Actor) -> None:
    made = make.forwarded(rahma)
    with pytest.raises(Refused, match="bukti"):
        draft(made, siti, "resolve", files=[])
    with pytest.raises(Refused, match="penjelasan"):
        draft(made, siti, "answer", text=" ")
    photo = make.photo()
    proposal = draft(made, siti, "resolve", files=[photo])
    event = proposing.approve(proposal, by=head, at=START)
    assert [item.file for item in event.evidence.all()] == [photo]


def test_the_office_of_a_prepared_forwarding_is_kept(rahma: Actor, siti: Actor, head: Actor) -> None:
    made = make.forwarded(rahma)
    fields = {"words": "Bukan kami.", "office": make.office("dinkes")}
    proposal = proposing.propose(made, verb="forward", fields=fields, by=siti, at=START)
    proposing.approve(proposal, by=head, at=START)
    assert fresh(made).obligation.owner_office == make.office("dinkes")


# --- where two must read ---------------------------------------------------------------------------------------------


def test_topics_that_two_must_read(rahma: Actor, siti: Actor, head: Actor) -> None:
    topic = make.topic()
    Topic.objects.filter(pk=topic.pk).update(four_eyes=True)
    made = fresh(make.forwarded(rahma, topic=make.topic(topic.code)))
    with pytest.raises(Refused, match="dibaca dua orang"):
        actions.answer(made, text="Besok.", by=siti, at=START)
    done = proposing.take(made, verb="answer", fields={"text": "Besok.", "files": []}, by=siti, at=START)
    assert isinstance(done, Proposal)
    proposing.approve(done, by=head, at=START)
    actions.ask(fresh(made), text="Di mana?", by=siti, at=START)  # a question is no answer


def test_some_refusals_need_two(rahma: Actor) -> None:
    made = make.complaint()
    with pytest.raises(Refused, match="dua orang"):
        actions.refuse(made, reason="hatred", text="Tulis lagi.", by=rahma, at=START)
    fields = {"text": "Tulis lagi tanpa kata itu.", "reason": "hatred"}
    proposal = proposing.take(made, verb="refuse", fields=fields, by=rahma, at=START)
    assert isinstance(proposal, Proposal)
    assert fresh(made).obligation.state == State.NEW
    with pytest.raises(NotAllowed):
        proposing.approve(proposal, by=rahma, at=START)
    event = proposing.approve(proposal, by=make.coordinator("Dewi"), at=START)
    assert event.facts["reason"] == "hatred"
    assert fresh(made).refusal == "hatred"
    plain = make.complaint()
    actions.refuse(plain, reason="crime", text="Hubungi 110.", by=rahma, at=START)


def test_an_answer_to_the_leader_is_given_in_their_name(rahma: Actor, siti: Actor, head: Actor) -> None:
    made = make.forwarded(rahma, contact="warga@contoh.id")
    Complaint.objects.filter(pk=made.pk).update(to_leader=True)
    made = fresh(made)
    with pytest.raises(Refused, match="pimpinan daerah"):
        actions.answer(made, text="Besok.", by=siti, at=START)
    proposal = draft(made, siti)
    assert proposing.readers(proposal, START)[0].pk == rahma.person_id
    with pytest.raises(NotAllowed):  # the head of the office does not speak for the leader
        proposing.approve(proposal, by=head, at=START)
    assert waiting_for(head) == []
    event = proposing.approve(proposal, by=rahma, at=START)
    title = make.post("pimpinan", "regent").title
    assert event.facts["in_name_of"] == title
    assert office_of(event) == f"a.n. {title}"
    assert Notice.objects.filter(person=None).order_by("-id")[0].body.count(f"a.n. {title}") == 1
    lines = timeline(made.obligation, titles={}, sees=PARTIES, who=office_of, now=START)
    assert lines[0].who == f"a.n. {title}"


def test_a_secret_draft_is_read_by_nobody_who_may_not_see_the_case(rahma: Actor) -> None:
    accused = make.office("dinkes")
    budi = make.officer("dinkes", "head", "Budi")
    inspector = make.officer("inspektorat", "head", "Ibu Inspektur")
    made = make.complaint(accused=accused)
    actions.verify(made, klass="supervisory", topic=None, by=inspector, at=START)
    proposal = draft(made, inspector, "ask")
    assert not access.can_decide(budi, made, "ask")
    assert budi.person_id not in {person.pk for person in proposing.readers(proposal, START)}
    assert waiting_for(budi) == []


# --- pages -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def enter(client: Client, settings: Settings) -> Client:
    settings.SECOND_FACTOR = "offered"
    return client


def sign_in(client: Client, actor: Actor) -> None:
    from balairung.kernel.people.models import Person

    person = Person.objects.get(pk=str(actor.person_id))
    client.force_login(person.user or make.account(person))


def test_the_pages_from_draft_to_answer(enter: Client, rahma: Actor, siti: Actor, head: Actor) -> None:
    made = make.forwarded(rahma)
    case = reverse("complaints:detail", args=[made.ref])
    sign_in(enter, siti)
    sent = {"answer-text": "Kami tambal besok.", "dibaca": "1"}
    assert enter.post(reverse("complaints:act", args=[made.ref, "answer"]), sent, follow=True).status_code == 200
    proposal = Proposal.objects.get()
    page = enter.get(case).content.decode()
    assert "Menunggu dibaca rekan" in page
    assert "Setujui" not in page

    def decide(verb: str) -> str:
        return reverse("complaints:decide", args=[made.ref, proposal.pk, verb])

    assert enter.post(decide("setujui"), {"setujui-text": "Kami tambal besok."}).status_code == 403

    sign_in(enter, head)
    assert "Menunggu Anda baca" in enter.get(case).content.decode()
    bad = enter.post(decide("kembalikan"), {"kembalikan-words": ""})
    assert bad.status_code == 422
    assert "Kami tambal besok." in bad.content.decode()
    enter.post(decide("kembalikan"), {"kembalikan-words": "Sebutkan harinya."})

    sign_in(enter, siti)
    page = enter.get(case).content.decode()
    assert "Sebutkan harinya." in page
    enter.post(decide("lanjutkan"), {"lanjutkan-text": "Kami tambal Kamis."})

    sign_in(enter, head)
    assert enter.get(reverse("complaints:draft", args=[made.ref])).status_code == 200
    enter.post(decide("setujui"), {"setujui-text": "Kami tambal Kamis pagi."})
    assert fresh(made).obligation.step == "resolve"
    assert "Kami tambal Kamis pagi." in enter.get(case).content.decode()
    assert "Tidak ada konsep" in enter.get(reverse("complaints:draft", args=[made.ref])).content.decode()

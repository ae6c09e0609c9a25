"""Somebody is needed now: who may call whom, the same ladder at any hour, what the caller is told, limits."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.kernel.people.models import Post
from balairung.rooms.duty import access
from balairung.rooms.duty.answering import answer
from balairung.rooms.duty.models import Call, Ring
from balairung.rooms.duty.summoning import cancel_summons, summon
from tests import make
from tests.make import moment
from tests.rooms.duty.test_calling import deputy_of
from tests.rooms.duty.trays import MINUTE, MORNING, drill_now, go_on, official, open_trays, rings, sent

pytestmark = pytest.mark.django_db
NIGHT = moment("2026-03-03 02:00")


@pytest.fixture(autouse=True)
def _house(settings: Settings) -> None:
    make.regency()
    open_trays(settings)


@pytest.fixture
def regent() -> Actor:
    return make.officer("pimpinan", "regent", "Ibu Bupati")


def works() -> Post:
    return make.post("pupr", "head")


def told(call: Call) -> list[str]:
    """What the caller was told, in its order."""
    rows = Notice.objects.filter(key__startswith=f"siaga:{call.pk}:").order_by("written_at", "id")
    return [row.body for row in rows]


# --- who may call whom -----------------------------------------------------------------------------------------------


def test_leaders_call_everybody_a_head_those_below_and_nobody_themselves(regent: Actor) -> None:
    head, other = make.officer("pupr", "head"), make.officer("dinkes", "head")
    below = make.post("pupr", "secretary_of_office")
    assert access.can_summon(regent, works())
    assert access.can_summon(head, below)
    assert not access.can_summon(head, works())
    assert not access.can_summon(head, make.post("pimpinan", "regent"))
    assert not access.can_summon(other, below)
    assert below in access.summonable(head)
    assert works() not in access.summonable(head)
    with pytest.raises(NotAllowed, match="pejabat di bawahnya"):
        summon(below, words="Banjir", by=other, at=MORNING)


def test_it_takes_a_reason(regent: Actor) -> None:
    for words in ("", "   ", "x" * 201):
        with pytest.raises(Refused, match="Tuliskan keperluannya"):
            summon(works(), words=words, by=regent, at=MORNING)


# --- the ladder ------------------------------------------------------------------------------------------------------


def test_it_knows_no_quiet_hours_says_who_and_why_and_the_caller_hears_who_answered(regent: Actor) -> None:
    head = official("pupr", name="Pak Kadis")
    call = summon(works(), words="Jembatan ambrol.", by=regent, at=NIGHT)
    go_on(NIGHT, since=NIGHT)
    assert sent("whatsapp")[0].body.startswith("Ibu Bupati memerlukan Anda sekarang: Jembatan ambrol. Balas SIAP ")
    answer(Ring.objects.get(call=call), means=Call.Means.LINK, by=SYSTEM, at=NIGHT + MINUTE)
    assert told(call) == [f"Pak Kadis menjawab panggilan Anda untuk {works().title}."]
    call.refresh_from_db()
    assert (call.state, call.answered_by, call.seconds) == (Call.State.REACHED, head, 60)


def test_the_caller_is_told_at_each_turn_of_the_ladder_and_at_its_end(regent: Actor) -> None:
    official("pupr", name="Pak Kadis")
    official("pupr", "secretary_of_office", name="Bu Sekdin")
    deputy_of(works(), make.post("pupr", "secretary_of_office"))
    call = summon(works(), words="Banjir", by=regent, at=NIGHT)
    go_on(NIGHT + 30 * MINUTE, since=NIGHT)
    title = works().title
    assert told(call) == [
        f"{title}: petugas jaga tidak dapat dipanggil (kantor ini belum punya jadwal jaga).",
        f"{title} belum menjawab. Sekarang yang dipanggil: Bu Sekdin (wakil menurut pelimpahan).",
        f"Tidak ada yang menjawab panggilan Anda untuk {title}. Semua cara sudah dicoba.",
    ]
    assert Call.objects.get(pk=call.pk).state == Call.State.UNREACHED


def test_a_vacant_post_goes_to_the_deputy_at_once(regent: Actor) -> None:
    second = official("pupr", "secretary_of_office")
    deputy_of(works(), make.post("pupr", "secretary_of_office"))
    call = summon(works(), words="Banjir", by=regent, at=NIGHT)
    go_on(NIGHT, since=NIGHT)
    assert rings(call)[0] == ("holder", "", "jabatan kosong")
    assert Ring.objects.get(call=call, skipped="").person == second


def test_nobody_is_drilled_while_they_are_needed_nor_within_the_hour(regent: Actor) -> None:
    head = official("pupr")
    drill_now()
    go_on(MORNING)
    summon(works(), words="Banjir", by=regent, at=MORNING + MINUTE)
    drilled = Call.objects.get(real=False, person=head)
    assert (drilled.state, drilled.why) == (Call.State.EXCUSED, "panggilan sungguhan mendahului latihan ini")
    other = official("dinkes")
    summon(make.post("dinkes", "head"), words="Banjir", by=regent, at=MORNING + MINUTE)
    go_on(MORNING + 2 * MINUTE, since=MORNING + MINUTE)
    drill_now(MORNING + 10 * MINUTE, minutes=600)
    go_on(MORNING + 10 * MINUTE, since=MORNING + 10 * MINUTE)
    waiting = Call.objects.get(real=False, person=other)
    assert (waiting.state, waiting.next_at) == (
        Call.State.PLANNED,
        MORNING + 70 * MINUTE,
    )  # an hour after the last step of it
    assert not Call.objects.filter(real=False, person=head).exclude(pk=drilled.pk).exists()


# --- limits ----------------------------------------------------------------------------------------------------------


def test_asked_again_while_it_rings_it_is_the_same_call_and_another_caller_is_told(regent: Actor) -> None:
    official("pupr")
    first = summon(works(), words="Banjir", by=regent, at=NIGHT)
    assert summon(works(), words="Banjir besar", by=regent, at=NIGHT) == first
    with pytest.raises(Refused, match="sedang dipanggil oleh Ibu Bupati"):
        summon(works(), words="Rapat", by=make.officer("setda", "secretary"), at=NIGHT)


def test_whoever_did_not_answer_is_left_alone_for_some_minutes(regent: Actor) -> None:
    official("pupr")
    summon(works(), words="Banjir", by=regent, at=NIGHT)
    go_on(NIGHT + 9 * MINUTE, since=NIGHT)
    with pytest.raises(Refused, match="setelah 10 menit"):
        summon(works(), words="Banjir", by=regent, at=NIGHT + 9 * MINUTE)
    summon(works(), words="Banjir", by=regent, at=NIGHT + 30 * MINUTE)
    assert Call.objects.count() == 2


def test_ten_calls_an_hour_are_enough_for_one_person(regent: Actor) -> None:
    posts = list(access.summonable(regent).order_by("id")[:11])
    for post in posts[:10]:
        summon(post, words="Banjir", by=regent, at=NIGHT)
    with pytest.raises(Refused, match="10 kali dalam satu jam"):
        summon(posts[10], words="Banjir", by=regent, at=NIGHT + MINUTE)
    summon(posts[10], words="Banjir", by=regent, at=NIGHT + timedelta(hours=2))
    assert Call.objects.count() == 11


def test_the_caller_or_a_leader_takes_it_back(regent: Actor) -> None:
    official("pupr")
    call = summon(works(), words="Banjir", by=regent, at=NIGHT)
    with pytest.raises(NotAllowed):
        cancel_summons(call, by=make.officer("dinkes", "head"), at=NIGHT)
    assert cancel_summons(call, by=regent, at=NIGHT).state == Call.State.CANCELLED
    go_on(NIGHT, since=NIGHT)
    assert sent("whatsapp") == []
    assert cancel_summons(call, by=make.officer("setda", "secretary"), at=NIGHT).state == Call.State.CANCELLED

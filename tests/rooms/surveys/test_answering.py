"""An answer is checked, counted once, and a bad one is owed a call."""

from __future__ import annotations

import random
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils.timezone import localdate
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import CITIZEN
from balairung.rooms.surveys import actions, counting
from balairung.rooms.surveys.answering import Where, answer, recounted, type_form
from balairung.rooms.surveys.asking import address_of, code_of, find_invitation, invite
from balairung.rooms.surveys.models import Answer, FollowUp, Invitation, Sheet, Survey
from tests import make
from tests.rooms.surveys.asked import answered, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def dukcapil() -> None:
    make.regency()


def sheets() -> dict[str, counting.Counts]:
    return {sheet.part: sheet.counts for sheet in Sheet.objects.filter(survey=Survey.objects.get())}


def test_a_matter_is_invited_once_and_answered_once(dukcapil: None) -> None:
    office, at = make.office("dukcapil"), make.START
    first = invite(kind="services", ref="M-1234-5678", office=office, service_key="ktp", at=at)
    assert invite(kind="services", ref="M-1234-5678", office=office, at=at + timedelta(days=1)) == first
    assert Invitation.objects.count() == 1
    assert first.endswith(address_of("services", "M-1234-5678", at=at))
    found = find_invitation(code_of("services", "M-1234-5678"))
    where = Where(office, Answer.Channel.INVITED, "service:ktp", found)
    answer(where, given=said(), token="t" * 20, by=CITIZEN, at=at)
    with pytest.raises(Refused, match="sudah menilai layanan ini pada Senin, 2 Maret 2026"):
        answer(where, given=said(4), token="u" * 20, by=CITIZEN, at=at)
    assert address_of("services", "M-1234-5678", at=at) == ""
    assert sheets()[""]["n"] == sheets()["service:ktp"]["n"] == 1


def test_an_invitation_is_not_kept_open_for_ever(dukcapil: None) -> None:
    late = make.START + timedelta(days=91)
    invite(kind="complaints", ref="P-1", office=make.office("dukcapil"), at=make.START)
    found = find_invitation(code_of("complaints", "P-1"))
    with pytest.raises(Refused, match="sudah lewat"):
        answer(
            Where(found.office, Answer.Channel.INVITED, "-", found), given=said(), token="t" * 20, by=CITIZEN, at=late
        )
    assert address_of("complaints", "P-1", at=late) == ""
    assert not Answer.objects.exists()


def test_pressed_twice_is_answered_once(dukcapil: None) -> None:
    [first], [second] = answered(token="token-yang-sama-1"), answered(token="token-yang-sama-1")
    assert first == second
    assert sheets()[""]["n"] == 1


def test_what_is_missing_or_strange_is_refused(dukcapil: None) -> None:
    for given_, says in (
        (said(U3=5), "belum dijawab"),
        (said(stars=6), "1 sampai 5"),
        (said(profile={"sex": "lainnya"}), "tidak ada dalam daftar"),
        (said(words="a" * 1001), "terlalu panjang"),
    ):
        with pytest.raises(Refused, match=says):
            answered(given=given_)
    assert not Survey.objects.exists()


def test_long_numbers_are_not_for_a_whole_office(dukcapil: None) -> None:
    [made] = answered(given=said(words="NIK saya 3577 0141 0790 0001, tolong. Loket 3 lama, 45 menit."))
    assert made.words == "NIK saya ••••, tolong. Loket 3 lama, 45 menit."
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM surveys_answer")
        assert "Loket" not in cursor.fetchone()[0]


def test_an_answer_of_one_is_owed_a_call(dukcapil: None) -> None:
    siti, budi = make.officer("dukcapil", "liaison", "Siti"), make.officer("pupr", "liaison", "Budi")
    answered(given=said(3, U3=1, words="Menunggu tiga jam.", contact="+6281234567890"))
    call = FollowUp.objects.get()
    assert (call.kind, call.codes, call.contact, call.words) == (
        "call", ["U3"], "+6281234567890", "Menunggu tiga jam.",
    )  # fmt: skip
    assert call.obligation.ref.startswith("S-")
    assert "Waktu penyelesaian" in call.obligation.subject
    assert "tiga jam" not in call.obligation.subject
    with pytest.raises(NotAllowed):
        actions.call_back(call, text="Sudah ditelepon.", by=budi, at=make.START)
    actions.call_back(call, text="Sudah ditelepon, loket ditambah.", by=siti, at=make.START)
    call.refresh_from_db()
    assert (call.contact, call.words, call.obligation.state) == ("", "", "done")


def test_those_who_left_no_contact_are_one_case_a_day(dukcapil: None) -> None:
    siti = make.officer("dukcapil", "liaison", "Siti")
    answered(given=said(3, U7=1), times=3)
    answered(given=said(3, U1=1), at=make.START + timedelta(days=1))
    assert FollowUp.objects.count() == 2
    first = Obligation.objects.filter(kind="surveys").order_by("opened_at")[0]
    assert list(first.events.order_by("seq").values_list("verb", flat=True)) == ["open", "note", "note"]
    call = FollowUp.objects.get(obligation=first)
    actions.give_up(call, text="Tidak ada kontak; antrean pagi ditambah petugas.", by=siti, at=make.START)
    assert call.obligation.state == "refused"


def test_whoever_wants_to_be_called_is_called_without_a_one(dukcapil: None) -> None:
    answered(given=said(4, contact="ani@contoh.id"))
    assert FollowUp.objects.get().obligation.subject == "Warga minta dihubungi"
    answered(given=said(4))
    assert FollowUp.objects.count() == 1


def test_a_paper_form_is_typed_once_by_the_office_itself(dukcapil: None) -> None:
    siti, budi = make.officer("dukcapil", "staff", "Siti"), make.officer("pupr", "staff", "Budi")
    office, day = make.office("dukcapil"), localdate(make.START)
    typed: dict[str, Any] = {"given": said(), "day": day, "at": make.START}
    with pytest.raises(NotAllowed):
        type_form(office, number="001", by=budi, **typed)
    made = type_form(office, number=" a-001", by=siti, **typed)
    assert (made.form_number, made.typed_by_id, made.channel) == ("A-001", siti.person_id, "paper")
    with pytest.raises(Refused, match="sudah diketik"):
        type_form(office, number="A-001", by=siti, **typed)
    with pytest.raises(Refused, match="belum tiba"):
        type_form(office, number="2", by=siti, **typed | {"day": day + timedelta(days=1)})
    with pytest.raises(Refused, match="nomor formulir"):
        type_form(office, number="  ", by=siti, **typed)
    assert sheets()[""]["n"] == 1


def test_an_element_that_is_not_asked_is_not_answered(dukcapil: None) -> None:
    siti, office = make.officer("dukcapil", "liaison"), make.office("dukcapil")
    actions.set_plan(office, cycle="quarter", dropped=["U4"], by=siti, at=make.START)
    with pytest.raises(Refused, match="belum dijawab"):
        answered()
    given_ = said()
    answered(given=type(given_)({code: value for code, value in given_.values.items() if code != "U4"}))
    survey = Survey.objects.get()
    assert (survey.period, survey.without) == ("2026-Q1", frozenset({"U4"}))
    assert Answer.objects.get().values == "333-33333"
    later = actions.set_plan(office, cycle="year", dropped=[], by=siti, at=make.START)
    assert later.year == 2027  # somebody answered this year already
    with pytest.raises(Refused, match="paling sedikit satu"):
        actions.set_plan(office, cycle="year", dropped=list(said().values), by=siti, at=make.START)
    with pytest.raises(NotAllowed):
        actions.set_plan(office, cycle="year", dropped=[], by=make.officer("pupr", "liaison"), at=make.START)


class Counted(TestCase):
    """Whatever is answered in whatever order, the sheets are what the answers say."""

    @settings(max_examples=15)
    @given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["-", "service:a", "stand:1"])), max_size=8))
    def test_sheets_are_what_the_answers_say(self, rows: list[tuple[int, str]]) -> None:
        make.regency()
        draw = random.Random(len(rows))
        for value, part in rows:
            profile = {"sex": draw.choice(["", "female", "male"])}
            answered(given=said(value, stars=draw.choice([None, 1, 5]), profile=profile), part=part)
        for survey in Survey.objects.all():
            assert recounted(survey) == {sheet.part: sheet.counts for sheet in survey.sheets.all()}
        assert sum(len(recounted(survey)) > 0 for survey in Survey.objects.all()) == bool(rows)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_twenty_who_press_at_one_moment_are_twenty() -> None:
    make.regency()
    start, failed = threading.Barrier(20), list[BaseException]()

    def press(number: int) -> None:
        try:
            start.wait(20)
            answered(given=said(2, U1=1), part=f"stand:{number % 3}", token=f"serentak-{number // 2}-uji")
        except BaseException as problem:
            failed.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[number]) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    survey = Survey.objects.get()
    assert survey.answers.count() == 10  # each token came twice
    assert recounted(survey) == {sheet.part: sheet.counts for sheet in survey.sheets.all()}
    assert FollowUp.objects.count() == 1

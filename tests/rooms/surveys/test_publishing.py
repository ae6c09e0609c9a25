"""A result is published by the head, after its period, with its plan; nobody is recognised in it."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pikepdf
import pytest
from django.db.models import Sum
from django.utils.timezone import localdate

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.obligations.models import Obligation
from balairung.rooms.surveys import actions, publicity
from balairung.rooms.surveys.answering import recounted
from balairung.rooms.surveys.following import Plan
from balairung.rooms.surveys.models import FollowUp, Stand, Survey
from balairung.rooms.surveys.publishing import publication_pdf, publication_words
from balairung.rooms.surveys.results import Results, must_follow, results_of, running_result
from tests import make
from tests.rooms.surveys.asked import answered, said

pytestmark = pytest.mark.django_db
AFTER = make.moment("2026-07-06 09:00")  # the first half of the year is over
DUE = date(2026, 9, 30)


@pytest.fixture
def survey() -> Survey:
    """Twelve people in the first half of the year: slow, else good."""
    make.regency()
    answered(given=said(4, U3=2, U9=3, stars=4, profile={"sex": "female"}), part="service:ktp", times=7)
    answered(given=said(3, U3=2, stars=2, profile={"sex": "male"}), part="stand:1", times=5)
    return Survey.objects.select_related("office").get()


def plans(survey: Survey) -> list[Plan]:
    found = results_of(survey)
    assert found
    return [Plan(code, f"Perbaikan {code}", DUE) for code in must_follow(found.score)]


def results(survey: Survey) -> Results:
    found = results_of(survey)
    assert found
    return found


def test_the_head_publishes_a_period_that_is_over(survey: Survey) -> None:
    head, siti = make.officer("dukcapil", "head", "Pak Kadis"), make.officer("dukcapil", "liaison", "Siti")
    with pytest.raises(NotAllowed):
        actions.publish(survey, plans=plans(survey), by=siti, at=AFTER)
    with pytest.raises(Refused, match="belum berakhir"):
        actions.publish(survey, plans=plans(survey), by=head, at=make.moment("2026-06-30 23:00"))
    with pytest.raises(Refused, match="Rencana perbaikan belum ada untuk: Waktu penyelesaian"):
        actions.publish(survey, plans=[], by=head, at=AFTER)
    done = actions.publish(survey, plans=plans(survey), by=head, at=AFTER)
    # U3 = 2; U9 = 3; the others (7×4 + 5×3) / 12 = 43/12: (2 + 3 + 7 × 43/12) / 9 × 25 = 83.56…
    assert (done.ikm, done.category, done.respondents) == (Decimal("83.56"), "B", 12)
    with pytest.raises(Refused, match="sudah diumumkan"):
        actions.publish(survey, plans=plans(survey), by=head, at=AFTER)
    with pytest.raises(Refused, match="sudah diumumkan"):
        answered()
    with pytest.raises(Refused, match="sudah diumumkan"):
        actions.set_population(survey, population=40, by=siti, at=AFTER)


def test_the_plan_is_owed_and_fulfilled_with_proof(survey: Survey) -> None:
    head, budi = make.officer("dukcapil", "head"), make.officer("pupr", "liaison")
    post = make.post("dukcapil", "secretary_of_office")
    given = plans(survey)
    given[0] = Plan(given[0].element, "Menambah dua petugas loket pada pagi hari", DUE, post)
    actions.publish(survey, plans=given, by=head, at=AFTER)
    assert [one.codes for one in FollowUp.objects.order_by("id")] == [["U3"], ["U9"], ["U1"]]
    first = FollowUp.objects.select_related("obligation").get(elements="U3")
    assert first.obligation.owner_post == post
    assert first.obligation.next_at
    assert localdate(first.obligation.next_at) == DUE
    with pytest.raises(NotAllowed):
        actions.fulfil(first, text="Sudah.", files=[make.photo()], by=budi, at=AFTER)
    with pytest.raises(Refused):
        actions.fulfil(first, text="Sudah.", files=[], by=head, at=AFTER)
    actions.fulfil(first, text="Dua petugas sudah duduk sejak 1 Agustus.", files=[make.photo()], by=head, at=AFTER)
    assert first.obligation.state == "done"


def test_nothing_is_half_published(survey: Survey) -> None:
    head, given = make.officer("dukcapil", "head"), plans(survey)
    given[-1] = Plan(given[-1].element, "Terlambat sebelum mulai", AFTER.date())
    with pytest.raises(Refused, match="mulai besok"):
        actions.publish(survey, plans=given, by=head, at=AFTER)
    survey.refresh_from_db()
    assert survey.published_at is None
    assert not Obligation.objects.filter(kind="surveys").exists()
    given[-1] = Plan(given[-1].element, "Orang lain", DUE, make.post("pupr", "head"))
    with pytest.raises(Refused, match="dari kantor ini"):
        actions.publish(survey, plans=given, by=head, at=AFTER)


def test_four_people_are_nobody() -> None:
    make.regency()
    answered(times=4)
    found = Survey.objects.get()
    assert results_of(found) is None
    assert running_result(found) is None
    with pytest.raises(Refused, match="kurang dari 5"):
        actions.publish(found, plans=[], by=make.officer("dukcapil", "head"), at=AFTER)


def test_a_small_part_takes_the_smallest_other_with_it(survey: Survey) -> None:
    answered(given=said(1, stars=1, profile={"sex": "female"}), part="stand:2", times=2)
    found = results(survey)
    assert {part.name: part.n for part in found.parts} == {"ktp": 7, "1": None, "2": None}
    assert [(row.words, row.n) for row in dict(found.profile)["Jenis kelamin"]] == [
        ("Perempuan", 9), ("Laki-laki", 5),
    ]  # fmt: skip
    told = publicity.csv_of([found])
    rows = list(csv.DictReader(io.StringIO(told)))
    assert [(row["bagian"], row["responden"]) for row in rows] == [("", "14"), ("ktp", "7")]


def test_while_it_runs_the_office_sees_steps_of_five(survey: Survey) -> None:
    running = running_result(survey)
    assert running
    assert (running.sample.n, running.parts, running.profile) == (10, [], [])
    answered(times=3)
    running = running_result(survey)
    assert running
    assert running.sample.n == 15


def test_the_sample_is_measured_by_those_who_were_served(survey: Survey) -> None:
    siti = make.officer("dukcapil", "liaison")
    assert results(survey).sample.needed is None
    actions.set_population(survey, population=15, by=siti, at=AFTER)
    sample = results(survey).sample
    assert (sample.needed, sample.is_enough) == (14, False)
    with pytest.raises(Refused, match="paling sedikit 1"):
        actions.set_population(survey, population=0, by=siti, at=AFTER)
    actions.publish(survey, plans=plans(survey), by=make.officer("dukcapil", "head"), at=AFTER)  # a warning, no more


def test_who_has_published_and_who_has_not(survey: Survey) -> None:
    actions.publish(survey, plans=plans(survey), by=make.officer("dukcapil", "head"), at=AFTER)
    found = publicity.year_of(2026)
    assert [one.office.key for one in found.surveys] == ["dukcapil"]
    keys = {office.key for office in found.silent}
    assert "pupr" in keys
    assert "dukcapil" not in keys
    assert publicity.year_of(2025).surveys == []


def test_the_publication_is_one_page_that_says_everything(survey: Survey) -> None:
    head = make.officer("dukcapil", "head", "Drs. Hadi Santoso")
    actions.set_population(survey, population=1250, by=head, at=AFTER)
    done = actions.publish(survey, plans=plans(survey), by=head, at=AFTER)
    done = Survey.objects.select_related("office", "published_by").get(pk=done.pk)
    rows = list(FollowUp.objects.filter(survey=done).for_list())
    link = "https://contoh.id/survei/dukcapil/2026-S1/"
    made = publication_pdf(results(done), rows, link=link)
    assert made == publication_pdf(results(done), rows, link=link)
    with pikepdf.open(io.BytesIO(made)) as paper:
        assert len(paper.pages) == 1
    told = str(publication_words(results(done), rows, link))
    for words in ("83,56", "Baik", "1.250", "294", "belum mencapai sampel", "Perbaikan U3", "Drs. Hadi Santoso"):
        assert words in told


def test_screens_and_stands_are_kept_by_the_office() -> None:
    make.regency()
    siti, budi, office = make.officer("dukcapil", "liaison"), make.officer("pupr", "liaison"), make.office("dukcapil")
    first = actions.add_stand(office, name=" Loket  3 ", by=siti, at=make.START)
    screen, secret = actions.add_screen(office, name="Layar pintu", by=siti, at=make.START)
    assert (first.number, first.name, screen.number, len(secret)) == (1, "Loket 3", 2, 24)
    assert screen.secret_hash
    assert secret not in screen.secret_hash
    for by in (budi, make.officer("dukcapil", "staff")):
        with pytest.raises(NotAllowed):
            actions.add_stand(office, name="Loket 4", by=by, at=make.START)
    with pytest.raises(Refused, match="Tuliskan nama"):
        actions.add_stand(office, name=" ", by=siti, at=make.START)
    with pytest.raises(NotAllowed):
        actions.close_stand(first, by=budi, at=make.START)
    actions.close_stand(first, by=siti, at=make.START)
    assert Stand.objects.filter(closed_at=None).count() == 1


def test_ten_thousand_answers_are_read_in_three_statements(survey: Survey, django_assert_num_queries: object) -> None:
    """However many answered: the sheets are read, not the answers."""
    for number in range(20):
        answered(part=f"service:layanan-{number}", at=make.START + timedelta(minutes=number))
    with django_assert_num_queries(3):  # type: ignore[operator]
        results_of(survey)
    assert recounted(survey) == {sheet.part: sheet.counts for sheet in survey.sheets.all()}
    assert survey.sheets.exclude(part="").aggregate(n=Sum("n"))["n"] == 32

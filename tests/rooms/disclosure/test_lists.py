"""The lists: rows kept by their offices, renewed twice a year, what is withheld, and the figures of a year."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.files.models import File
from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.models import Office
from balairung.rooms.disclosure import answering, keeping, objecting, public, renewing, rules
from balairung.rooms.disclosure.asking import alike
from balairung.rooms.disclosure.figures import figures_of, years
from balairung.rooms.disclosure.models import Listing, ServiceYear, Withheld
from balairung.rooms.disclosure.printing import report_words
from balairung.rooms.disclosure.renewing import Renewal, follow, get_renewal, half_of
from tests import make
from tests.rooms.disclosure import asked
from tests.rooms.disclosure.asked import DAY

pytestmark = pytest.mark.django_db
START = make.START
JULY = make.moment("2026-07-01 06:00")


@pytest.fixture(autouse=True)
def _house() -> None:
    make.regency()


def test_an_office_keeps_its_own_rows() -> None:
    row, pupr = asked.listing("pupr"), make.officer("pupr", "head")
    changes = {"title": "Rencana kerja 2027", "summary": "Lebih baru."}
    keeping.renew_listing(row, changes=changes, by=pupr, at=START + DAY)
    assert (row.title, row.renewed_at) == ("Rencana kerja 2027", START + DAY)
    for actor in (make.officer("dinkes", "head"), make.officer("pupr", "staff")):
        with pytest.raises(NotAllowed):
            keeping.renew_listing(row, changes=changes, by=actor, at=START)
        with pytest.raises(NotAllowed):
            keeping.withdraw_listing(row, text="Usang.", by=actor, at=START)
    with pytest.raises(Refused):
        keeping.withdraw_listing(row, text=" ", by=pupr, at=START)
    keeping.withdraw_listing(row, text="Usang.", by=make.officer("kominfo", "head"), at=START)
    with pytest.raises(Stale):
        keeping.withdraw_listing(row, text="Usang.", by=pupr, at=START)
    assert not public.listed({}).exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"title": " "}, "harus terisi"),
        ({"category": "secret"}, "dari daftar"),
        ({"medium": "stone"}, "dari daftar"),
        ({"link": ""}, "tautannya atau unggah"),
        ({"title": "Rencana kerja 2026"}, "sudah ada dalam daftar"),
    ],
)
def test_a_row_that_cannot_be_is_refused(said: dict[str, Any], sentence: str) -> None:
    asked.listing()
    with pytest.raises(Refused, match=sentence):
        asked.listing(**{"title": "Lain"} | said)
    assert Listing.objects.count() == 1


def test_a_paper_needs_no_link_and_a_file_is_kept_with_its_row() -> None:
    asked.listing(title="Buku tanah", medium="paper", link="")
    photo = make.photo()
    row = asked.listing(title="Peta", link="", file=photo)
    assert File.objects.get(pk=photo.pk).about_ref == str(row.pk)


def test_words_find_rows_and_published_answers() -> None:
    asked.listing(title="Anggaran jalan 2026")
    asked.listing("dinkes", title="Data puskesmas")
    made = asked.request()
    answering.give(made, text="Ini.", by=SYSTEM, at=START)
    assert [hit.title for hit in public.search("jalan anggaran")] == ["Anggaran jalan 2026"]
    answering.publish(made, question="Berapa anggaran jalan 2025?", answer="Empat miliar.", by=SYSTEM, at=START)
    assert [hit.answered for hit in public.search("anggaran jalan")] == [False, True]
    assert [hit.title for hit in public.search("miliar")] == ["Berapa anggaran jalan 2025?"]
    assert public.search("Ani") == public.search("skripsi") == []


def test_every_telling_word_of_a_wish_is_looked_for_and_most_of_them_come_first() -> None:
    titles = [f"Judul {word}" for word in ("letak", "jalan", "rusak", "berat")]
    for title in titles:
        asked.listing(title=title)
    assert {hit.title for hit in alike("Jumlah dan letak jalan yang rusak berat")} == {*titles}
    asked.listing(title="Jalan rusak berat", at=START - DAY)  # the oldest, and the best
    assert next(hit.title for hit in alike("Jumlah dan letak jalan yang rusak berat")) == "Jalan rusak berat"
    assert alike("di ke dari") == []


def test_a_long_list_is_read_page_by_page_without_gap_or_double() -> None:
    for number in range(public.PAGE * 2 + 1):
        asked.listing(title=f"Judul {number}", at=START + number // 3 * timedelta(minutes=1))
    seen, before = list[str](), ""
    for _page in range(4):
        found = public.shelf(public.listed({}), before)
        seen += [row.title for row in found.rows]
        if not (before := found.older):
            break
    assert len(seen) == len(set(seen)) == public.PAGE * 2 + 1


def test_what_is_withheld_is_written_down_by_the_main_office_alone() -> None:
    row, main = asked.withheld(), make.officer("kominfo", "head")
    plain: dict[str, Any] = {
        "office": make.office("pupr"), "title": "Gambar bendungan", "article": "c", "consequence": "Dirusak.",
        "benefit": "Keamanan.", "decree": "1", "since": START.date(), "until": START.date() + 365 * DAY,
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        keeping.withhold(**plain, by=make.officer("pupr", "head"), at=START)
    for wrong in (
        {"article": "z"},
        {"benefit": ""},
        {"since": START.date() + DAY},
        {"until": START.date()},
        {"until": None},
    ):
        with pytest.raises(Refused):
            keeping.withhold(**plain | wrong, by=main, at=START)
    keeping.withhold(**plain, by=main, at=START)
    with pytest.raises(Refused, match="sudah tercatat"):  # the same form, a second time
        keeping.withhold(**plain, by=main, at=START)
    assert Withheld.objects.standing().count() == 2
    keeping.lift(row, by=main, at=START)
    with pytest.raises(Stale):
        keeping.lift(row, by=main, at=START)
    assert [one.title for one in Withheld.objects.standing()] == ["Gambar bendungan"]


def test_what_its_time_has_passed_for_is_withheld_no_more() -> None:
    asked.withheld()
    last = START.date() + 30 * DAY
    row = asked.withheld(title="Rancangan lelang", article="b", until=last)
    assert (row.is_over(last), row.is_over(last + DAY)) == (False, True)
    assert [Withheld.objects.closed_on(day).count() for day in (last, last + DAY)] == [2, 1]


def test_every_office_owes_its_list_twice_a_year_and_once_each() -> None:
    assert follow(now=START) == 0
    opened = follow(now=JULY)
    assert opened == rules.answering_offices().count()
    assert follow(now=JULY + DAY) == 0
    duty = asked.renewal_of("pupr", JULY)
    assert (duty.period, duty.ref[0]) == ("2026-S2", "X")
    assert [half_of(day.date()) for day in (START, JULY)] == ["2026-S1", "2026-S2"]


def test_the_office_confirms_once_it_has_something_to_confirm() -> None:
    follow(now=JULY)
    duty, pupr = Renewal(asked.renewal_of("pupr", JULY)), make.officer("pupr", "liaison")
    with pytest.raises(Refused, match="belum mempunyai informasi berkala"):
        renewing.confirm(duty, by=pupr, at=JULY)
    row = asked.listing("pupr")
    asked.listing("pupr", category="any_time", title="Peraturan")
    with pytest.raises(NotAllowed):
        renewing.confirm(duty, by=make.officer("dinkes", "head"), at=JULY)
    renewing.confirm(duty, by=pupr, at=JULY + DAY)
    row.refresh_from_db()
    assert (duty.obligation.state, row.renewed_at) == (State.DONE, JULY + DAY)
    assert Listing.objects.get(title="Peraturan").renewed_at == START


def test_a_closed_office_owes_no_list() -> None:
    follow(now=JULY)
    Office.objects.filter(key="pupr").update(closed_on=JULY.date())
    assert follow(now=JULY + DAY) == 1
    assert asked.renewal_of("pupr", JULY).state == State.WITHDRAWN


def test_who_reads_the_duty_of_an_office() -> None:
    follow(now=JULY)
    ref = asked.renewal_of("pupr", JULY).ref
    for office in ("pupr", "kominfo"):
        assert get_renewal(make.officer(office, "head"), ref).obligation.ref == ref
    with pytest.raises(ObjectDoesNotExist):
        get_renewal(make.officer("dinkes", "head"), ref)
    other = make.owed()
    with pytest.raises(Obligation.DoesNotExist):
        get_renewal(SYSTEM, other.ref)


def test_the_figures_of_a_year_say_what_happened() -> None:
    given, late, refused, _open, gone = (asked.request(to="pupr") for _each in range(5))
    asked.request(at=make.moment("2025-12-31 23:00"))
    answering.give(given, text="Ini.", by=SYSTEM, at=START + 2 * DAY)
    answering.lack(late, text="Tidak ada.", by=SYSTEM, at=START + 30 * DAY)
    asked.refused(refused, at=START + 4 * DAY)
    answering.withdraw(gone, by=asked.requester(gone), at=START)
    against = asked.objection(refused, at=START + 5 * DAY)
    objecting.turn_down(against, text="Tetap.", by=SYSTEM, at=START + 6 * DAY)
    objecting.respond(against, accepts=False, by=asked.requester(refused), at=START + 7 * DAY)
    found = figures_of(2026, START + 31 * DAY)
    assert {name: count for name, count in found.counts.items() if count} == {
        "filed": 5, "given": 1, "lacking": 1, "refused": 1, "withdrawn": 1, "running": 1, "late": 1,
        "objections": 1, "lost": 1, "disputed": 1,
    }  # fmt: skip
    assert (found.answered, found.on_time, found.answered_clocks, found.share, found.days) == (3, 2, 3, 66, 12)
    assert [count for _month, count in found.months] == [0, 0, 5, *[0] * 9]
    assert found.articles == [("Pasal 17 huruf h: Mengungkapkan rahasia pribadi seseorang", 1)]
    assert found.offices == [(make.office("pupr").name, 5)]
    assert years(START.date()) == [2026, 2025]
    assert figures_of(2025, START).counts["filed"] == 1
    empty = figures_of(2024, START)
    assert (empty.days, empty.share, empty.answered) == (None, None, 0)


def test_the_report_carries_the_words_of_the_main_office_alone() -> None:
    said = {"overview": "Baik.", "means": "", "obstacles": "Petugas kurang.", "plans": ""}
    with pytest.raises(NotAllowed):
        keeping.write_year(year=2026, **said, by=make.officer("pupr", "head"), at=START)
    main = make.officer("kominfo", "liaison")
    for _twice in range(2):
        keeping.write_year(year=2026, **said, by=main, at=START)
    words = report_words(figures_of(2026, START), ServiceYear.objects.get(), START)
    assert words["parts"] == [["Gambaran umum", "Baik."], ["Kendala", "Petugas kurang."]]

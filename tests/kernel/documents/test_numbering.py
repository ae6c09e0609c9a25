"""Numbers of letters: how they are written, and that a register has neither gaps nor doubles."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F
from hypothesis import given
from hypothesis import strategies as st

from balairung.ground.common.errors import Refused
from balairung.kernel.documents.models import Book, Document
from balairung.kernel.documents.numbering import findings, gaps, number_faults, number_words, office_words, take
from balairung.kernel.documents.requesting import void
from balairung.kernel.obligations import audit
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.models import Office
from tests import make
from tests.kernel.documents.letters import drafted
from tests.kernel.obligations.at_once import together
from tests.make import START

USUAL = "{kode}/{nomor:3}/{kantor}/{tahun}"
DISTRICT = Office(key="kecamatan-351009", name="Kecamatan Rogojampi", short="Kecamatan Rogojampi")


def taken(document: Document, at: datetime = START) -> Document:
    with transaction.atomic():
        take(document, classification="470", on=at.date(), at=at)
    return document


# --- how it is written -------------------------------------------------------------------------------------------


def test_a_number_is_written_by_its_pattern() -> None:
    day = date(2026, 8, 17)
    assert number_words(USUAL, 12, office=DISTRICT, on=day, classification="470") == "470/012/Kec.Rogojampi/2026"
    written = number_words("{seri}-{nomor}/{bulan}/{bulan_romawi}/{tahun}", 7, office=DISTRICT, on=day, series="sktm")
    assert written == "SKTM-7/08/VIII/2026"


@pytest.mark.parametrize(
    ("short", "written"),
    [
        ("Dinas PUPR", "Dinas-PUPR"),
        ("Desa Glagah Kidul", "Ds.Glagah-Kidul"),
        ("Kelurahan Tukangkayu", "Kel.Tukangkayu"),
        ("Bagian Umum/Rumah Tangga", "Bagian-Umum-Rumah-Tangga"),
        ("Desa", "Desa"),
        ("", "kunci"),
    ],
)
def test_the_office_in_a_number(short: str, written: str) -> None:
    assert office_words(Office(key="kunci", short=short)) == written


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("{kode}/{tahun}", "harus memuat {nomor}"),
        ("{kode}/{nomor}", "harus memuat {tahun}"),
        ("{nomor}/{thn}/{tahun}", "Mungkin maksud Anda {tahun}"),
        ("{nomor}/{tahun:4}", "Hanya {nomor}"),
        ("{nomor}/{tahun", "Kurung kurawal"),
        ("{nomor}\n{tahun}", "harus satu baris"),
        ("{nomor}/{tahun}" + "x" * 120, "paling panjang"),
    ],
)
def test_faults_of_a_pattern_are_sentences(pattern: str, sentence: str) -> None:
    assert any(sentence in fault for fault in number_faults(pattern))


def test_a_good_pattern_has_no_fault_and_a_series_must_show() -> None:
    assert number_faults(USUAL) == []
    assert number_faults(USUAL, series="sktm") == [
        "Surat ini dihitung dalam seri tersendiri, jadi bentuk nomornya harus memuat {seri}."
    ]
    assert number_faults(USUAL + "/{seri}", series="sktm") == []


patterns = st.lists(
    st.sampled_from(["{nomor}", "{nomor:3}", "{kode}", "{kantor}", "{bulan}", "{bulan_romawi}", "{tahun}", "A", "9"]),
    min_size=1, max_size=7,
).map("/".join)  # fmt: skip


@given(patterns, st.integers(1, 99_999), st.integers(1, 99_999), st.integers(2020, 2090), st.integers(2020, 2090))
def test_two_letters_of_a_faultless_pattern_never_share_a_number(
    pattern: str, one: int, other: int, year: int, later: int
) -> None:
    written = {
        number_words(pattern, number, office=DISTRICT, on=date(when, 3, 2), classification="470")
        for number, when in {(one, year), (other, later)}
    }
    if not number_faults(pattern):
        assert len(written) == len({(one, year), (other, later)})


# --- the next one ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_each_office_series_and_year_counts_for_itself() -> None:
    make.regency()
    first, second = taken(drafted()), taken(drafted())
    assert [first.number_text, second.number_text] == ["470/001/Dinas-PUPR/2026", "470/002/Dinas-PUPR/2026"]
    assert first.dated == START.date()
    assert taken(drafted("dinsos")).number == 1
    series = drafted(series="izin", number_format="{seri}/{nomor}/{tahun}")
    assert taken(series).number_text == "IZIN/1/2026"
    new_year = make.moment("2027-01-01 00:10")
    assert taken(drafted(at=new_year), at=new_year).number_text == "470/001/Dinas-PUPR/2027"
    assert taken(drafted()).number == 3  # the old year goes on where it was


@pytest.mark.django_db
def test_a_letter_keeps_its_number_and_date_for_ever() -> None:
    make.regency()
    made = taken(drafted())
    late = make.moment("2027-01-02 09:00")
    again = taken(Document.objects.get(pk=made.pk), at=late)
    assert (again.number, again.number_text, again.dated) == (1, "470/001/Dinas-PUPR/2026", START.date())
    stale = drafted()
    taken(Document.objects.get(pk=stale.pk))
    assert taken(stale).number == 2  # this copy did not know that it has one
    assert Book.objects.get().last == 2


@pytest.mark.django_db
def test_what_is_undone_gives_its_number_back() -> None:
    make.regency()
    made = drafted()
    with transaction.atomic():
        take(made, classification="470", on=START.date(), at=START)
        assert made.number == 1
        transaction.set_rollback(True)
    assert Document.objects.get(pk=made.pk).number is None
    assert taken(drafted()).number == 1
    assert list(findings(now=START)) == []


@pytest.mark.django_db
def test_no_number_of_a_day_to_come_and_none_too_long() -> None:
    make.regency()
    with pytest.raises(Refused, match="belum tiba"), transaction.atomic():
        take(drafted(), classification="470", on=START.date() + timedelta(days=1), at=START)
    with pytest.raises(Refused, match="terlalu panjang"):
        taken(drafted(number_format="{kantor}" * 13 + "{nomor}{tahun}"))
    assert taken(drafted()).number == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.sqlite
def test_a_number_is_never_taken_outside_a_transaction() -> None:
    make.regency()
    with pytest.raises(transaction.TransactionManagementError):
        take(drafted(), classification="470", on=START.date(), at=START)


@pytest.mark.django_db
def test_a_letter_that_became_void_stands_in_the_register_with_its_number() -> None:
    make.regency()
    made = taken(drafted())
    void(made, reason="Salah nama", by=SYSTEM, at=START)
    assert taken(drafted()).number == 2
    row = Document.objects.get(book__isnull=False, number=1)
    assert (row.state, row.number_text, row.failure) == ("void", "470/001/Dinas-PUPR/2026", "Salah nama")
    assert list(findings(now=START)) == []


@pytest.mark.django_db
def test_check_finds_gaps_strange_numbers_and_doubles() -> None:
    make.regency()
    for _each in range(3):
        taken(drafted())
    book = Book.objects.get()
    assert gaps(book) == []
    Book.objects.update(last=F("last") + 1)  # somebody else's program; to count back or by two is refused anyway
    book.refresh_from_db()
    assert gaps(book) == [4]
    assert "has no letter for 4" in "".join(audit.findings(now=START))
    Document.objects.filter(pk=drafted().pk).update(number=9, book=book)
    assert "has numbers that it never counted" in "".join(findings(now=START))


@pytest.mark.django_db
def test_check_finds_a_number_that_was_written_twice() -> None:
    make.regency()
    for _each in range(2):
        taken(drafted(number_format="tetap/{tahun}"))
    assert "2 letters of Dinas PUPR have the number tetap/2026" in "".join(findings(now=START))


# --- at once -----------------------------------------------------------------------------------------------------


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_many_at_once_with_some_that_fail_and_some_that_die() -> None:
    make.regency()
    letters = [drafted() for _each in range(12)]

    def number(place: int) -> object:
        with transaction.atomic():
            take(letters[place], classification="470", on=START.date(), at=START)
            if place % 4 == 1:
                raise Refused("gagal")
            if place % 4 == 2:
                connection.connection.close()  # what the database sees of a process that was killed
        return letters[place].number

    results = together(*[lambda place=place: number(place) for place in range(12)])
    assert sorted(number for number in results if isinstance(number, int)) == [1, 2, 3, 4, 5, 6]
    assert Book.objects.get().last == 6
    kept = Document.objects.filter(number__isnull=False).order_by("number").values_list("number", flat=True)
    assert list(kept) == [1, 2, 3, 4, 5, 6]
    assert list(findings(now=START)) == []


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_the_same_letter_asked_for_at_once_has_one_number() -> None:
    make.regency()
    key = drafted().pk
    results = together(*[lambda: taken(Document.objects.get(pk=key)).number for _each in range(5)])
    assert results == [1] * 5
    assert Book.objects.get().last == 1

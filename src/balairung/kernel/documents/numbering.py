"""The number of a letter: how it is written, and the next one of its register.

A register belongs to one office, one series and one year, and counts 1, 2, 3 … without a gap and without a double. The
count is raised in the transaction that gives the number to its letter: both happen, or neither does.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Count, F, Max, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.documents import wording
from balairung.kernel.documents.models import Book, Document
from balairung.kernel.people.models import Office

SLOTS = ("nomor", "kode", "kantor", "bulan", "bulan_romawi", "tahun", "seri")
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
SHORTER = {"Kecamatan": "Kec.", "Kelurahan": "Kel.", "Desa": "Ds."}  # how registers abbreviate them
LONGEST = 120  # of a number as it is written, and of its pattern
MOST = 20  # findings of one kind that are named


# --- how it is written -------------------------------------------------------------------------------------------


def number_words(
    pattern: str, number: int, *, office: Office, on: date, classification: str = "", series: str = ""
) -> str:
    """`470/012/Kec.Rogojampi/2026`. Raise `UnknownSlot` for a pattern that `number_faults` would have refused."""
    words = {
        "nomor": str(number),
        "kode": classification,
        "kantor": office_words(office),
        "bulan": f"{on:%m}",
        "bulan_romawi": ROMAN[on.month - 1],
        "tahun": f"{on:%Y}",
        "seri": series.upper(),
    }
    return wording.fill(pattern, words)


def office_words(office: Office) -> str:
    """The office inside a number: its short name, without anything that parts a number."""
    first, *rest = office.short.replace("/", " ").split() or [office.key]
    return SHORTER[first] + "-".join(rest) if first in SHORTER and rest else "-".join([first, *rest])


def number_faults(pattern: str, *, series: str = "") -> list[str]:
    """What is wrong with a pattern, in sentences; none when two letters of its register never get the same number."""
    return [*wording.faults(pattern, SLOTS), *_faults(pattern, wording.slots(pattern), series)]


def _faults(pattern: str, named: list[str], series: str) -> Iterator[str]:
    if "nomor" not in named:
        yield _("Bentuk nomor harus memuat {nomor}: tanpa itu semua surat bernomor sama.")
    if "tahun" not in named:
        yield _("Bentuk nomor harus memuat {tahun}: hitungan mulai lagi dari 1 setiap tahun.")
    if series and "seri" not in named:
        yield _("Surat ini dihitung dalam seri tersendiri, jadi bentuk nomornya harus memuat {seri}.")
    if any(found["width"] and found["name"] != "nomor" for found in wording.SLOT.finditer(pattern)):
        yield _("Hanya {nomor} yang boleh disertai banyaknya angka, misalnya {nomor:3}.")
    if not pattern.isprintable():
        yield _("Bentuk nomor harus satu baris, tanpa tanda yang tidak terlihat.")
    if len(pattern) > LONGEST:
        yield _("Bentuk nomor paling panjang %(longest)d huruf.") % {"longest": LONGEST}


# --- the next one ------------------------------------------------------------------------------------------------


def take(document: Document, *, classification: str, on: date, at: datetime) -> None:
    """Give the letter the next number of its register and the date `on`; a letter that has one keeps both for ever.

    Belongs into the caller's transaction, which holds the register until it ends: whatever undoes it gives the number
    back. `on` may not be later than the day of `at`. One letter a transaction, or registers in one order.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a number is taken inside the transaction that uses it")
    if on > localdate(at):
        raise Refused(_("Surat tidak dapat diberi tanggal yang belum tiba."))
    held = Document.objects.select_for_update(of=("self",)).select_related("office").get(pk=document.pk)
    if held.number is None:
        _number(held, classification, on)
    for field in ("book_id", "number", "number_text", "dated"):
        setattr(document, field, getattr(held, field))


def _number(document: Document, classification: str, on: date) -> None:
    book = _raised(document.office, document.series, on.year)
    document.book, document.number, document.dated = book, book.last, on
    document.number_text = number_words(
        document.number_format,
        book.last,
        office=document.office,
        on=on,
        classification=classification,
        series=document.series,
    )
    if len(document.number_text) > LONGEST:
        raise Refused(_("Nomor surat menjadi terlalu panjang. Pendekkan bentuk nomornya."))
    document.save(update_fields=["book", "number", "number_text", "dated"])


def _raised(office: Office, series: str, year: int) -> Book:
    """The register, counted up by one. The update locks its row, so that the next one waits for this transaction."""
    rows = Book.objects.filter(office=office, series=series, year=year)
    if not rows.update(last=F("last") + 1):
        Book.objects.get_or_create(office=office, series=series, year=year)  # two at once: one is made, both find it
        rows.update(last=F("last") + 1)
    return rows.get()


# --- does the register keep its promise? -------------------------------------------------------------------------


def gaps(book: Book) -> list[int]:
    """Numbers that the register counted and no letter has; at most `MOST` of them."""
    taken = set(book.documents.values_list("number", flat=True))
    missing = (number for number in range(1, book.last + 1) if number not in taken)
    return [number for number, _place in zip(missing, range(MOST), strict=False)]


def findings(*, now: datetime) -> Iterator[str]:
    """What `balairung check` says of registers: gaps, numbers that were never counted, numbers written twice."""
    counted = Book.objects.select_related("office").annotate(n=Count("documents"), top=Max("documents__number"))
    wrong = counted.exclude(n=F("last"), top=F("last")).exclude(n=0, last=0)
    for book in wrong.order_by("year", "office_id", "series")[:MOST]:
        where = f"the register {book.year} {book.series} of {book.office.short}"
        if missing := gaps(book):
            yield f"{where} has no letter for {', '.join(map(str, missing))}"
        if book.documents.filter(number__gt=book.last).exists():
            yield f"{where} has numbers that it never counted"
    twice = Document.objects.filter(~Q(number_text="")).values("office__short", "number_text").order_by()
    for row in twice.annotate(n=Count("id")).filter(n__gt=1).order_by("number_text")[:MOST]:
        yield f"{row['n']} letters of {row['office__short']} have the number {row['number_text']}"

"""The register of outgoing letters (buku agenda surat keluar): what was numbered, whatever became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from balairung.kernel.documents.models import Book, Countersignature, Document, DocumentQuerySet
from balairung.kernel.documents.proving import masked
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Office

PAGE, SHEET, MOST = 50, 1000, 20_000  # rows of a page, of what is printed, of a file
WORDS = 6  # of a search; more are not looked at
State, Standing = Document.State, Document.Standing
#: Which letters a word of the address shows; those without a number wait, and stand in no register yet.
SHELVES = {
    "": (gettext_lazy("Bernomor"), Q(number__isnull=False)),
    "menunggu": (gettext_lazy("Menunggu tanda tangan"), Q(state__in=(State.AWAITING, State.SIGNING, State.FAILED))),
    "gagal": (gettext_lazy("Gagal"), Q(state=State.FAILED)),
    "batal": (gettext_lazy("Batal"), Q(state=State.VOID, number__isnull=False)),
    "dicabut": (pgettext_lazy("surat", "Dicabut"), Q(revoked_at__isnull=False)),
}
COLUMNS = ("nomor urut", "nomor surat", "tanggal", "seri", "perihal", "atas nama", "penanda tangan", "keadaan")


def offices_of(actor: Actor) -> QuerySet[Office]:
    """The offices whose register this actor reads, with letters or without: their own; all of them for a leader."""
    rows = Office.objects.filter(closed_on__isnull=True)
    if actor.leads:
        return rows.filter(Q(pk__in=Book.objects.values("office")) | Q(pk__in=actor.office_ids))
    return rows.filter(pk__in=actor.office_ids)


def years_of(office: Office, now: datetime) -> list[int]:
    """The years that have a register, and this one; the newest first."""
    kept = Book.objects.filter(office=office).values_list("year", flat=True).distinct()
    return sorted({*kept, localdate(now).year}, reverse=True)


def narrowed(office: Office, year: int, asked: Mapping[str, Any]) -> DocumentQuerySet:
    """What is asked for (forms.RegisterForm): the newest number first."""
    _word, shelf = SHELVES.get(str(asked.get("keadaan", "")), SHELVES[""])
    rows = Document.objects.filter(shelf, office=office)
    rows = rows.filter(Q(book__year=year) | Q(book__isnull=True, created_at__year=year))
    missing = Countersignature.objects.filter(document=OuterRef("pk")).exclude(state=Countersignature.State.SIGNED)
    rows = rows.annotate(missing=Exists(missing))
    for word in str(asked.get("kata", "")).split()[:WORDS]:
        rows = rows.filter(_says(word))
    return rows.order_by("series", "-number", "-created_at", "id")


def _says(word: str) -> Q:
    """In the number, the title, the case, or the signer's name. The holder's name is sealed: it cannot be searched."""
    paths = ("number_text", "title", "about_ref", "signer__name", "expected__name")
    said = Q()
    for path in paths:
        said |= Q(**{f"{path}__icontains": word})
    return said


@dataclass(frozen=True)
class Mark:
    """What a letter is worth, as a chip: the drawing's name and the word."""

    sign: str
    word: str


SIGNS = {
    State.DRAFT: "new", State.AWAITING: "waiting", State.SIGNING: "active", State.FAILED: "refused",
    State.VOID: "withdrawn", Standing.VALID: "done", Standing.REPLACED: "withdrawn", Standing.REVOKED: "refused",
    Standing.EXPIRED: "withdrawn",
}  # fmt: skip


def mark_of(letter: Document, now: datetime) -> Mark:
    """`berlaku`, `dicabut`, `batal` …: the standing of what was signed, the state of everything else."""
    if letter.state == State.SIGNED:
        standing = letter.standing(now)
        if standing == Standing.VALID and vars(letter).get("missing"):
            return Mark("waiting", _("menunggu tanda tangan kedua"))
        return Mark(SIGNS[standing], str(standing.label))
    return Mark(SIGNS[State(letter.state)], str(letter.get_state_display()).lower())


def table(rows: DocumentQuerySet, now: datetime) -> Iterator[Sequence[object]]:
    """The rows for a spreadsheet, in the order of COLUMNS; names of holders are masked there too."""
    for letter in rows.for_list()[:MOST]:
        signer = letter.signer or letter.expected
        yield (
            letter.number, letter.number_text, letter.dated, letter.series, letter.title, masked(letter.holder),
            signer.name if signer else _("belum ada"), mark_of(letter, now).word,
        )  # fmt: skip

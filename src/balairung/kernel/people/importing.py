"""Rows of a spreadsheet become offices, posts and holdings: by the same actions as on the pages, all or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _

from balairung.ground.common.dates import MONTHS
from balairung.ground.common.errors import Refused, Stale
from balairung.kernel.people.access import can_administer
from balairung.kernel.people.accounts import add_person, change_person
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.announcing import change_account, publish_account
from balairung.kernel.people.appointments import appoint, end_holding
from balairung.kernel.people.contacts import clean_email, clean_nip, clean_phone
from balairung.kernel.people.handles import clean_account
from balairung.kernel.people.journal import write_line
from balairung.kernel.people.models import Account, Change, Holding, Office, Person, Post, Region
from balairung.kernel.people.offices import add_office, add_post, change_office, change_post
from balairung.kernel.people.spreadsheets import MOST_SIGNS, Row

ADD, CHANGE, SAME, BAD = "add", "change", "same", "bad"
WEEKS = {"5 hari": "5-day", "6 hari": "6-day", "24 jam": "24-hour"}


@dataclass(frozen=True)
class Line:
    """What a row does: added, changed, the same already, or bad with the sentence that says why."""

    number: int
    verdict: str
    what: str
    sentence: str = ""


@dataclass(frozen=True)
class Report:
    """What a file does, row by row."""

    lines: list[Line]

    def of(self, verdict: str) -> list[Line]:
        return [line for line in self.lines if line.verdict == verdict]

    @property
    def bad(self) -> list[Line]:
        return self.of(BAD)

    def as_rows(self) -> list[dict[str, Any]]:
        return [asdict(line) for line in self.lines]


Deed = Callable[[Row], tuple[str, str]]


def rehearse(sheet: str, rows: list[Row], *, by: Actor, at: datetime) -> Report:
    """Do everything that the file asks for, tell what happened, and take it all back."""
    require(can_administer(by))
    with transaction.atomic():
        report = _run(sheet, rows, by, at)
        transaction.set_rollback(True)
    return report


@transaction.atomic
def apply(sheet: str, rows: list[Row], *, seen: str, by: Actor, at: datetime) -> Report:
    """Do it for good: the whole file or nothing. `seen` is the `state()` at the rehearsal."""
    require(can_administer(by))
    if state() != seen:
        raise Stale(_("Data organisasi sudah berubah sejak pratinjau ini dibuat. Unggah berkasnya sekali lagi."))
    report = _run(sheet, rows, by, at)
    if report.bad:
        raise Refused(_("Ada baris yang salah, jadi tidak satu pun diterapkan. Perbaiki berkasnya, lalu unggah lagi."))
    write_line(Change.Verb.IMPORT, note=_("%(count)d baris") % {"count": len(rows)}, by=by, at=at)
    return report


def state() -> str:
    """Changes with every change of the organisation."""
    return str(Change.objects.order_by("-at", "-id").values_list("pk", flat=True).first() or "")


def _run(sheet: str, rows: list[Row], by: Actor, at: datetime) -> Report:
    passes = PASSES[sheet](by, at)
    found: dict[int, Line] = {}
    for deed in passes:
        for line in _each([row for row in rows if not _is_bad(found, row)], deed):
            found[line.number] = _worse(found.get(line.number), line)
    return Report([found[row.number] for row in rows])


def _is_bad(found: dict[int, Line], row: Row) -> bool:
    return row.number in found and found[row.number].verdict == BAD


def _each(rows: Iterable[Row], deed: Deed) -> Iterable[Line]:
    for row in rows:
        try:
            with transaction.atomic():
                _check_cells(row)
                yield Line(row.number, *deed(row))
        except Refused as refusal:
            yield Line(row.number, BAD, "", str(refusal))


def _worse(first: Line | None, second: Line) -> Line:
    """What both passes together did to one row."""
    ranks = {SAME: 0, CHANGE: 1, ADD: 2, BAD: 3}
    return second if first is None or ranks[second.verdict] > ranks[first.verdict] else first


def _check_cells(row: Row) -> None:
    for column, value in row.values.items():
        if len(value) > MOST_SIGNS:
            raise Refused(_("Kolom “%(column)s” terlalu panjang.") % {"column": column})


class _Rows:
    """What the rows of one sheet do, in the name of whoever brought them."""

    def __init__(self, by: Actor, at: datetime) -> None:
        self.who: dict[str, Any] = {"by": by, "at": at}


# --- offices -----------------------------------------------------------------------------------------------------


class _OfficeRows(_Rows):
    """Offices first, then who stands above them: a parent may come later in the file."""

    def office(self, row: Row) -> tuple[str, str]:
        key, name = needed(row, "kunci"), needed(row, "nama")
        fields = _given(
            name=name, short=row["nama pendek"], kind=choice(row, "jenis", Office.Kind), calendar=_calendar(row),
            order=number(row, "urutan"), address=row["alamat"],
        )  # fmt: skip
        office = Office.objects.filter(key=key).first()
        if office is None:
            if "kind" not in fields:
                raise Refused(_("Sebutkan jenis kantor baru ini, misalnya “Dinas”."))
            add_office(key=key, region=_region(row), **fields, **self.who)
            return ADD, name
        if office.closed_on:
            raise Refused(_("%(office)s sudah dihapus.") % {"office": office})
        changed = _different(office, fields)
        if changed:
            change_office(office, **changed, **self.who)
        return (CHANGE if changed else SAME), name

    def parent(self, row: Row) -> tuple[str, str]:
        office = Office.objects.get(key=row["kunci"])
        above = _office(row["induk"]) if row["induk"] else None
        if above is None or office.parent_id == above.pk:
            return SAME, office.name
        change_office(office, parent=above, **self.who)
        return CHANGE, office.name


def _region(row: Row) -> Region | None:
    code = row["kode wilayah"]
    region = Region.objects.filter(code=code).first()
    if code and not region:
        raise Refused(_("Kode wilayah “%(code)s” tidak ada di kabupaten atau kota ini.") % {"code": code})
    return region


def _calendar(row: Row) -> str:
    given = row["kalender"].casefold()
    found = WEEKS.get(given, given)
    if found and found not in WEEKS.values():
        known = ", ".join(WEEKS)
        raise Refused(_("Kalender “%(given)s” tidak dikenal. Pilih: %(known)s.") % {"given": given, "known": known})
    return found


# --- posts -------------------------------------------------------------------------------------------------------


class _PostRows(_Rows):
    """Posts first, then the line of command."""

    def post(self, row: Row) -> tuple[str, str]:
        office, title = _office(needed(row, "kantor")), needed(row, "jabatan")
        what = f"{title}, {office.short}"
        fields = _given(
            role=choice(row, "peran", Post.Role), echelon=choice(row, "eselon", Post.Echelon),
            seats=number(row, "kursi"), order=number(row, "urutan"),
        )  # fmt: skip
        post = _post_in(office, title)
        if post is None:
            if "role" not in fields:
                raise Refused(_("Sebutkan peran jabatan baru ini, misalnya “Staf”."))
            add_post(office=office, title=title, **fields, **self.who)
            return ADD, what
        changed = _different(post, fields)
        if changed:
            change_post(post, **changed, **self.who)
        return (CHANGE if changed else SAME), what

    def superior(self, row: Row) -> tuple[str, str]:
        office = _office(row["kantor"])
        post, what = _post(office, row["jabatan"]), f"{row['jabatan']}, {office.short}"
        if not row["jabatan atasan"]:
            return SAME, what
        above = _post(_office(row["kantor atasan"] or row["kantor"]), row["jabatan atasan"])
        if post.superior_id == above.pk:
            return SAME, what
        change_post(post, superior=above, **self.who)
        return CHANGE, what


# --- holders -----------------------------------------------------------------------------------------------------


class _HolderRows(_Rows):
    """People in posts. Somebody is known by NIP, by address, or by name in the same office; otherwise they are new."""

    def __init__(self, by: Actor, at: datetime) -> None:
        super().__init__(by, at)
        posts = Post.objects.filter(closed_on__isnull=True, office__closed_on__isnull=True).select_related("office")
        self.posts = {(post.office.key, post.title.casefold()): post for post in posts}  # read once: the file is long

    def holder(self, row: Row) -> tuple[str, str]:
        post, since, until = self._post(row), day(row, "mulai"), day(row, "sampai")
        if since is None:
            raise Refused(_("Isi kolom “mulai”."))
        what = f"{needed(row, 'nama')}, {post.title}, {post.office.short}"
        person, touched = self._person(row, post.office)
        holding = Holding.objects.filter(post=post, person=person, since=since).first()
        if holding is None:
            capacity = choice(row, "kedudukan", Holding.Capacity) or Holding.Capacity.DEFINITIVE
            appoint(person=person, post=post, since=since, until=until, capacity=capacity, decree=row["keputusan"],
                    **self.who)  # fmt: skip
            return ADD, what
        if until and until != holding.until:
            end_holding(holding, until=until, **self.who)
            return CHANGE, what
        return (CHANGE if touched else SAME), what

    def _post(self, row: Row) -> Post:
        key, title = needed(row, "kantor"), needed(row, "jabatan")
        found = self.posts.get((key, title.casefold()))
        return found or _post(_office(key), title)  # only to say which of the two is not there

    def _person(self, row: Row, office: Office) -> tuple[Person, bool]:
        """The person of the row and whether something about them was written."""
        name, nip, email = needed(row, "nama"), clean_nip(row["nip"]), clean_email(row["surel"])
        phone = clean_phone(row["telepon"])
        found = _known(name, nip, email, office)
        if not found:
            return add_person(name=name, nip=nip, email=email, phone=phone, **self.who), True
        if found.name.casefold() != name.casefold():
            facts = {"known": found.name, "name": name}
            raise Refused(_("NIP atau surel ini terdaftar atas nama %(known)s, bukan %(name)s.") % facts)
        nip, email, phone = nip or found.nip, email or found.email, phone or found.phone
        if (nip, email, phone) == (found.nip, found.email, found.phone):
            return found, False
        change_person(found, name=found.name, nip=nip, email=email, phone=phone, **self.who)
        return found, True


def _known(name: str, nip: str, email: str, office: Office) -> Person | None:
    """Who is meant: two different NIPs are two people, whatever else is the same."""
    if found := Person.objects.with_nip(nip).first():
        return found
    if email:
        found = Person.objects.with_email(email).order_by("id").first()
    else:
        found = Person.objects.filter(name__iexact=name, holdings__post__office=office).order_by("id").first()
    return found if found and not (nip and found.nip) else None


# --- contacts ----------------------------------------------------------------------------------------------------


class _ContactRows(_Rows):
    """How an office is reached. One that is published already is left, or gets other hours; none is ended."""

    def contact(self, row: Row) -> tuple[str, str]:
        office, hours = _office(needed(row, "kantor")), row["jam layanan"]
        kind = needed(row, "jenis") and choice(row, "jenis", Account.Kind)
        value = clean_account(kind, needed(row, "isi"))
        post = _post(office, row["jabatan"]) if row["jabatan"] else None
        known = Account.objects.standing().filter(office=office, kind=kind, value=value).select_related("office")
        what = f"{Account.Kind(kind).label}, {office.short}"
        if account := known.first():
            if not hours or account.hours == hours:
                return SAME, what
            change_account(account, value=value, hours=hours, **self.who)
            return CHANGE, what
        publish_account(office=office, kind=kind, value=value, hours=hours, post=post, **self.who)
        return ADD, what


def _office_passes(by: Actor, at: datetime) -> list[Deed]:
    rows = _OfficeRows(by, at)
    return [rows.office, rows.parent]


def _post_passes(by: Actor, at: datetime) -> list[Deed]:
    rows = _PostRows(by, at)
    return [rows.post, rows.superior]


def _holder_passes(by: Actor, at: datetime) -> list[Deed]:
    return [_HolderRows(by, at).holder]


def _contact_passes(by: Actor, at: datetime) -> list[Deed]:
    return [_ContactRows(by, at).contact]


#: The sheets; what must wait for all rows (a parent, a superior) is a second pass.
PASSES = {"kantor": _office_passes, "jabatan": _post_passes, "pemangku": _holder_passes, "kontak": _contact_passes}


# --- cells -------------------------------------------------------------------------------------------------------


def needed(row: Row, column: str) -> str:
    if not row[column]:
        raise Refused(_("Isi kolom “%(column)s”.") % {"column": column})
    return row[column]


def choice(row: Row, column: str, choices: type[TextChoices]) -> str:
    """The value of a choice given by its value or by its word; empty stays empty."""
    given = row[column].casefold()
    found = {str(label).casefold(): str(value) for value, label in choices.choices}
    found |= {str(value).casefold(): str(value) for value in choices.values}
    found |= {word.partition(" ")[0]: value for word, value in found.items() if word.startswith(("plt.", "plh."))}
    if given and given not in found:
        known = ", ".join(str(label) for label in choices.labels)
        facts = {"given": row[column], "column": column, "known": known}
        raise Refused(_("“%(given)s” tidak dikenal di kolom “%(column)s”. Pilih: %(known)s.") % facts)
    return found[given] if given else ""


def number(row: Row, column: str) -> int | None:
    given = row[column]
    if given and not (given.isascii() and given.isdigit() and len(given) < 9):
        raise Refused(_("Kolom “%(column)s” harus berisi angka.") % {"column": column})
    return int(given) if given else None


def day(row: Row, column: str) -> date | None:
    """A date as spreadsheets and people write it: 2026-03-25, 25/03/2026, 25 Maret 2026."""
    given = row[column]
    if not given:
        return None
    parts = given.replace("/", "-").replace(".", "-").replace(" ", "-").split("-")
    try:
        first, month, last = parts[0], _month(parts[1]), parts[2]
        year, of_month = (first, last) if len(first) == 4 else (last, first)
        return date(int(year), month, int(of_month))
    except (ValueError, IndexError) as problem:
        facts = {"given": given, "column": column}
        sentence = _("“%(given)s” di kolom “%(column)s” bukan tanggal. Tulis seperti 25/03/2026.")
        raise Refused(sentence % facts) from problem


def _month(text: str) -> int:
    names = [name.casefold() for name in MONTHS["id"]]
    return int(text) if text.isdigit() else names.index(text.casefold()) + 1


def _office(key: str) -> Office:
    office = Office.objects.filter(key=key, closed_on__isnull=True).first()
    if office is None:
        raise Refused(_("Kantor dengan kunci “%(key)s” tidak ada.") % {"key": key})
    return office


def _post_in(office: Office, title: str) -> Post | None:
    rows = Post.objects.filter(office=office, title__iexact=title, closed_on__isnull=True)
    return rows.select_related("office", "superior").order_by("id").first()


def _post(office: Office, title: str) -> Post:
    post = _post_in(office, title)
    if post is None:
        raise Refused(_("Jabatan “%(title)s” tidak ada di %(office)s.") % {"title": title, "office": office})
    return post


def _given(**fields: Any) -> dict[str, Any]:
    """Empty cells change nothing."""
    return {name: value for name, value in fields.items() if value not in ("", None)}


def _different(row: Office | Post, fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if getattr(row, name) != value}

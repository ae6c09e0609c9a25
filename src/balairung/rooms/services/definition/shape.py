"""A service as data: what is asked, who does what by when, what comes out. YAML in `ground/data/services/`, JSON in a
`Version`, one file in a package: always this shape.

Here is only the shape (which keys, which types, which sizes); checking.py says in sentences what is wrong with a
definition that has it. Keys are short lower-case words; they stand in rows for ever, the words beside them may change.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from balairung.kernel.documents.bodies import Line, Text

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Name = Annotated[str, Field(max_length=160)]  # stands in a column of its own
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]

#: What every application holds without being asked for: the built-in first page, and what the house knows.
#: Fields of the applicant (page "pemohon") and words that a letter may name beside the definition's own fields. A
#: letter's number and date are no slots of its text: they are given when it is signed, and stand at their own place.
APPLICANT = ("nama", "nik", "wilayah", "kontak")
#: What a page of the form sends beside its answers, and pages of the editor: no question and no service has these keys.
SENT_BESIDE = ("token", "back", "version", "csrfmiddlewaretoken")
PAGES_BESIDE = ("paket", "baru", "impor", "standar")
HOUSE = (
    *("desa", "kecamatan", "kabupaten", "provinsi", "kantor"),
    *("sebutan_desa", "sebutan_kecamatan", "kepala_desa", "camat", "kepala_daerah", "nama_layanan"),
)


class Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Type(StrEnum):
    """What a field holds, and so how it is asked, checked and written."""

    LINE = "line"  # one line of words
    TEXT = "text"
    NAME = "name"  # of a person
    NIK = "nik"  # 16 digits, checked for form; stored sealed, shown masked
    KK = "kk"  # number of a family card, the same
    DATE = "date"
    NUMBER = "number"  # a whole number
    MONEY = "money"  # whole rupiah
    PHONE = "phone"
    CHOICE = "choice"  # one of `choices`
    CHOICES = "choices"  # any of them
    YESNO = "yesno"
    REGION = "region"  # a village or district of this regency, picked
    PLACE = "place"  # any village of the country, in words: "Desa Glagah, Kecamatan Glagah, Kabupaten …"
    FILE = "file"  # one or more uploads, up to `most`
    MEMBERS = "members"  # repeated: a list of rows, each with `fields`
    AGREE = "agree"  # a sentence that must be agreed to
    NOTE = "note"  # nothing is asked: words to read


class Choice(Shape):
    key: Key
    label: Line


class When(Shape):
    """Holds when the answer to `field` is (or holds) one of `among`, or is there at all when `among` is empty; with
    `unless`, when it does not. "Saya tidak tahu" is no answer here.
    """

    field: Key
    among: tuple[str | bool, ...] = ()
    unless: bool = False


class Asked(Shape):
    """One question. `when`: all conditions hold, or it is not asked and its answer does not count."""

    key: Key
    type: Type
    label: Line
    help: Line = ""
    required: bool = True
    unknown: bool = False  # "Saya tidak tahu" is an answer, for which the office looks
    choices: tuple[Choice, ...] = ()
    fields: tuple[Asked, ...] = ()  # of members
    least: int | None = None  # NUMBER and MONEY: the smallest; TEXT and LINE: letters; MEMBERS and FILE: how many
    most: int | None = None
    past: bool = False  # DATE: not after today
    when: tuple[When, ...] = ()


class Page(Shape):
    """A short page of the form."""

    key: Key
    title: Line
    help: Text = ""
    fields: tuple[Asked, ...]
    when: tuple[When, ...] = ()


class At(StrEnum):
    """Which office does a step: that of the applicant's place, its district, or the agency of the service."""

    VILLAGE = "village"
    DISTRICT = "district"
    AGENCY = "agency"
    LEADER = "leader"  # the regent: only as the post whose authority a letter needs


class Does(StrEnum):
    CHECK = "check"  # looks whether it is complete and true
    INSPECT = "inspect"  # goes there; a report with a photograph is the proof
    DECIDE = "decide"  # approves or refuses; what follows is the letter
    SIGN = "sign"  # the letter awaits its signature: always the last, and only where there is a letter


class May(StrEnum):
    """What a step may do besides passing on."""

    RETURN = "return"  # to the applicant, naming what is missing
    REFUSE = "refuse"  # with the reason
    BACK = "back"  # to the step before


class Unit(StrEnum):
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    OFFICE_HOURS = "office_hours"


class Span(Shape):
    amount: Annotated[int, Field(ge=1, le=1000)]
    unit: Unit = Unit.WORKING_DAYS


class Step(Shape):
    """Who does what, by when. `role` is a role of a post (people.Post.Role); "" is anybody of that office."""

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,18}$")]  # stands in obligations.step
    title: Line  # what the applicant reads: "Diperiksa desa"
    at: At
    office: Slug | None = None  # another agency than the service's own
    role: str = ""
    does: Does = Does.CHECK
    may: tuple[May, ...] = (May.RETURN, May.REFUSE)
    clock: Span
    when: tuple[When, ...] = ()  # only for some applications: "only when it is a stall on the road"
    checklist: tuple[Line, ...] = ()  # looked at before it is passed on


class LetterPart(Shape):
    """One part of the letter with slots such as `{nama}`; see kernel/documents/bodies.py for what it becomes.

    Exactly one of text, heading, facts, items, table is given. `facts` and `items` hold slots too; `table` names a
    field of type members and gives a column for each pair of head and words.
    """

    text: Text | None = None
    centred: bool = False
    heading: Line | None = None
    facts: tuple[tuple[Line, Text], ...] | None = None
    items: tuple[Text, ...] | None = None
    table: Key | None = None
    columns: tuple[tuple[Line, Text], ...] = ()
    when: tuple[When, ...] = ()


class Validity(Shape):
    amount: Annotated[int, Field(ge=1, le=1200)]
    unit: Annotated[str, Field(pattern="^(days|months|years)$")] = "months"


class Signer(Shape):
    """Whose authority the letter needs; the register of delegations says who has it today."""

    at: At
    office: Slug | None = None
    subject: Annotated[str, Field(pattern="^(letter|service)$")] = "letter"
    matter: Slug


class Letter(Shape):
    """The product. `number` has slots: {nomor} {nomor:3} {kode} {kantor} {bulan} {bulan_romawi} {tahun} {seri}."""

    layout: Annotated[str, Field(pattern="^(certificate|official|decision|form)$")] = "certificate"
    title: Name
    about: Line = ""
    code: Line = ""  # of a form, such as F-1.03
    classification: Annotated[str, Field(max_length=20)] = "470"  # kode klasifikasi arsip (Permendagri 83/2022)
    number: Annotated[str, Field(max_length=120)] = "{kode}/{nomor:3}/{kantor}/{tahun}"
    series: Annotated[str, Field(max_length=40)] = ""
    to: tuple[Line, ...] = ()
    parts: tuple[LetterPart, ...]
    copies: tuple[Line, ...] = ()
    foot: tuple[Line, ...] = ()
    valid: Validity | None = None
    signer: Signer
    holder: Key = "nama"  # the field that names whom it is about


class Requirement(Shape):
    """What somebody must bring, or need not bring any more (`cut`)."""

    words: Line
    field: Key | None = None  # the question that asks for it
    basis: Line = ""  # why it is asked, or why it no longer is


class Basis(Shape):
    words: Line  # "UU 24/2013 tentang Administrasi Kependudukan, pasal 15"
    checked: bool = False  # whether the text was read; False is from memory, and the page says so to officers


class Standard(Shape):
    """The fourteen components of a service standard (PermenPANRB 15/2014); the first six must be published.

    Time, procedure, product and complaint channel are told from the definition itself where they stand there already.
    """

    requirements: tuple[Requirement, ...]  # 1
    cut: tuple[Requirement, ...] = ()  # those that other places ask for and this service does not
    procedure: Text = ""  # 2: beside the steps
    time: Span | None = None  # 3: None is five working days (UU 30/2014 art. 53 as changed by UU 6/2023)
    time_basis: Line = ""  # the law that sets this time: then silence does not grant; "" is our own promise
    cost: Annotated[int, Field(ge=0)] = 0  # 4: rupiah
    cost_words: Line = ""
    product: Line  # 5
    complaints: Text = ""  # 6: "" is the regency's own channel
    basis: tuple[Basis, ...]  # 7
    facilities: tuple[Line, ...] = ()  # 8
    competence: tuple[Line, ...] = ()  # 9
    oversight: Text = ""  # 10
    staff: Line = ""  # 11
    guarantee: Text = ""  # 12: what is promised
    safety: Text = ""  # 13
    evaluation: Text = ""  # 14
    pledge: Text = ""  # maklumat pelayanan


class Definition(Shape):
    """A whole service."""

    key: Slug
    name: Name
    level: At
    office: Slug | None = None
    summary: Line
    words: tuple[Line, ...] = ()  # everyday words by which people look for it
    events: tuple[Slug, ...] = ()  # life events: keys of ground/data/life_events.yaml
    nik: Annotated[str, Field(pattern="^(required|optional|none)$")] = "required"  # of the applicant
    pages: tuple[Page, ...]
    steps: tuple[Step, ...]
    letter: Letter | None = None
    standard: Standard
    translations: dict[str, dict[str, str]] = {}  # language -> Indonesian words -> their translation

    @property
    def fields(self) -> dict[str, Asked]:
        """Every question of the form by its key; those of members are in their member's own list."""
        return {field.key: field for page in self.pages for field in page.fields}


def canonical(definition: Definition) -> dict[str, Any]:
    """Plain JSON values without what is as it is by default: what is stored, hashed, compared and exported."""
    found: dict[str, Any] = definition.model_dump(mode="json", exclude_defaults=True)
    return found

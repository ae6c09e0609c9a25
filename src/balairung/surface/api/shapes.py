"""The shapes of what goes in and comes out. Shapes only: what is right and what is not the forms and actions say.

Descriptions are Indonesian sentences; `document.py` puts them into the reader's language.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils.translation import gettext_noop as _
from ninja import Field, Schema
from pydantic import ConfigDict, Strict, StringConstraints

from balairung.rooms.complaints.forms import LONGEST

REF = r"^[A-Z]-[0-9A-Z]{4}-[0-9A-Z]{4}$"
Ref = Annotated[str, StringConstraints(pattern=REF)]
Flag = Annotated[bool, Strict()]
Number = Annotated[float, Strict(), Field(allow_inf_nan=False)]
Class = Literal["ordinary", "supervisory", "information", "aspiration"]
State = Literal["new", "active", "waiting", "done", "refused", "withdrawn"]
Code = Annotated[str, StringConstraints(max_length=60)]
Event = Literal[
    "report.filed", "report.verified", "report.forwarded", "report.answered", "report.asked", "report.informed",
    "report.resolved", "report.closed", "report.reopened", "report.refused", "report.withdrawn", "report.escalated",
]  # fmt: skip


class Asked(Schema):
    """What is asked for: nothing that we do not know."""

    model_config = ConfigDict(extra="forbid")


# --- in ----------------------------------------------------------------------------------------------------------


class NewReport(Asked):
    """Only the words are needed."""

    text: Annotated[str, StringConstraints(min_length=10, max_length=LONGEST)] = Field(
        description=_("Apa yang terjadi, dengan kata-kata pelapor.")
    )
    topic: Code = Field("", description=_("Kode topik dari /topics. Kosong berarti petugas yang memilih."))
    klass: Literal["", "ordinary", "supervisory", "information", "aspiration"] = Field(
        "", alias="class", description=_("Jenis laporan. Kosong berarti mengikuti topiknya.")
    )
    region: Code = Field("", description=_("Kode desa atau kecamatan dari /regions."))
    place: Annotated[str, StringConstraints(max_length=200)] = Field("", description=_("Patokan atau nama jalan."))
    latitude: Annotated[Number, Field(ge=-90, le=90)] | None = Field(None, description=_("Lintang, derajat."))
    longitude: Annotated[Number, Field(ge=-180, le=180)] | None = Field(None, description=_("Bujur, derajat."))
    happened_on: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = Field(
        None, description=_("Tanggal kejadian."), json_schema_extra={"examples": ["2026-03-25"]}
    )
    name: Annotated[str, StringConstraints(max_length=120)] = Field("", description=_("Nama pelapor."))
    contact: Annotated[str, StringConstraints(max_length=120)] = Field(
        "", description=_("Surel atau nomor telepon pelapor, untuk memberi kabar.")
    )
    anonymous: Flag = Field(False, description=_("Nama dan kontak disegel, juga bagi kantor."))
    secret: Flag = Field(False, description=_("Umum tidak membaca laporan ini."))
    groups: list[Literal["woman", "child", "elderly", "disabled", "pregnant", "disaster"]] = Field(
        default_factory=list, max_length=6, description=_("Kelompok rentan yang mengalaminya.")
    )
    proxy_as: Literal["", "family", "neighbour", "companion", "attorney", "official"] = Field(
        "", description=_("Bila melapor untuk orang lain: sebagai siapa.")
    )
    affected_name: Annotated[str, StringConstraints(max_length=120)] = Field(
        "", description=_("Nama orang yang diwakili.")
    )
    accused: Code = Field("", description=_("Kunci kantor yang petugasnya dilaporkan; kantor itu tidak melihatnya."))
    to_leader: Flag = Field(False, description=_("Ditujukan kepada kepala daerah."))


class Words(Asked):
    """What is said."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)] = Field(description=_("Isinya."))


class OptionalWords(Asked):
    """What is said, if anything."""

    text: Annotated[str, StringConstraints(max_length=LONGEST)] = Field("", description=_("Isinya, bila ada."))


class Shown(Words):
    """What the office says, with files."""

    show: Flag = Field(True, description=_("Berkasnya boleh dilihat umum, bila laporannya terbuka."))


class Sorting(Asked):
    """What a report is."""

    klass: Class = Field(alias="class", description=_("Jenis laporan."))
    topic: Code = Field("", description=_("Kode topik dari /topics."))
    text: Annotated[str, StringConstraints(max_length=1000)] = Field("", description=_("Catatan untuk petugas."))


class Handing(Asked):
    """To whom a report goes."""

    office: Annotated[str, StringConstraints(min_length=1, max_length=60)] = Field(
        description=_("Kunci kantor dari /offices.")
    )
    text: Annotated[str, StringConstraints(max_length=1000)] = Field("", description=_("Catatan untuk kantor itu."))


class Refusing(Words):
    """Why not."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=40)] = Field(
        description=_("Alasan penolakan: salah satu kunci dari /refusals.")
    )


class NewWebhook(Asked):
    """Where to send what happens."""

    url: Annotated[str, StringConstraints(min_length=1, max_length=2000)] = Field(description=_("Alamat https."))
    events: list[Event] = Field(
        default_factory=list, max_length=20, description=_("Peristiwa yang ingin didengar. Kosong berarti semuanya.")
    )


class WebhookChange(Asked):
    """What of a webhook changes."""

    events: list[Event] | None = Field(None, max_length=20, description=_("Peristiwa yang ingin didengar."))
    active: Flag | None = Field(None, description=_("false menjeda, true melanjutkan dari tempat terakhir."))


# --- out ---------------------------------------------------------------------------------------------------------


class Problem(Schema):
    """RFC 9457."""

    type: str
    title: str
    status: int
    code: str = Field(description=_("Kata untuk program: unauthorized, not-allowed, refused, stale …"))
    detail: str | None = Field(None, description=_("Kalimat untuk orang."))
    errors: list[dict[str, Any]] | None = Field(None, description=_("Bagian yang keliru, dengan penunjuknya."))


class OfficeOut(Schema):
    key: str
    name: str
    short: str
    kind: str
    region: str | None


class TopicOut(Schema):
    code: str
    name: str
    group: str
    klass: str = Field(alias="class")
    urgent: bool


class RegionOut(Schema):
    code: str
    name: str
    level: str
    parent: str | None


class RefusalOut(Schema):
    reason: str
    label: str


class Filed(Schema):
    """The receipt."""

    ref: str = Field(description=_("Nomor laporan."))
    code: str = Field(description=_("Kode rahasia: bersama nomor membuka laporan ini. Berikan hanya kepada pelapor."))
    url: str = Field(description=_("Halaman pelapor."))
    office: str = Field(description=_("Kunci kantor yang menerima."))
    verify_by: datetime | None = Field(description=_("Diperiksa paling lambat."))
    resolve_by: datetime | None = Field(description=_("Diselesaikan paling lambat."))


class FileOut(Schema):
    name: str
    family: str
    url: str = Field(description=_("Berlaku satu hari."))


class Line(Schema):
    """One line of what happened."""

    at: datetime
    title: str
    text: str
    who: str
    kind: str
    files: list[FileOut]


class ClockOut(Schema):
    name: str
    label: str
    due: datetime
    late: bool
    paused: bool
    met: bool


class Standing(Schema):
    """How a report stands."""

    ref: str
    title: str
    klass: str = Field(alias="class")
    topic: str | None
    region: str | None
    office: str | None = Field(description=_("Kunci kantor yang menangani."))
    state: State
    step: str = Field(description=_("Langkah yang ditunggu: verify, forward, answer, resolve, confirm, inform."))
    late: bool
    due: datetime | None = Field(description=_("Batas waktu kantor yang terdekat."))
    filed_at: datetime
    closed_at: datetime | None
    seq: int = Field(description=_("Nomor baris terakhir; kirim kembali sebagai If-Match."))


class Reporter(Schema):
    """Only for the office that answers and the coordinator, and never of an anonymous report."""

    name: str
    contact: str
    affected_name: str
    proxy_as: str
    help_wanted: str


class ReportOut(Standing):
    """All that this key's person reads of it."""

    text: str
    place: str
    latitude: float | None
    longitude: float | None
    happened_on: date | None
    channel: str
    visibility: str
    priority: bool
    to_leader: bool
    published: bool
    reporter: Reporter | None = Field(description=_("null bila kunci ini tidak boleh melihatnya."))
    clocks: list[ClockOut]
    lines: list[Line]
    may: list[str] = Field(description=_("Yang boleh dilakukan sekarang."))
    draft_waits: bool = Field(description=_("Ada konsep yang menunggu dibaca rekan."))


class OwnOut(Standing):
    """What its reporter reads of it."""

    text: str
    office_name: str
    answer_by: datetime | None = Field(description=_("Batas waktu jawaban pelapor."))
    lines: list[Line]
    may: list[str] = Field(description=_("Yang boleh dilakukan pelapor sekarang."))


class Reports(Schema):
    items: list[Standing]
    next: str | None = Field(description=_("Tanda halaman berikutnya untuk `after`; null di akhir."))


class WebhookOut(Schema):
    id: UUID
    url: str
    events: list[str]
    state: Literal["active", "paused", "disabled"]
    made_at: datetime
    failing_since: datetime | None


class NewWebhookOut(WebhookOut):
    secret: str = Field(description=_("Untuk memeriksa tanda tangan. Ditampilkan sekali."))


class DeliveryOut(Schema):
    id: str
    event: str
    ref: str
    made_at: datetime
    outcome: Literal["waiting", "sent", "failed"]
    attempts: int
    status: int | None
    reason: str
    settled_at: datetime | None

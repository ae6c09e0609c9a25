"""Which column of a stranger's table is which of our fields, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line, plain


@dataclass(frozen=True)
class Field:
    """One thing that we understand: its key as an operator types it, and the headers it is known by, the best first."""

    key: str
    label: str | Promise
    names: tuple[str, ...]


FIELDS = (
    Field("nomor", gettext_lazy("nomor laporan di daftar asal"), (
        "tracking id", "id laporan", "nomor laporan", "no laporan", "nomor tiket", "no tiket", "kode laporan",
        "nomor aduan", "no aduan", "id aduan", "kode aduan", "nomor pengaduan", "no pengaduan", "id pengaduan",
        "ticket id", "ticket", "id",
    )),
    Field("tanggal", gettext_lazy("tanggal laporan"), (
        "tanggal laporan masuk", "tanggal laporan", "tanggal lapor", "tanggal masuk", "tanggal aduan",
        "tanggal pengaduan", "tgl laporan", "tgl lapor", "tgl masuk", "tgl aduan", "tgl pengaduan", "tanggal dibuat",
        "created at", "stempel waktu", "cap waktu", "timestamp", "tanggal", "tgl", "date",
    )),
    Field("waktu", gettext_lazy("jam laporan"), (
        "waktu laporan masuk", "waktu laporan", "jam laporan", "jam masuk", "jam", "waktu", "time",
    )),
    Field("nama", gettext_lazy("nama pelapor"), (
        "nama pelapor", "nama pengadu", "nama lengkap", "pelapor", "pengadu", "nama", "name",
    )),
    Field("kontak", gettext_lazy("surel atau telepon pelapor"), (
        "kontak pelapor", "email pelapor", "surel pelapor", "kontak", "surel", "email", "e mail", "nomor telepon",
        "no telepon", "telepon", "no telp", "nomor hp", "no hp", "nomor whatsapp", "nomor wa", "no wa", "whatsapp",
        "contact", "phone",
    )),
    Field("jenis", gettext_lazy("jenis laporan"), (
        "klasifikasi laporan", "klasifikasi", "jenis laporan", "kelas laporan", "class", "class3",
    )),
    Field("kode_kategori", gettext_lazy("nomor kategori SP4N-LAPOR!"), ("id kategori", "kategori id", "kode kategori")),
    Field("kategori", gettext_lazy("topik"), (
        "kategori", "kategori laporan", "kategori aduan", "topik", "jenis aduan", "bidang", "topic", "category",
    )),
    Field("judul", gettext_lazy("judul"), (
        "judul laporan", "judul aduan", "judul", "perihal", "subjek", "title", "subject",
    )),
    Field("isi", gettext_lazy("isi laporan"), (
        "isi laporan awal", "isi laporan", "isi aduan", "isi pengaduan", "uraian laporan", "uraian aduan",
        "uraian pengaduan", "uraian", "deskripsi laporan", "deskripsi aduan", "deskripsi", "keluhan", "isi", "laporan",
        "aduan", "pengaduan", "pesan", "text", "teks", "content", "description",
    )),
    Field("isi_akhir", gettext_lazy("isi laporan yang disunting"), ("isi laporan akhir", "isi akhir", "text final")),
    Field("tipe", gettext_lazy("anonim atau rahasia"), (
        "tipe laporan anonim rahasia", "tipe laporan", "tipe", "sifat laporan", "kerahasiaan",
    )),
    Field("sumber", gettext_lazy("saluran di daftar asal"), (
        "sumber laporan", "sumber aduan", "sumber", "kanal", "saluran", "media", "channel", "source",
    )),
    Field("instansi", gettext_lazy("kantor yang menangani"), (
        "instansi terdisposisi", "instansi", "perangkat daerah", "opd terkait", "opd", "skpd", "unit kerja", "dinas",
        "disposisi", "kantor", "office",
    )),
    Field("status", gettext_lazy("status"), ("status laporan", "status aduan", "status pengaduan", "status")),
    Field("alasan", gettext_lazy("alasan ditunda atau diarsipkan"), ("alasan tunda arsip", "alasan arsip", "alasan")),
    Field("dijawab", gettext_lazy("tanggal dijawab"), (
        "tanggal dijawab", "tanggal jawaban", "tanggal tindak lanjut", "answered", "answered at",
    )),
    Field("selesai", gettext_lazy("tanggal selesai"), (
        "tanggal selesai", "tanggal ditutup", "tgl selesai", "closed at",
    )),
    Field("jawaban", gettext_lazy("jawaban"), ("jawaban", "tanggapan", "tindak lanjut", "respon", "response")),
    Field("provinsi", gettext_lazy("provinsi"), ("provinsi", "province")),
    Field("kabupaten", gettext_lazy("kabupaten atau kota"), ("kota kabupaten", "kabupaten kota", "kabupaten", "kota")),
    Field("kecamatan", gettext_lazy("kecamatan"), ("kecamatan", "distrik", "district")),
    Field("desa", gettext_lazy("desa atau kelurahan"), (
        "kelurahan", "desa", "kelurahan desa", "desa kelurahan", "nagari", "village",
    )),
    Field("tempat", gettext_lazy("tempat"), (
        "lokasi kejadian", "alamat kejadian", "lokasi", "alamat lokasi", "tempat", "location",
    )),
    Field("kejadian", gettext_lazy("tanggal kejadian"), ("tanggal kejadian", "tgl kejadian", "waktu kejadian")),
    Field("rentan", gettext_lazy("kelompok rentan"), ("kelompok rentan", "rentan", "vulnerable")),
)  # fmt: skip
BY_KEY = {one.key: one for one in FIELDS}
KNOWN = {name: (one, rank) for one in FIELDS for rank, name in enumerate(one.names)}
TEXT = "isi"
_SIDE = re.compile(r"(?P<name>.+?)(?: (?P<letter>[a-z])| ?(?P<digits>\d{1,2}))")


@dataclass(frozen=True)
class Column:
    """A column of the file: what it became, or nothing, and the reason."""

    place: int
    header: str
    field: Field | None
    why: str


@dataclass(frozen=True)
class Recognised:
    """What each column became. A row of most tables is one report; of a table of pairs it is one for each side."""

    columns: tuple[Column, ...]
    sides: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def used(self) -> list[Column]:
        return [column for column in self.columns if column.field]

    @property
    def left_out(self) -> list[Column]:
        return [column for column in self.columns if column.field is None]

    @property
    def keys(self) -> set[str]:
        return {key for side in self.sides.values() for key in side}

    @property
    def is_sp4n(self) -> bool:
        """An export of SP4N-LAPOR! calls its number so, and nobody else does."""
        return any(plain(column.header) == "tracking id" for column in self.used)

    def reports(self, cells: Sequence[str]) -> list[tuple[str, dict[str, str]]]:
        """The reports of one row, each with the name of its side and its cells by our keys."""
        return [
            (side, {key: cells[place] for key, place in places.items() if place < len(cells)})
            for side, places in self.sides.items()
        ]


def likeness(headers: Sequence[str], chosen: Mapping[str, str]) -> int:
    """How much a row looks like the one with the names: how many of its cells we know."""
    wanted = {plain(header) for header in chosen.values()}
    names = {plain(header) for header in headers}
    return sum(name in KNOWN or name in wanted or _sided(name) is not None for name in names)


def recognise(headers: Sequence[str], chosen: Mapping[str, str]) -> Recognised:
    """What each header stands for; `chosen` (our key → their header, or nothing) goes before what we would think.

    Raise `Refused` when no column holds the text of the reports, when one name stands twice, or when `chosen` names
    what is not there.
    """
    names = [plain(header) for header in headers]
    places = _chosen(headers, names, chosen)
    best = {key: place for key, place in _by_name(names).items() if key not in chosen and place not in places.values()}
    _check_twice(headers, names, {**best, **places})
    if TEXT in places or TEXT in best:
        sides: dict[str, dict[str, int]] = {"": {**best, **places}}
    else:
        sides = _pairs(names, {**best, **places})
    if not sides:
        raise Refused(_no_text(headers))
    return Recognised(_told(headers, names, sides, set(places)), sides)


def _by_name(names: Sequence[str]) -> dict[str, int]:
    """The place of each field: where two headers mean the same, the better one has it."""
    ranked = sorted((KNOWN[name][1], place, KNOWN[name][0].key) for place, name in enumerate(names) if name in KNOWN)
    best: dict[str, int] = {}
    for _rank, place, key in ranked:
        best.setdefault(key, place)
    return best


def _chosen(headers: Sequence[str], names: Sequence[str], chosen: Mapping[str, str]) -> dict[str, int]:
    places = {}
    for key, header in chosen.items():
        if key not in BY_KEY:
            sentence = _("Isian “%(key)s” tidak dikenal. Yang dikenal: %(known)s.")
            raise Refused(sentence % {"key": key, "known": ", ".join(BY_KEY)})
        if not header:
            continue
        if plain(header) not in names:
            sentence = _("Kolom “%(header)s” tidak ada dalam berkas. Kolomnya: %(names)s.")
            raise Refused(sentence % {"header": header, "names": _listed(headers)})
        places[key] = names.index(plain(header))
    return places


def _check_twice(headers: Sequence[str], names: Sequence[str], used: Mapping[str, int]) -> None:
    for place in sorted(used.values()):
        same = [str(other + 1) for other, name in enumerate(names) if name == names[place]]
        if len(same) > 1:
            sentence = _("Kolom “%(header)s” muncul lebih dari sekali (kolom ke-%(places)s). Ganti nama salah satunya.")
            raise Refused(sentence % {"header": clean_line(headers[place]), "places": ", ".join(same)})


def _pairs(names: Sequence[str], shared: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """`text_a` beside `text_b`: each side is a report, with the columns of its own letter and those of both."""
    sides: dict[str, dict[str, int]] = {}
    for place, name in enumerate(names):
        if found := _sided(name):
            key, side = found
            sides.setdefault(side, dict(shared)).setdefault(key, place)
    whole = {side: places for side, places in sides.items() if TEXT in places}
    return whole if len(whole) > 1 else {}


def _sided(name: str) -> tuple[str, str] | None:
    found = _SIDE.fullmatch(name)
    if name in KNOWN or found is None or found["name"] not in KNOWN:
        return None
    return KNOWN[found["name"]][0].key, found["letter"] or found["digits"]


def _told(
    headers: Sequence[str], names: Sequence[str], sides: Mapping[str, Mapping[str, int]], chosen: set[str]
) -> tuple[Column, ...]:
    """Every column that has a name, with what became of it."""
    owner = {place: key for places in sides.values() for key, place in places.items()}
    won = {key: headers[place] for place, key in sorted(owner.items(), reverse=True)}
    columns = []
    for place, (header, name) in enumerate(zip(headers, names, strict=True)):
        if not name:
            continue
        key = owner.get(place)
        why = _why(key in chosen) if key else _why_not(name, won)
        columns.append(Column(place, clean_line(header), BY_KEY[key] if key else None, why))
    return tuple(columns)


def _why(chosen: bool) -> str:
    return _("Anda yang memilih") if chosen else _("nama kolom dikenal")


def _why_not(name: str, won: Mapping[str, str]) -> str:
    known = KNOWN.get(name)
    if known and known[0].key in won:
        facts = {"field": known[0].label, "header": clean_line(won[known[0].key])}
        return _("%(field)s sudah diambil dari “%(header)s”") % facts
    return _("dikesampingkan atas permintaan Anda") if known else _("nama kolom tidak dikenal")


def _no_text(headers: Sequence[str]) -> str:
    sentence = _("Kolom isi laporan tidak ditemukan. Tunjukkan sendiri kolomnya. Yang ada: %(names)s.")
    return sentence % {"names": _listed(headers)}


def _listed(headers: Sequence[str]) -> str:
    named = [f"“{clean_line(header)[:40]}”" for header in headers if plain(header)]
    return ", ".join(named[:30]) + (" …" if len(named) > 30 else "")

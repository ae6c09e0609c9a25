"""What changed between two definitions, in words: for whoever publishes, and for whoever takes one over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from balairung.rooms.services.definition.shape import Definition, LetterPart, Shape

#: Lists whose members are told one by one, by their words.
MEMBERS = {"requirements", "cut", "basis", "choices"}


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it was. `kind`: added, removed, changed, moved."""

    kind: str
    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}" if self.place else self.what


def differences(old: Definition, new: Definition) -> list[Difference]:
    """In the order of the parts; none when both say the same."""
    return [
        *_identity(old, new),
        *_listed(_("Halaman"), old.pages, new.pages, _page),
        *_listed(_("Langkah"), old.steps, new.steps, _named),
        *_letter(old, new),
        *_fields(_("Standar pelayanan"), old.standard, new.standard),
        *_translations(old, new),
    ]


Below = Callable[[str, Any, Any], Iterator[Difference]]


def _identity(old: Definition, new: Definition) -> Iterator[Difference]:
    own = ("name", "level", "office", "summary", "words", "events", "nik")
    before, after = _plain(old), _plain(new)
    yield from _changed("", {name: before.get(name) for name in own}, {name: after.get(name) for name in own})


def _listed(kind: str, old: Sequence[Any], new: Sequence[Any], below: Below) -> Iterator[Difference]:
    """Members of a list by their keys: taken away, added, moved, changed."""
    before, after = {one.key: one for one in old}, {one.key: one for one in new}
    for key, one in before.items():
        if key not in after:
            yield Difference("removed", "", _("%(kind)s “%(name)s” dihapus.") % {"kind": kind, "name": _name(one)})
    for key, one in after.items():
        if key not in before:
            yield Difference("added", "", _("%(kind)s “%(name)s” ditambahkan.") % {"kind": kind, "name": _name(one)})
        else:
            yield from below(f"{kind} “{_name(one)}”", before[key], one)
    stayed, stays = [key for key in before if key in after], [key for key in after if key in before]
    if stayed != stays:
        yield Difference("moved", "", _("%(kind)s: urutannya berubah.") % {"kind": kind})


def _name(one: Any) -> str:
    return str(getattr(one, "title", "") or getattr(one, "label", "") or one.key)


def _page(place: str, old: Any, new: Any) -> Iterator[Difference]:
    yield from _fields(place, old, new, without=("fields",))
    yield from _listed(_("Pertanyaan"), old.fields, new.fields, _question)


def _question(place: str, old: Any, new: Any) -> Iterator[Difference]:
    yield from _fields(place, old, new, without=("fields",))
    yield from _listed(_("Pertanyaan anggota"), old.fields, new.fields, _named)


def _named(place: str, old: Any, new: Any) -> Iterator[Difference]:
    yield from _fields(place, old, new)


def _fields(place: str, old: Shape, new: Shape, without: tuple[str, ...] = ()) -> Iterator[Difference]:
    before, after = _plain(old), _plain(new)
    keep = [name for name in type(new).model_fields if name not in without]
    yield from _changed(place, {name: before.get(name) for name in keep}, {name: after.get(name) for name in keep})


def _plain(one: Shape) -> dict[str, Any]:
    return one.model_dump(mode="json")


def _changed(place: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for name, value in new.items():
        if old[name] != value and name in MEMBERS:
            yield from _members(place, label(name), old[name] or [], value or [])
        elif old[name] != value:
            said = {"what": label(name), "old": said_shortly(old[name]), "new": said_shortly(value)}
            if said["old"] and said["new"]:
                yield Difference("changed", place, _("%(what)s: “%(old)s” menjadi “%(new)s”.") % said)
            else:
                yield Difference("changed", place, _("%(what)s diubah.") % said)


def _members(place: str, what: str, old: list[Any], new: list[Any]) -> Iterator[Difference]:
    """Which of them came, went, or are not as they were."""
    before, after = ({one.get("words") or one.get("label"): one for one in rows} for rows in (old, new))
    for words in [words for words in before if words not in after]:
        yield Difference("removed", place, _("%(what)s: “%(words)s” dihapus.") % {"what": what, "words": words})
    for words, one in after.items():
        if words not in before:
            yield Difference("added", place, _("%(what)s: “%(words)s” ditambahkan.") % {"what": what, "words": words})
        elif before[words] != one:
            yield Difference("changed", place, _("%(what)s: “%(words)s” diubah.") % {"what": what, "words": words})
    if before.keys() == after.keys() and list(before) != list(after):
        yield Difference("moved", place, _("%(what)s: urutannya berubah.") % {"what": what})


def said_shortly(value: Any) -> str:
    """A value in one line; "" for what is too long or has an inside of its own."""
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if value in (None, "", [], {}):
        return "–"
    if isinstance(value, dict) and set(value) == {"amount", "unit"}:
        return f"{value['amount']} {units().get(value['unit'], value['unit'])}"
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        value = ", ".join(value)
    return str(value) if isinstance(value, str | int) and len(str(value)) <= 120 else ""


def units() -> dict[str, str]:
    return {
        "working_days": _("hari kerja"), "calendar_days": _("hari"), "office_hours": _("jam kantor"),
        "days": _("hari"), "months": _("bulan"), "years": _("tahun"),
    }  # fmt: skip


def _letter(old: Definition, new: Definition) -> Iterator[Difference]:
    place = _("Surat")
    if (old.letter is None) != (new.letter is None):
        said = _("ditambahkan") if new.letter else _("dihapus")
        yield Difference("added" if new.letter else "removed", place, said + ".")
    if old.letter and new.letter:
        yield from _fields(place, old.letter, new.letter, without=("parts",))
        yield from _parts(old.letter.parts, new.letter.parts)


def _parts(old: tuple[LetterPart, ...], new: tuple[LetterPart, ...]) -> Iterator[Difference]:
    """Parts have no key: what is told is which stand there no more, and which are new."""
    gone, come = [one for one in old if one not in new], [one for one in new if one not in old]
    for one in gone:
        yield Difference("removed", _("Surat"), _("bagian “%(text)s” dihapus atau diubah.") % {"text": part_words(one)})
    for one in come:
        yield Difference("added", _("Surat"), _("bagian “%(text)s” baru atau diubah.") % {"text": part_words(one)})
    if not gone and not come and old != new:
        yield Difference("moved", _("Surat"), _("urutan bagiannya berubah."))


def part_words(part: LetterPart, longest: int = 80) -> str:
    """The beginning of what a part of a letter says."""
    rows = [f"{label}: {text}" for label, text in part.facts or ()]
    heads = [head for head, _text in part.columns]
    words = part.text or part.heading or "; ".join([*rows, *(part.items or ()), *heads])
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def _translations(old: Definition, new: Definition) -> Iterator[Difference]:
    for language in sorted({*old.translations, *new.translations}):
        before, after = old.translations.get(language, {}), new.translations.get(language, {})
        count = sum(before.get(words) != after.get(words) for words in {*before, *after})
        if count:
            said = {"count": count, "language": language}
            yield Difference("changed", _("Terjemahan"), _("%(count)d kata dalam bahasa %(language)s berubah.") % said)


def label(name: str) -> str:
    """What a key of the shape is called."""
    known = {
        "name": _("Nama"), "level": _("Tingkat"), "office": _("Kantor"), "summary": _("Ringkasan"),
        "words": _("Kata sehari-hari"), "events": _("Peristiwa hidup"), "nik": _("NIK pemohon"), "title": _("Judul"),
        "label": _("Pertanyaan"), "help": _("Penjelasan"), "required": _("Wajib"), "unknown": _("“Saya tidak tahu”"),
        "choices": _("Pilihan"), "least": _("Batas terkecil"), "most": _("Batas terbesar"),
        "past": _("Tidak sesudah hari ini"), "when": _("Syarat"), "type": _("Jenis"), "at": _("Di"),
        "role": _("Peran"), "does": _("Yang dikerjakan"), "may": _("Yang boleh"), "clock": _("Batas waktu"),
        "checklist": _("Daftar periksa"), "layout": _("Bentuk"), "about": _("Hal atau tentang"), "code": _("Kode"),
        "classification": _("Kode klasifikasi"), "number": _("Bentuk nomor"), "series": _("Seri"), "to": _("Kepada"),
        "copies": _("Tembusan"), "foot": _("Catatan kaki"), "valid": _("Masa berlaku"),
        "signer": _("Penanda tangan"), "holder": _("Atas nama"), "requirements": _("Persyaratan"),
        "cut": _("Persyaratan yang dihapus"), "procedure": _("Prosedur"), "time": _("Jangka waktu"),
        "time_basis": _("Dasar jangka waktu"), "cost": _("Biaya"), "cost_words": _("Penjelasan biaya"),
        "product": _("Produk"), "complaints": _("Pengaduan"), "basis": _("Dasar hukum"),
        "facilities": _("Sarana"), "competence": _("Kompetensi pelaksana"), "oversight": _("Pengawasan internal"),
        "staff": _("Jumlah pelaksana"), "guarantee": _("Jaminan pelayanan"), "safety": _("Jaminan keamanan"),
        "evaluation": _("Evaluasi"), "pledge": _("Maklumat pelayanan"),
    }  # fmt: skip
    return known.get(name, name)

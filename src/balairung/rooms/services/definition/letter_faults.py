"""What is wrong with a letter: its words, slots, number and signer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from balairung.kernel.documents import wording
from balairung.kernel.documents.numbering import number_faults
from balairung.rooms.services.definition.answers import holds
from balairung.rooms.services.definition.faults import Path, meant
from balairung.rooms.services.definition.form_faults import ROW, condition_faults, twice
from balairung.rooms.services.definition.shape import APPLICANT, HOUSE, Asked, Definition, Letter, LetterPart, Type
from balairung.rooms.services.definition.step_faults import where_faults
from balairung.rooms.services.definition.walking import Walk, unanswered

Found = Iterator[tuple[Path, str]]
WORDLESS = (Type.FILE, Type.MEMBERS, Type.NOTE)  # no slot of their own
KINDS = ("text", "heading", "facts", "items", "table")


def letter_faults(definition: Definition, offices: Collection[str] | None, ways: Sequence[Walk]) -> Found:
    letter = definition.letter
    if letter is None:
        return
    if not letter.title.strip():
        yield ("letter", "title"), _("Judul surat belum diisi.")
    if not letter.parts:
        yield ("letter", "parts"), _("Surat ini belum berisi apa pun.")
    for sentence in number_faults(letter.number, series=letter.series):
        yield ("letter", "number"), sentence
    yield from where_faults(("letter", "signer"), letter.signer.at, letter.signer.office, definition, offices)
    yield from _holder(letter, definition)
    for path, text in always(letter):
        yield from _text(path, text, definition)
        yield from _silent(path, [text], definition, ways)
    for place, part in enumerate(letter.parts):
        yield from _part(("letter", "parts", place), part, definition, ways)


def slots_of(definition: Definition) -> dict[str, str]:
    """Every slot that a letter of this service may have, with what it stands for."""
    own = {key: one.label for key, one in definition.fields.items() if one.type not in WORDLESS}
    return {**_built_in(), **own}


def _built_in() -> dict[str, str]:
    words = {
        "nama": _("Nama pemohon"), "nik": _("NIK pemohon"), "wilayah": _("Desa dan kecamatan pemohon"),
        "kontak": _("Kontak pemohon"), "desa": _("Nama desa atau kelurahan"), "kecamatan": _("Nama kecamatan"),
        "kabupaten": _("Kabupaten atau kota, dengan sebutannya"), "provinsi": _("Provinsi"),
        "kantor": _("Kantor yang menerbitkan"), "sebutan_desa": _("Sebutan desa setempat"),
        "sebutan_kecamatan": _("Sebutan kecamatan setempat"), "kepala_desa": _("Sebutan kepala desa setempat"),
        "camat": _("Sebutan camat setempat"), "kepala_daerah": _("Bupati atau Wali Kota"),
        "nama_layanan": _("Nama layanan ini"),
    }  # fmt: skip
    return {key: words[key] for key in (*APPLICANT, *HOUSE)}


def always(letter: Letter) -> Iterator[tuple[Path, str]]:
    """The words of the letter that stand under no condition."""
    yield ("letter", "title"), letter.title
    yield ("letter", "about"), letter.about
    for name in ("to", "copies", "foot"):
        yield from ((("letter", name, place), line) for place, line in enumerate(getattr(letter, name)))


def _holder(letter: Letter, definition: Definition) -> Found:
    one = definition.fields.get(letter.holder)
    if letter.holder != "nama" and (one is None or one.type not in (Type.NAME, Type.LINE)):
        sentence = _("Surat harus atas nama seseorang: pertanyaan “%(key)s” bukan nama.") % {"key": letter.holder}
        yield ("letter", "holder"), sentence


def _text(path: Path, text: str, definition: Definition) -> Found:
    for sentence in wording.faults(text, slots_of(definition)):
        wordless = [definition.fields[name] for name in wording.slots(text) if name in definition.fields]
        listed = next((one for one in wordless if one.type in WORDLESS and f"{{{one.key}}}" in sentence), None)
        yield path, _about(listed) if listed else sentence


def _about(one: Asked) -> str:
    if one.type == Type.MEMBERS:
        return _("“%(label)s” berisi beberapa anggota: pakai bagian tabel.") % {"label": one.label}
    return _("“%(label)s” tidak dapat ditulis di dalam surat.") % {"label": one.label}


def _silent(
    path: Path, texts: Sequence[str], definition: Definition, ways: Sequence[Walk], part: LetterPart | None = None
) -> Found:
    """A slot that has no answer on some way leaves a hole in the sentence."""
    names = {name for text in texts for name in wording.slots(text)}
    empty: dict[str, None] = {}
    for way in ways:
        if part is None or holds(part.when, way.answers):
            empty.update(dict.fromkeys(unanswered(way, sorted(names), definition.fields)))
    for name in empty:
        sentence = _(
            "{%(name)s} kosong bila “%(label)s” tidak ditanyakan atau tidak dijawab. Beri syarat yang sama, atau"
            " pindahkan ke baris data, yang hilang bila kosong."
        )
        yield path, sentence % {"name": name, "label": definition.fields[name].label}
    if "nik" in names and definition.nik != "required":
        yield path, _("{nik} dapat kosong, karena layanan ini tidak selalu meminta NIK. Pindahkan ke baris data.")


def _part(path: Path, part: LetterPart, definition: Definition, ways: Sequence[Walk]) -> Found:
    given = [kind for kind in KINDS if getattr(part, kind) is not None]
    if len(given) != 1:
        yield path, _("Setiap bagian berisi tepat satu hal: teks, judul, data, daftar, atau tabel.")
    for number, when in enumerate(part.when):
        yield from twice((*path, "when", number), part.when, number)
        yield from condition_faults((*path, "when", number), when, definition.fields)
    if ways and part.when and not any(holds(part.when, way.answers) for way in ways):
        yield path, _("Bagian ini tidak pernah tercetak: syaratnya tidak mungkin terpenuhi bersama.")
    for below, text in texts_of(path, part):
        yield from _text(below, text, definition)
    spoken = [text for text in (part.text, part.heading) if text is not None]
    yield from _silent(path, spoken, definition, ways, part)
    yield from _empty(path, part)
    yield from _table(path, part, definition.fields)


def texts_of(path: Path, part: LetterPart) -> Iterator[tuple[Path, str]]:
    """The words of a part that name questions of the form, each with its place."""
    if part.text is not None:
        yield path, part.text
    if part.heading is not None:
        yield path, part.heading
    for place, row in enumerate(part.facts or ()):
        yield from (((*path, "facts", place), text) for text in row)
    yield from (((*path, "items", place), text) for place, text in enumerate(part.items or ()))


def _empty(path: Path, part: LetterPart) -> Found:
    if (part.text is not None and not part.text.strip()) or (part.heading is not None and not part.heading.strip()):
        yield path, _("Bagian ini belum berisi kata-kata.")
    if part.facts == () or part.items == ():
        yield path, _("Bagian ini belum berisi baris.")
    if part.columns and part.table is None:
        yield path, _("Kolom hanya ada pada tabel.")


def _table(path: Path, part: LetterPart, questions: Mapping[str, Asked]) -> Found:
    if part.table is None:
        return
    one = questions.get(part.table)
    if one is None or one.type != Type.MEMBERS:
        listed = [key for key, other in questions.items() if other.type == Type.MEMBERS]
        sentence = _("Tabel menunjuk “%(key)s”, yang bukan daftar anggota.") % {"key": part.table}
        yield path, sentence + meant(part.table, listed)
        return
    if not part.columns:
        yield path, _("Tabel ini belum punya kolom.")
    known = {ROW: "", **{inner.key: inner.label for inner in one.fields}}
    for place, (_head, text) in enumerate(part.columns):
        for sentence in wording.faults(text, known):
            yield (*path, "columns", place), sentence

"""What is wrong with a definition that has its shape: sentences with their place, none when it may be published."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _

from balairung.ground.common.facts import facts
from balairung.rooms.services.definition import form_faults, letter_faults, step_faults
from balairung.rooms.services.definition.faults import Fault, Path, fault, meant
from balairung.rooms.services.definition.shape import PAGES_BESIDE, At, Definition, Type, canonical
from balairung.rooms.services.definition.step_faults import missing_office
from balairung.rooms.services.definition.translating import longest
from balairung.rooms.services.definition.walking import walks

Found = Iterator[tuple[Path, str]]
LANGUAGES = ("en", "jv", "su", "mad", "osi", "bug", "ban", "min")


def faults(definition: Definition, *, offices: Collection[str] | None = None) -> list[Fault]:
    """Everything that keeps this definition from being published, in the order of its parts.

    `offices` are the keys of the offices that the regency has; without them only the shape of keys is known.
    """
    ways = walks(definition) if not form_faults.broken(definition) else []
    found = [
        *_identity(definition, offices),
        *form_faults.form_faults(definition, ways),
        *step_faults.step_faults(definition, offices, ways),
        *letter_faults.letter_faults(definition, offices, ways),
        *_standard(definition),
        *_translations(definition),
    ]
    body = canonical(definition)
    return list(dict.fromkeys(fault(path, body, sentence) for path, sentence in found))


def _identity(definition: Definition, offices: Collection[str] | None) -> Found:
    if not definition.name.strip():
        yield ("name",), _("Nama layanan belum diisi.")
    if not definition.summary.strip():
        yield ("summary",), _("Ringkasan belum diisi: satu kalimat tentang kegunaan layanan ini.")
    if definition.key in PAGES_BESIDE:
        yield ("key",), _("Kunci “%(key)s” sudah dipakai halaman lain. Pilih kunci lain.") % {"key": definition.key}
    if definition.level == At.LEADER:
        yield ("level",), _("Tingkat layanan adalah desa, kecamatan, atau kantor kabupaten.")
    if definition.level == At.AGENCY and not definition.office:
        yield ("office",), _("Layanan kantor kabupaten harus menyebut kantornya.")
    yield from missing_office(("office",), definition.office, offices)
    known = [str(row["key"]) for row in facts("life_events")["events"]]
    for place, event in enumerate(definition.events):
        if event not in known:
            yield (
                ("events", place),
                _("Peristiwa hidup “%(key)s” tidak dikenal.") % {"key": event} + meant(event, known),
            )


def _standard(definition: Definition) -> Found:
    standard, questions = definition.standard, definition.fields
    for kind in ("requirements", "cut"):
        for place, one in enumerate(getattr(standard, kind)):
            path: Path = ("standard", kind, place)
            if not one.words.strip():
                yield path, _("Persyaratan ini belum berisi kata-kata.")
            if kind == "requirements" and one.field and one.field not in questions:
                sentence = _("Pertanyaan “%(key)s” tidak ada di formulir.") % {"key": one.field}
                yield path, sentence + meant(one.field, list(questions))
    named = {one.field for one in standard.requirements}
    for key, question in questions.items():
        if question.type == Type.FILE and question.required and key not in named:
            sentence = _("Berkas “%(label)s” wajib dilampirkan, tetapi tidak ada di persyaratan.")
            yield ("standard", "requirements"), sentence % {"label": question.label}
    if standard.cost and not standard.cost_words.strip():
        yield ("standard", "cost_words"), _("Layanan ini berbiaya. Tuliskan dasar dan cara membayarnya.")
    if not standard.product.strip():
        yield ("standard", "product"), _("Produk layanan belum diisi.")
    if not standard.basis:
        yield ("standard", "basis"), _("Dasar hukum belum diisi.")


def _translations(definition: Definition) -> Found:
    for language in definition.translations:
        if language not in LANGUAGES:
            known = ", ".join(LANGUAGES)
            sentence = _("Bahasa “%(language)s” tidak dikenal. Pilihannya: %(known)s.")
            yield ("translations", language), sentence % {"language": language, "known": known}
        for words, told in definition.translations[language].items():
            if len(told) > longest(words):
                sentence = _("Terjemahan “%(words)s” lebih panjang dari %(most)d huruf.")
                yield ("translations", language), sentence % {"words": words[:60], "most": longest(words)}

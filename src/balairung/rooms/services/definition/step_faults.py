"""What is wrong with the steps: who does what by when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from django.utils.translation import gettext as _

from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.models import Post
from balairung.rooms.services.definition.faults import Path, meant
from balairung.rooms.services.definition.form_faults import condition_faults, twice
from balairung.rooms.services.definition.shape import At, Definition, Does, May, Span, Step, Unit
from balairung.rooms.services.definition.walking import Walk

Found = Iterator[tuple[Path, str]]


def step_faults(definition: Definition, offices: Collection[str] | None, ways: Sequence[Walk]) -> Found:
    counted = Counter(step.key for step in definition.steps)
    if not definition.steps:
        yield ("steps",), _("Belum ada langkah. Siapa yang memeriksa permohonan ini?")
    for place, step in enumerate(definition.steps):
        path: Path = ("steps", place)
        if counted[step.key] > 1:
            yield path, _("Kunci langkah “%(key)s” dipakai lebih dari sekali.") % {"key": step.key}
        if place == 0 and May.BACK in step.may:
            yield path, _("Langkah pertama tidak dapat mengembalikan ke langkah sebelumnya.")
        yield from _step(path, step, definition, offices)
    yield from _ends(definition)
    yield from _ways(definition, ways)


def _step(path: Path, step: Step, definition: Definition, offices: Collection[str] | None) -> Found:
    if not step.title.strip():
        yield path, _("Langkah ini belum punya nama.")
    if step.role and step.role not in Post.Role.values:
        yield path, _("Peran “%(role)s” tidak ada.") % {"role": step.role} + meant(step.role, Post.Role.values)
    yield from where_faults(path, step.at, step.office, definition, offices)
    if step.at == At.LEADER:
        yield path, _("Langkah dikerjakan desa, kecamatan, atau kantor kabupaten. Pimpinan hanya dapat menandatangani.")
    for number, when in enumerate(step.when):
        yield from twice((*path, "when", number), step.when, number)
        yield from condition_faults((*path, "when", number), when, definition.fields)


def where_faults(
    path: Path, at: At, office: str | None, definition: Definition, offices: Collection[str] | None
) -> Found:
    """Which office is meant, and whether there is one."""
    if at == At.AGENCY and not (office or definition.office):
        yield path, _("Kantor kabupaten yang mengerjakannya belum disebut.")
    if at != At.AGENCY and office:
        yield path, _("Kantor hanya disebut untuk langkah di kantor kabupaten.")
    yield from missing_office(path, office, offices)


def missing_office(path: Path, office: str | None, offices: Collection[str] | None) -> Found:
    """An office that this regency does not have."""
    if office and offices is not None and office not in offices:
        sentence = _("Kantor “%(office)s” tidak ada di daerah ini.") % {"office": office}
        yield path, sentence + meant(office, sorted(offices))


def _ends(definition: Definition) -> Found:
    """Signing comes last, once, always, and only where there is a letter."""
    signing = [place for place, step in enumerate(definition.steps) if step.does == Does.SIGN]
    if definition.letter and not signing:
        yield ("steps",), _("Layanan ini menghasilkan surat, tetapi tidak ada langkah tanda tangan.")
    if signing and not definition.letter:
        yield ("steps", signing[0]), _("Langkah tanda tangan tanpa surat. Tambahkan surat, atau hapus langkah ini.")
    for place in signing[1:] if signing else ():
        yield ("steps", place), _("Tanda tangan hanya sekali.")
    if signing and signing[0] != len(definition.steps) - 1:
        yield ("steps", signing[0]), _("Tanda tangan adalah langkah terakhir.")
    if signing and definition.steps[signing[0]].when:
        yield ("steps", signing[0]), _("Langkah tanda tangan tidak bersyarat: setiap permohonan berakhir dengannya.")
    if definition.steps and not definition.letter and definition.steps[-1].does != Does.DECIDE:
        yield ("steps", len(definition.steps) - 1), _("Tanpa surat, langkah terakhir adalah keputusan.")


def _ways(definition: Definition, ways: Sequence[Walk]) -> Found:
    reached = {step.key for way in ways for step in way.steps}
    for place, step in enumerate(definition.steps):
        if ways and step.key not in reached:
            yield ("steps", place), _("Langkah ini tidak pernah dijalani: syaratnya tidak mungkin terpenuhi bersama.")
    if definition.steps and any(not way.steps for way in ways):
        yield ("steps",), _("Pada sebagian jawaban tidak ada langkah sama sekali. Buat satu langkah tanpa syarat.")
    elif definition.steps and not definition.letter and any(way.steps[-1].does != Does.DECIDE for way in ways):
        yield ("steps",), _("Pada sebagian jawaban langkah terakhir bukan keputusan.")
    longest = max((_days(step.clock for step in way.steps) for way in ways), default=0)
    promised = definition.standard.time or promised_span()
    if promised.unit == Unit.WORKING_DAYS and longest > promised.amount:
        days = {"steps": longest, "promised": promised.amount}
        sentence = _("Langkah-langkahnya memakan %(steps)d hari kerja, padahal layanan dijanjikan dalam %(promised)d.")
        yield ("steps",), sentence % days


def _days(spans: Iterator[Span]) -> int:
    return sum(span.amount for span in spans if span.unit == Unit.WORKING_DAYS)


def promised_span() -> Span:
    """Where the standard sets no time: UU 30/2014 art. 53 as changed by UU 6/2023, in ground/data/deadlines.yaml."""
    rule = clock_rule("services", "decide")
    return Span(amount=rule.amount, unit=Unit(str(rule.unit)))

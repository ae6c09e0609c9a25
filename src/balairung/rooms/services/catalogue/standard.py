"""The fourteen components of a service standard (PermenPANRB 15/2014, lampiran) as they are published.

The first six are about how a service is given and must be published; the other eight about how it is run. Time,
procedure and product are told from the definition itself, so that page, poster and clock never disagree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balairung.ground.ui.templatetags.ui import rupiah
from balairung.kernel.obligations.rules import clock_rule, source_text
from balairung.rooms.services.definition.shape import Definition, Requirement, Span, Unit, Validity
from balairung.rooms.services.models import Version

PUBLISHED = 6


@dataclass(frozen=True)
class Component:
    """One of the fourteen. Without lines nobody has said it yet."""

    number: int
    key: str
    name: str
    lines: tuple[str, ...]

    @property
    def published(self) -> bool:
        return self.number <= PUBLISHED


def components(version: Version) -> list[Component]:
    """All fourteen of a version, in their order."""
    return components_of(definition_of(version))


def components_of(definition: Definition) -> list[Component]:
    told = list(_told(definition))
    return [
        Component(number, key, name, tuple(filter(None, lines))) for number, (key, name, lines) in enumerate(told, 1)
    ]


def definition_of(version: Version) -> Definition:
    """What a published version holds; it had the shape when it was published."""
    return Definition.model_validate(version.body)


def missing(definition: Definition) -> list[Component]:
    """What nobody has said yet."""
    return [component for component in components_of(definition) if not component.lines]


def _told(one: Definition) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    said = one.standard
    requirements = tuple(requirement.words for requirement in said.requirements) or (_("Tidak ada syarat."),)
    yield "requirements", _("Persyaratan"), requirements
    yield "procedure", _("Sistem, mekanisme, dan prosedur"), (*_way(one), said.procedure)
    yield "time", _("Jangka waktu pelayanan"), (promised(one), basis_of_time(one))
    yield "cost", _("Biaya atau tarif"), (cost_words(one), said.cost_words)
    yield "product", _("Produk pelayanan"), (said.product, lasting(one))
    yield "complaints", _("Penanganan pengaduan, saran, dan masukan"), (said.complaints or _our_channel(),)
    yield "basis", _("Dasar hukum"), tuple(basis.words for basis in said.basis)
    yield "facilities", _("Sarana, prasarana, dan fasilitas"), said.facilities
    yield "competence", _("Kompetensi pelaksana"), said.competence
    yield "oversight", _("Pengawasan internal"), (said.oversight,)
    yield "staff", _("Jumlah pelaksana"), (said.staff,)
    yield "guarantee", _("Jaminan pelayanan"), (said.guarantee,)
    yield "safety", _("Jaminan keamanan dan keselamatan pelayanan"), (said.safety,)
    yield "evaluation", _("Evaluasi kinerja pelaksana"), (said.evaluation,)


def _way(one: Definition) -> tuple[str, ...]:
    """From the form to the product, in the order in which it goes."""
    steps = (
        _("%(title)s (paling lama %(time)s)") % {"title": step.title, "time": span_words(step.clock)}
        for step in one.steps
    )
    begin = _("Anda mengisi formulir dari telepon, atau petugas desa mengisikannya untuk Anda.")
    return (begin, *steps)


def promised(one: Definition) -> str:
    return span_words(time_of(one))


def time_of(one: Definition) -> Span:
    """The standard's own time, else that of the law."""
    if one.standard.time:
        return one.standard.time
    rule = clock_rule("services", "decide")
    return Span(amount=rule.amount, unit=Unit(rule.unit.value))


def granted_after(one: Definition) -> str:
    """After how long silence grants it (UU 30/2014 art. 53): the law's own time; "" where a law sets another."""
    rule = clock_rule("services", "decide")
    return "" if one.standard.time_basis.strip() else amount_words(rule.amount, rule.unit.value)


def basis_of_time(one: Definition) -> str:
    return one.standard.time_basis or (
        "" if one.standard.time else source_text(clock_rule("services", "decide").source)
    )


def span_words(span: Span) -> str:
    """`3 hari kerja`, `14 hari`, `2 jam kerja`."""
    return amount_words(span.amount, span.unit)


def amount_words(amount: int, unit: str) -> str:
    if unit == Unit.OFFICE_HOURS:
        return ngettext("%(n)d jam kerja", "%(n)d jam kerja", amount) % {"n": amount}
    if unit == Unit.CALENDAR_DAYS:
        return ngettext("%(n)d hari", "%(n)d hari", amount) % {"n": amount}
    return ngettext("%(n)d hari kerja", "%(n)d hari kerja", amount) % {"n": amount}


def lasting(one: Definition) -> str:
    """How long the letter is good for."""
    if one.letter is None:
        return ""
    return (
        _("Berlaku %(time)s.") % {"time": _validity(one.letter.valid)}
        if one.letter.valid
        else _("Berlaku selama keterangan di dalamnya tidak berubah.")
    )


def _validity(valid: Validity) -> str:
    words = {
        "days": ngettext("%(n)d hari", "%(n)d hari", valid.amount),
        "months": ngettext("%(n)d bulan", "%(n)d bulan", valid.amount),
        "years": ngettext("%(n)d tahun", "%(n)d tahun", valid.amount),
    }
    return words[valid.unit] % {"n": valid.amount}


def cost_words(one: Definition) -> str:
    return price(one.standard.cost)


def price(cost: int) -> str:
    return rupiah(cost) if cost else _("Tidak dipungut biaya")


def _our_channel() -> str:
    return _("Sampaikan melalui menu Lapor di situs ini, di kantor pelayanan, atau melalui SP4N-LAPOR!.")


def no_longer(one: Definition) -> tuple[Requirement, ...]:
    """What other places ask for and this service does not."""
    return one.standard.cut

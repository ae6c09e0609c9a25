"""A preview and its outcome as lines of text, for the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.kernel.obligations.models import State
from balairung.rooms.complaints.intake.checking import Prepared, Survey
from balairung.rooms.complaints.intake.columns import BY_KEY
from balairung.rooms.complaints.intake.importing import Outcome
from balairung.rooms.complaints.intake.planning import Bad, Planned

SHORT = 70  # signs of a title
INDENT = "  "


def count(number: int) -> str:
    """`10.018`, as Indonesian writes it."""
    return f"{number:,}".replace(",", ".")


def preview_lines(name: str, prepared: Prepared, surveyed: Survey) -> Iterator[str]:
    """What the file is, what its columns became, and what its rows would do."""
    yield _("%(name)s: %(form)s.") % {"name": name, "form": prepared.table.form}
    yield _("Kolom yang dipakai:")
    for column in prepared.recognised.used:
        facts = {"header": column.header, "field": column.field.label if column.field else "", "why": column.why}
        yield INDENT + _("“%(header)s” menjadi %(field)s (%(why)s)") % facts
    if prepared.recognised.left_out:
        yield _("Kolom yang tidak dipakai:")
    for column in prepared.recognised.left_out:
        yield INDENT + _("“%(header)s” (%(why)s)") % {"header": column.header, "why": column.why}
    yield _("Contoh:")
    for plan in surveyed.examples:
        yield INDENT + example(plan)
    yield from count_lines(surveyed.new, surveyed.known, surveyed.changed, _("Baru"))
    yield from news_lines(surveyed.news)
    yield from missing_lines(surveyed, prepared)
    yield from stranger_lines(surveyed.strangers)
    yield from bad_lines(surveyed.bad)


def outcome_lines(outcome: Outcome) -> Iterator[str]:
    """What was written, and what was not."""
    yield from count_lines(outcome.new, outcome.known, outcome.changed, _("Diimpor"))
    if outcome.handed:
        yield _("Langsung diteruskan ke kantornya: %(count)s.") % {"count": count(outcome.handed)}
    yield from news_lines(outcome.news)
    yield from bad_lines(outcome.bad)


def example(plan: Planned) -> str:
    title = plan.title if len(plan.title) <= SHORT else f"{plan.title[:SHORT]}…"
    day = long_date(plan.filed_at.date())
    return _("baris %(row)s · %(day)s · %(state)s · %(title)s") % {
        "row": plan.row, "day": day, "state": state_word(plan.state), "title": title,
    }  # fmt: skip


def state_word(state: State) -> str:
    """How a report comes in: an open one begins at the coordinator's desk."""
    return _("masih terbuka") if state == State.NEW else str(state.label).lower()


def count_lines(new: Counter[State], known: int, changed: Sequence[str], verb: str) -> Iterator[str]:
    states = ", ".join(f"{count(number)} {state_word(state)}" for state, number in sorted(new.items()))
    yield f"{verb}: {count(new.total())}" + (f" ({states})" if states else "") + "."
    if new[State.NEW]:
        yield _("Batas waktu laporan yang masih terbuka dihitung sejak diimpor.")
    if known:
        yield _("Sudah ada, atau berulang dalam berkas ini: %(count)s.") % {"count": count(known)}
    if changed:
        facts = {"count": count(len(changed)), "rows": ", ".join(changed)}
        yield _("Sudah ada dengan isi lain, dibiarkan: %(count)s (baris %(rows)s).") % facts


def missing_lines(surveyed: Survey, prepared: Prepared) -> Iterator[str]:
    """What the rows do not say, and what they name that is not known here."""
    if undated := surveyed.missing["tanggal"]:
        day = long_date(prepared.reading.as_of.date())
        yield _("Tanpa tanggal, dianggap masuk %(day)s: %(count)s.") % {"day": day, "count": count(undated)}
    unknown = {key: number for key, number in sorted(surveyed.missing.items()) if key != "tanggal"}
    if unknown:
        words = ", ".join(f"{BY_KEY[key].label} {count(number)}" for key, number in unknown.items())
        yield _("Tidak dikenal di sini, jadi hanya ditulis dalam catatan petugas: %(words)s.") % {"words": words}


def news_lines(news: int) -> Iterator[str]:
    """How many reports that are here SP4N-LAPOR! says something new of."""
    if news:
        yield _("Sudah ada, dengan kabar baru dari SP4N-LAPOR! yang dicatat: %(count)s.") % {"count": count(news)}


def stranger_lines(strangers: Counter[str]) -> Iterator[str]:
    """The offices that nobody explained yet."""
    if strangers:
        yield _("Nama instansi yang belum dipetakan ke kantor di sini: %(count)s.") % {"count": count(len(strangers))}
    for name, number in sorted(strangers.items()):
        yield INDENT + _("“%(name)s” (%(count)s laporan)") % {"name": name, "count": count(number)}


def bad_lines(bad: Sequence[Bad]) -> Iterator[str]:
    if bad:
        yield _("Tidak dapat diimpor: %(count)s baris.") % {"count": count(len(bad))}
    for one in bad:
        yield INDENT + _("Baris %(row)s: %(sentence)s") % {"row": one.row, "sentence": one.sentence}

"""One row of the register in words."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from balairung.kernel.people.matters import full_title
from balairung.kernel.people.models import Delegation


def short_date(day: date) -> str:
    """`31 Desember 2026`."""
    return str(date_format(day, "j F Y"))


def rupiah(amount: int) -> str:
    """`Rp50.000.000`, on one line."""
    return f"Rp{number_format(amount, force_grouping=True)}"


def given_words(row: Delegation) -> str:
    """How it came to the receiver, and from whom."""
    if row.giver is None:
        return _("Atribusi: diberikan langsung oleh peraturan")
    kind = str(row.get_kind_display())
    return _("%(kind)s dari %(giver)s") % {"kind": kind[:1].upper() + kind[1:], "giver": full_title(row.giver)}


def term_words(row: Delegation) -> str:
    """Until when, or since when where no end is known."""
    if row.withdrawn_from:
        return _("dicabut mulai %(day)s") % {"day": short_date(row.withdrawn_from)}
    if row.until:
        return _("sampai %(day)s") % {"day": short_date(row.until)}
    return _("sejak %(day)s") % {"day": short_date(row.since)}


def limit_words(row: Delegation, *, where: bool = True) -> list[str]:
    """Where, how far, and under which conditions."""
    said = [str(row.region)] if where and row.region else []
    if row.value_limit is not None:
        said.append(_("paling tinggi %(sum)s") % {"sum": rupiah(row.value_limit)})
    if row.scale_limit:
        said.append(_("usaha sampai skala %(scale)s") % {"scale": row.get_scale_limit_display()})
    if row.only_in_absence:
        said.append(_("hanya bila pemberi berhalangan"))
    return [*said, row.conditions] if row.conditions else said

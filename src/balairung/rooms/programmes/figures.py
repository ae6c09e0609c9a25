"""Figures as people in Indonesia and their spreadsheets write them."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused

MOST = Decimal(10) ** 13
_PLAIN = re.compile(r"-?\d+(?:[.,]\d{1,4})?")
_GROUPED = re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d{1,4})?|-?\d{1,3}(?:,\d{3})+(?:\.\d{1,4})?")
_DOUBTFUL = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")


def read_figure(text: str) -> Decimal:
    """`37,5`, `37.5`, `1.250,5` and `1250` are what they look like; `1.250` could be two things and is refused.

    At most four places behind the comma. Raise `Refused` with a sentence.
    """
    typed = re.sub(r"\s", "", text).removesuffix("%")
    if _DOUBTFUL.fullmatch(typed):
        digits = typed.replace(".", ",")
        facts = {"typed": text[:40], "whole": re.sub(r"[.,]", "", typed), "part": f"{digits}0"}
        raise Refused(_("“%(typed)s” dapat dibaca dua cara. Tulis %(whole)s, atau %(part)s bila itu pecahan.") % facts)
    if _PLAIN.fullmatch(typed):
        return _limited(Decimal(typed.replace(",", ".")), text)
    if _GROUPED.fullmatch(typed):
        mark = max(typed.rfind("."), typed.rfind(","))
        both = "." in typed and "," in typed
        whole, part = (typed[:mark], typed[mark + 1 :]) if both else (typed, "0")
        return _limited(Decimal(f"{re.sub(r'[.,]', '', whole)}.{part}"), text)
    raise Refused(_("“%(typed)s” bukan angka. Tulis seperti 37,5 atau 1250.") % {"typed": text[:40]})


def _limited(value: Decimal, text: str) -> Decimal:
    if abs(value) >= MOST:
        raise Refused(_("Angka %(typed)s terlalu besar. Periksa jumlah nolnya.") % {"typed": text[:40]})
    return value


def figure(value: Decimal | None) -> str:
    """`1.250,5`: as it is read, without what is zero behind the comma; nothing for nothing."""
    if value is None:
        return ""
    whole, _point, part = f"{value:,.4f}".partition(".")
    return whole.replace(",", ".") + (f",{part.rstrip('0')}" if part.rstrip("0") else "")

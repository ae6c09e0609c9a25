"""`{% load unsealing %}`: what is sealed is shown masked, with the way to open it; and who opened it, to its owner."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from balairung.ground.common import masking
from balairung.kernel.obligations.models import Obligation, Unsealing

register = template.Library()
MOST = 20  # openings on the page of whom they are about


@register.filter
def masked(value: str | None) -> str:
    """`0812••••5678`, `3211••••••••0001`."""
    return masking.mask(value or "")


@register.inclusion_tag("obligations/_sealed.html", takes_context=True)
def sealed(context: Context, kind: str, ref: str, value: str) -> dict[str, Any]:
    """A contact, masked; one tap opens it to call its owner, another asks what else for."""
    return {"kind": kind, "ref": ref, "shown": masking.mask(value), "csrf_token": context.get("csrf_token", "")}


@register.inclusion_tag("obligations/_unsealed.html")
def unsealed(obligation: Obligation) -> dict[str, Any]:
    """Who of ours opened the data of whoever reads this page."""
    rows = list(Unsealing.objects.of_case(obligation).select_related("post", "office")[: MOST + 1])
    return {"rows": rows[:MOST], "more": len(rows) > MOST}

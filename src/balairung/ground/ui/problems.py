"""Refusals for programs, as RFC 9457 has them."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.http import JsonResponse

MEDIA_TYPE = "application/problem+json"


def problem(status: int, code: str, detail: object = "", *, errors: Sequence[dict[str, Any]] = ()) -> JsonResponse:
    """`code` is the word that a program looks at, `detail` the sentence for its people; `errors` name the fields."""
    body: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code}
    body |= {"detail": str(detail)} if detail else {}
    body |= {"errors": list(errors)} if errors else {}
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE)

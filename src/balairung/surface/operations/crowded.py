"""When all seats are taken for too long (config/seats.py): a sentence and a time, instead of endless waiting."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.handlers.wsgi import WSGIRequest

from balairung.surface.operations import metrics
from balairung.surface.operations.apology import sorry


def crowded(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """Below Django's middleware, which would need a seat: so it brings its own header."""
    response = sorry(WSGIRequest(environ), "busy")
    response["X-Content-Type-Options"] = "nosniff"
    metrics.count(response.status_code, 0.0)
    start_response(f"503 {HTTPStatus(503).phrase}", list(response.items()))
    return [response.content]

"""The API put together: its operations, how refusals look, and the document that describes it (OpenAPI 3.1)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from balairung.ground.ui.problems import problem
from balairung.surface.api import hooks, own, reports, vocabulary
from balairung.surface.api.asking import Outdated, Unfit

api = NinjaAPI(title="Balairung", version="1", urls_namespace="api", openapi_url=None, docs_url=None)
for router in (own.router, reports.router, vocabulary.router, hooks.router):
    api.add_router("", router)


@api.exception_handler(Exception)
def _raised(request: HttpRequest, failure: Exception) -> NoReturn:
    """What the actions refuse is answered where the key was asked for (audience.programs)."""
    raise failure


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, failure: HttpError) -> HttpResponse:
    return problem(failure.status_code, "unreadable", _("Isi permintaan bukan JSON yang dapat dibaca."))


@api.exception_handler(ValidationError)
def _misshapen(request: HttpRequest, failure: ValidationError) -> HttpResponse:
    """What does not have the shape that the document describes."""
    errors = [{"pointer": _pointer(one["loc"]), "detail": str(one["msg"])} for one in failure.errors]
    return problem(422, "invalid", _("Bentuk permintaan tidak sesuai dengan dokumentasi."), errors=errors)


@api.exception_handler(Unfit)
def _unfit(request: HttpRequest, failure: Unfit) -> HttpResponse:
    """What has the shape, and does not make sense."""
    return problem(422, "refused", " ".join(one["detail"] for one in failure.errors), errors=failure.errors)


@api.exception_handler(Outdated)
def _outdated(request: HttpRequest, failure: Outdated) -> HttpResponse:
    return problem(412, "outdated", _("Laporan ini sudah berubah sejak Anda baca. Baca lagi, lalu putuskan."))


def _pointer(place: tuple[Any, ...]) -> str:
    """`("body", "body", "topic")` is /topic; of a query or header its name."""
    where, *rest = place
    return "/" + "/".join(map(str, rest[1:] if where == "body" else rest))


def unpacked(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A multipart request holds its JSON in the part `json` and its files in parts `files`: from here on that part is
    its body. It must be read as a form first, for files go to the disk while they come in.
    """

    @wraps(view)
    def opened(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.content_type == "multipart/form-data":
            request._body = request.POST.get("json", "{}").encode("utf-8", "surrogatepass")
        return view(request, *args, **kwargs)

    return opened

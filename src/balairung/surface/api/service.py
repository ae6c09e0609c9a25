"""The API put together: its operations, how refusals look, and the document that describes it (OpenAPI 3.1)."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache, wraps
from typing import Any, NoReturn

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi import get_schema

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
    return _shapeless([{"pointer": _pointer(one["loc"]), "detail": _said(one)} for one in failure.errors])


def _shapeless(errors: list[dict[str, Any]]) -> HttpResponse:
    return problem(422, "invalid", _("Bentuk permintaan tidak sesuai dengan dokumentasi."), errors=errors)


@api.exception_handler(Unfit)
def _unfit(request: HttpRequest, failure: Unfit) -> HttpResponse:
    """What has the shape, and does not make sense."""
    return problem(422, "refused", " ".join(one["detail"] for one in failure.errors), errors=failure.errors)


@api.exception_handler(Outdated)
def _outdated(request: HttpRequest, failure: Outdated) -> HttpResponse:
    return problem(412, "outdated", _("Laporan ini sudah berubah sejak Anda baca. Baca lagi, lalu putuskan."))


#: What is wrong with a shape, by the library's own name for it; of the others it says itself, in English.
FAULTS = {
    "missing": gettext_lazy("Wajib diisi."),
    "extra_forbidden": gettext_lazy("Tidak kami kenal."),
    "string_type": gettext_lazy("Harus teks."),
    "bool_type": gettext_lazy("Harus true atau false."),
    "float_type": gettext_lazy("Harus angka."),
    "int_parsing": gettext_lazy("Harus bilangan bulat."),
    "list_type": gettext_lazy("Harus daftar."),
    "string_too_short": gettext_lazy("Paling sedikit %(min_length)d huruf."),
    "string_too_long": gettext_lazy("Paling banyak %(max_length)d huruf."),
    "too_long": gettext_lazy("Paling banyak %(max_length)d."),
    "string_pattern_mismatch": gettext_lazy("Bentuknya tidak sesuai: %(pattern)s"),
    "literal_error": gettext_lazy("Pilih salah satu: %(expected)s."),
    "greater_than_equal": gettext_lazy("Paling kecil %(ge)s."),
    "less_than_equal": gettext_lazy("Paling besar %(le)s."),
}


def _said(fault: dict[str, Any]) -> str:
    sentence = FAULTS.get(fault["type"])
    return str(sentence) % fault.get("ctx", {}) if sentence else str(fault["msg"])


def _pointer(place: tuple[Any, ...]) -> str:
    """`("body", "body", "topic")` is /topic; of a query or header its name."""
    where, *rest = place
    return "/" + "/".join(map(str, rest[1:] if where == "body" else rest))


def known(view: Callable[..., HttpResponseBase], path: str) -> Callable[..., HttpResponseBase]:
    """The view, for queries that name only what it knows: a filter with a slip in its name would filter nothing."""
    names = {
        method.upper(): {each["name"] for each in one["parameters"] if each["in"] == "query"}
        for method, one in described()["paths"][path].items()
    }

    @wraps(view)
    def named(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
        strange = sorted(set(request.GET) - names.get(request.method or "", set(request.GET)))
        if strange:
            errors = [{"pointer": f"/{name}", "detail": str(FAULTS["extra_forbidden"])} for name in strange]
            return _shapeless(errors)
        return view(request, *args, **kwargs)

    return named


@cache
def described() -> dict[str, Any]:
    """What the framework knows of the operations; `document.py` completes it."""
    made: dict[str, Any] = json.loads(json.dumps(get_schema(api)))
    return made


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

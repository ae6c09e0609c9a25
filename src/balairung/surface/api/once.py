"""A request that comes twice is done once: `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07).

The same key with the same request is answered as before, for a day. The same key with another request is refused
(422); while the first is still being answered the second is told to wait (409). What the request does and what it is
answered are one transaction: after a crash there is either both or neither. A refusal is not kept: mend it and send it
again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec

from django.db import IntegrityError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.ui.problems import problem
from balairung.kernel.files.cleaning import clean
from balairung.kernel.people.middleware import now_of
from balairung.surface.api.models import Answered

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
WORD = re.compile(r"[!-~]{1,255}")
LEASE = timedelta(minutes=5)  # whoever has not answered by then died: an answer takes seconds
KEPT = timedelta(hours=24)
WRITES = {"POST", "PATCH", "DELETE"}


def once(view: View[P]) -> View[P]:
    """The view, for whoever sends an idempotency key with what it writes; without one as it is."""

    @wraps(view)
    def kept(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        word = request.headers.get("Idempotency-Key")
        if request.method not in WRITES or word is None:
            return view(request, *args, **kwargs)
        if not WORD.fullmatch(word):
            raise Refused(_("Idempotency-Key terdiri atas 1 sampai 255 tanda ASCII tanpa spasi."))
        _look_at_files(request)
        begun = _begin(request, word, now_of(request))
        if isinstance(begun, HttpResponse):
            return begun
        return _answer(begun, lambda: view(request, *args, **kwargs))

    return kept


def _answer(begun: Answered, view: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    done = False
    try:
        with transaction.atomic():
            response = view()
            if done := response.status_code < 300 and isinstance(response, HttpResponse):
                _keep(begun, response)
        return response
    finally:
        if not done:
            Answered.objects.filter(pk=begun.pk).delete()


def _keep(begun: Answered, response: HttpResponseBase) -> None:
    begun.status, begun.etag = response.status_code, response.headers.get("ETag", "")
    begun.body = getattr(response, "content", b"").decode()
    begun.save(update_fields=["status", "body", "etag"])


def _begin(request: HttpRequest, word: str, now: datetime) -> Answered | HttpResponse:
    """A row of one's own; or what was answered before, or why there is no answer."""
    key = request.api_key  # type: ignore[attr-defined]
    mark, asked = keyed_hash("idempotency", word), _asked(request)
    Answered.objects.filter(key=key, mark=mark, begun_at__lt=now - KEPT).delete()
    try:
        with transaction.atomic():
            return Answered.objects.create(key=key, mark=mark, asked=asked, begun_at=now)
    except IntegrityError:
        known = Answered.objects.filter(key=key, mark=mark).first()
    except OperationalError:  # whoever was first still holds it, inside a transaction of its own
        known = None
    return _again(known, asked, now)


def _again(known: Answered | None, asked: str, now: datetime) -> Answered | HttpResponse:
    if known and known.asked != asked:
        return problem(422, "idempotency-key-reused", _("Idempotency-Key ini sudah dipakai untuk permintaan lain."))
    if known and known.status is not None:
        response = HttpResponse(known.body, status=known.status, content_type="application/json; charset=utf-8")
        response["Idempotency-Replayed"] = "true"
        if known.etag:
            response["ETag"] = known.etag
        return response
    if known and Answered.objects.filter(pk=known.pk, status=None, begun_at__lt=now - LEASE).update(begun_at=now):
        return known
    return problem(409, "in-flight", _("Permintaan yang sama sedang dikerjakan. Tunggu sebentar, lalu kirim lagi."))


def _asked(request: HttpRequest) -> str:
    """Method, address and content; of a multipart request its parts, because its boundary differs each time."""
    said = [request.method or "", request.get_full_path(), request.headers.get("If-Match", "")]
    said += [request.headers.get("Report-Code", ""), request.body.decode("latin-1")]
    for upload in request.FILES.getlist("files"):
        said += [upload.name or "", keyed_hash("upload", upload.read().decode("latin-1"))]
        upload.seek(0)
    return keyed_hash(*said)


def _look_at_files(request: HttpRequest) -> None:
    """Cleaned before the transaction begins, for that may take seconds; what is wrong with them is said later."""
    for upload in request.FILES.getlist("files"):
        with suppress(Refused):
            clean(upload)

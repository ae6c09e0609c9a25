"""Snapshots: which there are, and each of their files, also in parts."""

from __future__ import annotations

from datetime import date

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from balairung.ground.common.text import read_day
from balairung.kernel.files.ranges import Part, asked_part
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.house import house_url
from balairung.surface.opendata import kept
from balairung.surface.opendata.kept import Kept, Snapshot

FOR_EVER = 365 * 24 * 3600
SHOWN = {"text/html", "text/css", "text/plain"}  # opened in the browser; everything else is saved


@require_safe
@everyone
def listing(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All that are kept, the newest first."""
    context = {"snapshots": kept.snapshots(), "days": kept.DAYS, "months": kept.MONTHS, "house": house_url()}
    return render(request, "opendata/snapshots.html", context)


@require_safe
@everyone
def give(request: HttpRequest, actor: Actor, day: str, name: str) -> HttpResponseBase:
    """One file of a manifest. No path is made of an address: what no manifest names is not there."""
    snapshot = _found(read_day(day))
    file = snapshot.files.get(name)
    if file is None:
        raise Http404
    answer = _content(request, snapshot, file)
    answer["Cache-Control"] = f"public, max-age={FOR_EVER}, immutable"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _found(day: date | None) -> Snapshot:
    found = kept.snapshot_of(kept.root(), day) if day else None
    if found is None:
        raise Http404
    return found


def _content(request: HttpRequest, snapshot: Snapshot, file: Kept) -> HttpResponseBase:
    """The whole, or the part that was asked for (RFC 9110, section 14): who was cut off goes on from there."""
    tag = f'"{file.sha256}"'
    if request.headers.get("If-None-Match", "") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    part = asked_part(request, size=file.size, tag=tag)
    if part is not None and not part:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    answer: HttpResponseBase
    if request.method == "HEAD":
        answer = HttpResponse(content_type=_media_type(file), headers={"Content-Length": str(file.size)})
    else:
        answer = _sent(snapshot, file, part)
    answer["Accept-Ranges"], answer["ETag"] = "bytes", tag
    return answer


def _sent(snapshot: Snapshot, file: Kept, part: range | None) -> HttpResponseBase:
    content = (snapshot.folder / file.name).open("rb")
    answer = FileResponse(
        content if part is None else Part(content, part), filename=file.name, content_type=_media_type(file),
        as_attachment=file.media_type not in SHOWN or _is_packed(file),
    )  # fmt: skip
    if part is not None:
        answer.status_code = 206
        answer["Content-Length"] = str(len(part))
        answer["Content-Range"] = f"bytes {part[0]}-{part[-1]}/{file.size}"
    return answer


def _is_packed(file: Kept) -> bool:
    return file.name.endswith(".gz")


def _media_type(file: Kept) -> str:
    if _is_packed(file):
        return "application/gzip"
    return f"{file.media_type}; charset=utf-8" if file.media_type.startswith("text/") else file.media_type

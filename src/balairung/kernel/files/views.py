"""Gives out files to whoever holds a link that still opens."""

from datetime import datetime
from io import BufferedReader
from pathlib import Path, PurePosixPath

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from balairung.kernel.files import disk
from balairung.kernel.files.actions import shown
from balairung.kernel.files.links import Link, read_link
from balairung.kernel.files.models import File
from balairung.kernel.files.names import clean_name
from balairung.kernel.files.ranges import Part, asked_part
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of

_KEPT_BY_BROWSERS = 3600  # seconds


@everyone
@require_safe
def give(request: HttpRequest, actor: Actor, signed: str, name: str) -> HttpResponse | FileResponse:
    """The file, or its redacted version if there is one. `name` is for the reader of the address and is not trusted."""
    link, now = read_link(signed), now_of(request)
    if link is None:
        raise Http404
    if link.until <= now:
        return render(request, "files/expired.html", status=410)
    file = shown(get_object_or_404(File.objects.select_related("redacted"), pk=link.file_id))
    return _with_guards(_content(request, file, link.variant), link, now)


def _content(request: HttpRequest, file: File, variant: str) -> HttpResponse | FileResponse:
    """Pictures, sound and film may be shown in the browser; everything else is saved."""
    preview = disk.full_path(disk.preview_of(file.path))
    if variant == "preview" and preview.is_file():
        return FileResponse(_open(preview), filename=clean_name("", "jpg"), content_type="image/jpeg")
    part = asked_part(request, size=file.size, tag=f'"{file.sha256}"')
    if part is None:
        return _given(file, variant, _open(disk.full_path(file.path)))
    if not part:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    response = _given(file, variant, Part(_open(disk.full_path(file.path)), part))
    response.status_code = 206
    response["Content-Length"] = str(len(part))
    response["Content-Range"] = f"bytes {part[0]}-{part[-1]}/{file.size}"
    return response


def _given(file: File, variant: str, content: BufferedReader | Part) -> FileResponse:
    saved = file.family not in {"image", "audio", "video"}
    name = file.name if variant == "clean" else clean_name("", PurePosixPath(file.path).suffix[1:])
    response = FileResponse(content, as_attachment=saved, filename=name, content_type=file.media_type)
    response["Accept-Ranges"], response["ETag"] = "bytes", f'"{file.sha256}"'
    return response


def _open(path: Path) -> BufferedReader:
    if not path.is_file():
        raise Http404
    return path.open("rb")


def _with_guards(response: HttpResponse | FileResponse, link: Link, now: datetime) -> HttpResponse | FileResponse:
    """Should a file be something else after all, it can do nothing here: no script, no origin, no guessing its type."""
    seconds = min(_KEPT_BY_BROWSERS, int((link.until - now).total_seconds()))
    response["Cache-Control"] = f"private, max-age={seconds}"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    return response

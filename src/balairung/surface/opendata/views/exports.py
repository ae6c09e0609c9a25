"""A dataset as it is at this moment, in one of its forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO
from urllib.parse import urlencode

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition, require_safe

from balairung.ground.common.errors import Refused
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.house import house_url, the_regency
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.throttle import within_limit
from balairung.surface.opendata import describing, kept, parquet, workbooks
from balairung.surface.opendata.formats import FORMS, Form, raw_csv
from balairung.surface.opendata.reading import rows_of
from balairung.surface.opendata.registry import BY_KEY
from balairung.surface.opendata.shape import Asked, Dataset, Record
from balairung.surface.opendata.writing import in_gulps

WHOLE = 100_000  # rows of what is made before its first byte is sent; what has more is given from the last snapshot
PAGE = 10_000  # rows of one page
ASKED = ("bulan", "sesudah", "banyak")


def get_dataset(key: str) -> Dataset:
    if key not in BY_KEY:
        raise Http404
    return BY_KEY[key]


def _etag(request: HttpRequest, actor: Actor, key: str, form: str) -> str | None:
    """Where a dataset knows whether anything was written."""
    dataset = BY_KEY.get(key)
    if dataset is None or dataset.stamp is None:
        return None
    told = (form, [request.GET.get(name, "") for name in ASKED], dataset.stamp(), dataset.changes[0].on)
    return f'W/"{sha256(repr(told).encode()).hexdigest()[:32]}"'


def _modified(request: HttpRequest, actor: Actor, key: str, form: str) -> datetime | None:
    dataset = BY_KEY.get(key)
    return dataset.touched() if dataset and dataset.touched else None


@require_safe
@everyone
def reports(request: HttpRequest, actor: Actor, form: str) -> HttpResponseBase:
    """The oldest of the addresses: what others link to stays where it was."""
    answer: HttpResponseBase = _table(request, actor, "pengaduan", form)
    return answer


@require_safe
@everyone
def table(request: HttpRequest, actor: Actor, key: str, form: str) -> HttpResponseBase:
    """All rows; with `bulan` (2026-03) those of a month, with `sesudah` what comes after a row, `banyak` so many."""
    answer: HttpResponseBase = _table(request, actor, key, form)
    return answer


@condition(etag_func=_etag, last_modified_func=_modified)
def _table(request: HttpRequest, actor: Actor, key: str, form: str) -> HttpResponseBase:
    dataset = get_dataset(key)
    one = FORMS[form]
    if not one.fits(dataset):
        raise Http404
    try:
        asked, most = _asked(request)
        rows = rows_of(dataset, asked)
    except Refused as refused:
        return _sentence(str(refused), 400)
    if not within_limit(request, "open-data", settings.OPEN_DATA_LIMIT):
        return _sentence(_("Terlalu banyak permintaan dari jaringan ini. Coba lagi satu jam lagi."), 429)
    if one.writer is None and not (asked.month or asked.after or most) and (stored := _stored(dataset, one)):
        return redirect(stored)
    if request.method == "HEAD":  # nothing is read for an answer without a body
        return _headed(request, dataset, one, HttpResponse(content_type=one.content_type))
    return _headed(request, dataset, one, _answer(request, dataset, one, rows, most))


def _asked(request: HttpRequest) -> tuple[Asked, int]:
    """Raise `Refused` for what cannot be read."""
    said = {name: request.GET.get(name, "") for name in ASKED}
    number = said["banyak"]
    most = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
    if number and not 0 < most <= PAGE:
        raise Refused(_("Banyak ditulis sebagai bilangan, paling besar %(most)d.") % {"most": PAGE})
    handful = min(most + 1, 500) if most else 500
    return Asked(now_of(request), said["sesudah"][:200].replace("\0", ""), said["bulan"], handful), most


def _sentence(words: str, status: int) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")


def _stored(dataset: Dataset, form: Form) -> str:
    """The same in the newest snapshot, where it would take long to make it now."""
    snapshot = kept.newest()
    table = snapshot.tables.get(dataset.key) if snapshot else None
    if snapshot is None or table is None or table.rows <= WHOLE or form.key not in table.files:
        return ""
    return reverse("data:snapshot_file", args=[snapshot.day.isoformat(), table.files[form.key].name])


def _answer(request: HttpRequest, dataset: Dataset, form: Form, rows: Iterator[Record], most: int) -> HttpResponseBase:
    told: Iterable[Record] = rows
    following = ""
    if most:
        page = list(islice(rows, most + 1))
        told, following = page[:most], _following(request, dataset, form, page, most)
    if form.writer is None:
        answer: HttpResponseBase = FileResponse(_made(dataset, form, told), content_type=form.content_type)
    else:
        streamed = StreamingHttpResponse(in_gulps(form.writer(dataset, told)), content_type=form.content_type)
        answer = gzip_page(lambda request: streamed)(request)
    if following:
        answer["Link"] = f'<{following}>; rel="next"'
    return answer


def _following(request: HttpRequest, dataset: Dataset, form: Form, page: list[Record], most: int) -> str:
    if len(page) <= most:
        return ""
    said = {name: request.GET[name] for name in ASKED if name in request.GET}
    query = urlencode(said | {"sesudah": str(page[most - 1].values[0])})
    return f"{describing.live_address(dataset, form)}?{query}"


def _made(dataset: Dataset, form: Form, rows: Iterable[Record]) -> BinaryIO:
    """Made whole in a folder that is gone at once: the open file remains until it is sent."""
    with TemporaryDirectory() as folder, override(settings.LANGUAGE_CODE):
        path, raw = Path(folder) / f"{dataset.key}.{form.key}", Path(folder) / "raw.csv"
        if form.key == "parquet":
            with raw.open("wb") as out:
                out.writelines(in_gulps(raw_csv(dataset, rows)))
            work = parquet.write([parquet.Job(path, dataset, raw)], Path(folder))
        else:
            work = workbooks.write(path, dataset, rows, about=describing.about_lines(dataset))
        for _breath in work:
            pass
        return path.open("rb")


def _headed(request: HttpRequest, dataset: Dataset, form: Form, answer: HttpResponseBase) -> HttpResponseBase:
    """Its name, where to read about it, where to go on, and that pages of any site may read it."""
    regency = the_regency()
    name = "-".join(filter(None, (dataset.key, regency.code if regency else "", request.GET.get("bulan", ""))))
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form.key}"'
    schema = house_url() + reverse("data:schema", args=[dataset.key])
    links = [
        f'<{settings.DATA_LICENCE}>; rel="license"', f'<{describing.address_of(dataset)}>; rel="about"',
        f'<{schema}>; rel="describedby"; type="application/json"', *filter(None, [answer.get("Link")]),
    ]  # fmt: skip
    answer["Link"] = ", ".join(links)
    answer["Link-Template"] = f'"{describing.live_address(dataset, form)}{{?sesudah,banyak}}"; rel="next"'  # RFC 9652
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Access-Control-Expose-Headers"] = "Link, Link-Template"
    answer["Cache-Control"] = "public, no-cache"
    return answer

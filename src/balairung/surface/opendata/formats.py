"""The forms in which every dataset is given, and which of them a dataset has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from balairung.surface.opendata import parquet, writing
from balairung.surface.opendata.shape import Dataset, Record, Words


class Writer(Protocol):
    def __call__(self, dataset: Dataset, rows: Iterable[Record]) -> Iterator[str]: ...


@dataclass(frozen=True)
class Form:
    """One form; `writer` where it can be sent while its rows are still being read, otherwise it is made whole first."""

    key: str
    media_type: str
    words: Words  # for whom it is
    writer: Writer | None = None
    fits: Callable[[Dataset], bool] = lambda dataset: True

    @property
    def content_type(self) -> str:
        return f"{self.media_type}; charset=utf-8" if self.writer else self.media_type

    @property
    def packed(self) -> bool:
        """Whether it becomes much smaller by packing: text does, the others are packed inside."""
        return self.writer is not None


def _is_mapped(dataset: Dataset) -> bool:
    return dataset.mapped


def _has_convention(dataset: Dataset) -> bool:
    return dataset.xml is not None


def _has_parquet(dataset: Dataset) -> bool:
    return parquet.installed()


FORMS = {
    form.key: form
    for form in (
        Form("csv", "text/csv", _("untuk lembar kerja dan hampir semua program"), writing.as_csv),
        Form("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
             _("untuk Excel dan LibreOffice")),
        Form("json", "application/json", _("untuk aplikasi web"), writing.as_json),
        Form("ndjson", "application/x-ndjson", _("satu objek setiap baris, untuk data besar"), writing.as_ndjson),
        Form("geojson", "application/geo+json", _("untuk peta"), writing.as_geojson, _is_mapped),
        Form("xml", "text/xml", _("menurut GeoReport Bulk"), writing.as_xml, _has_convention),
        Form("parquet", "application/vnd.apache.parquet", _("untuk analisis data besar"), None, _has_parquet),
    )
}  # fmt: skip
raw_csv = partial(writing.as_csv, raw=True)


def forms_of(dataset: Dataset) -> list[Form]:
    return [form for form in FORMS.values() if form.fits(dataset)]

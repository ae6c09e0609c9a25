"""What the data are, for programs: DCAT 3 (JSON-LD), Frictionless Data Package 2 and Table Schema.

DCAT: www.w3.org/TR/vocab-dcat-3/, with what DCAT-AP 3 asks for. Frictionless: datapackage.org, version 2.0. The fields
under `sdi` are those that Perpres 39/2019 (Satu Data Indonesia) names for the standard of a datum: konsep, definisi,
klasifikasi, ukuran, satuan; and its keeper (walidata) and maker (produsen data). [from memory, not read again]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Max, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.ground.common.polygons import UNITS
from balairung.kernel.people.house import house_url, the_regency
from balairung.kernel.people.models import Account, Boundary, Office
from balairung.rooms.complaints.routing import coordinating_office
from balairung.surface.opendata.formats import Form, forms_of
from balairung.surface.opendata.kept import Kept, Table
from balairung.surface.opendata.registry import DATASETS
from balairung.surface.opendata.shape import Dataset

FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/"
LANGUAGE = "http://publications.europa.eu/resource/authority/language/IND"
THEME = "http://publications.europa.eu/resource/authority/data-theme/GOVE"
MEDIA = "https://www.iana.org/assignments/media-types/"
SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#", "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#", "xsd": "http://www.w3.org/2001/XMLSchema#",
}  # fmt: skip
Tables = Mapping[str, Table]
Told = dict[str, Any]


def address_of(dataset: Dataset) -> str:
    return house_url() + reverse("data:dataset", args=[dataset.key])


def live_address(dataset: Dataset, form: Form) -> str:
    return house_url() + reverse("data:table", args=[dataset.key, form.key])


def kept_address(day: date, name: str) -> str:
    return house_url() + reverse("data:snapshot_file", args=[day.isoformat(), name])


def publisher() -> str:
    regency = the_regency()
    return _("Pemerintah %(regency)s") % {"regency": regency} if regency else "Balairung"


def source_line(dataset: Dataset) -> str:
    """How it is cited: who, what, where."""
    return f"{publisher()}. {dataset.title}. {address_of(dataset)}"


def about_lines(dataset: Dataset) -> list[tuple[str, str]]:
    """For the last sheet of a workbook."""
    told = [(_("Sumber"), source_line(dataset)), (_("Lisensi"), settings.DATA_LICENCE)]
    return [*told, (_("Asal"), str(dataset.source))] if dataset.source else told


# --- Frictionless --------------------------------------------------------------------------------------------------


def schema(dataset: Dataset) -> Told:
    """Table Schema of its tabular forms."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [
            {
                "name": one.name, "type": str(one.kind), "description": str(one.meaning),
                **({"unit": str(one.unit)} if one.unit else {}),
                "sdi": {"konsep": one.name, "definisi": str(one.meaning), "klasifikasi": "",
                        "ukuran": str(one.kind.words), "satuan": str(one.unit)},
            }
            for one in dataset.columns
        ],
        "fieldsMatch": "exact",
        "primaryKey": [dataset.names[0]],
        "missingValues": [""],
    }  # fmt: skip


def package(tables: Tables, day: date | None) -> Told:
    """Every dataset as CSV; of a snapshot the files that lie beside it, otherwise what is sent at once."""
    regency = the_regency()
    code = regency.code if regency else ""
    told: Told = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "-".join(filter(None, ["data-terbuka", code])),
        "id": house_url() + reverse("data:about"),
        "title": _("Data terbuka %(publisher)s") % {"publisher": publisher()},
        "homepage": house_url() + reverse("data:about"),
        "licenses": [{"path": settings.DATA_LICENCE, "title": "CC BY 4.0"}],
        "contributors": [{"title": publisher(), "roles": ["publisher", "walidata"]}],
        "resources": [_resource(one, tables.get(one.key), day) for one in DATASETS],
    }
    return told | ({"version": day.isoformat()} if day else {})


def _resource(dataset: Dataset, table: Table | None, day: date | None) -> Told:
    told: Told = {
        "name": dataset.key, "type": "table", "title": str(dataset.title), "description": str(dataset.lede),
        "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "schema": schema(dataset),
        "sources": [{"title": str(dataset.office), "path": address_of(dataset)}],
        "sdi": {"produsen_data": str(dataset.office), "walidata": publisher(), "frekuensi": str(dataset.often.words)},
    }  # fmt: skip
    if table is None or day is None:
        (csv,) = [form for form in forms_of(dataset) if form.key == "csv"]
        return told | {"path": live_address(dataset, csv)}
    kept = table.files["csv"]
    return told | {"path": kept.name, "compression": "gz", "bytes": kept.size, "hash": f"sha256:{kept.sha256}"}


# --- DCAT ----------------------------------------------------------------------------------------------------------


def catalogue(tables: Tables, day: date | None) -> Told:
    """The catalogue with all its datasets; `tables` and `day` are of the newest snapshot, which knows sizes."""
    where, regency = house_url() + reverse("data:about"), the_regency()
    agent = {"@id": f"{where}#penerbit", "@type": "foaf:Agent", "foaf:name": publisher()}
    spatial, contact = _spatial(), _contact()
    told: Told = {
        "@context": CONTEXT, "@id": where, "@type": "dcat:Catalog",
        "dct:title": _said(_("Data terbuka %(publisher)s") % {"publisher": publisher()}),
        "dct:description": _said(_("Data yang dibuka untuk semua orang: laporan warga, layanan, kantor, proyek, dan "
                                   "hasil kerja pemerintah daerah.")),
        "dct:publisher": agent, "dct:language": {"@id": LANGUAGE}, "dct:license": {"@id": settings.DATA_LICENCE},
        "dct:identifier": regency.code if regency else "", "foaf:homepage": {"@id": house_url() + "/"},
        "dct:spatial": spatial, "dcat:themeTaxonomy": {"@id": THEME.rpartition("/")[0]},
        "dcat:dataset": [_dataset(one, tables.get(one.key), day, spatial, contact) for one in DATASETS],
    }  # fmt: skip
    return told | ({"dct:modified": _typed(day.isoformat(), "date")} if day else {})


def _dataset(dataset: Dataset, table: Table | None, day: date | None, spatial: Told, contact: Told) -> Told:
    where = address_of(dataset)
    forms = {form.key: form for form in forms_of(dataset)}
    distributions = [_live(dataset, form) for form in forms.values()]
    if table and day:
        distributions += [_stored(day, kept, forms[key]) for key, kept in table.files.items() if key in forms]
    told: Told = {
        "@id": where, "@type": "dcat:Dataset", "dct:identifier": dataset.key, "dct:title": _said(dataset.title),
        "dct:description": _said(dataset.lede), "dcat:keyword": [_said(word) for word in dataset.keywords],
        "dcat:theme": {"@id": THEME}, "dct:publisher": {"@id": house_url() + reverse("data:about") + "#penerbit"},
        "dct:creator": {"@type": "foaf:Agent", "foaf:name": str(dataset.office)}, "dcat:contactPoint": contact,
        "dct:accrualPeriodicity": {"@id": FREQUENCY + str(dataset.often)}, "dct:language": {"@id": LANGUAGE},
        "dct:license": {"@id": settings.DATA_LICENCE}, "dcat:landingPage": {"@id": where}, "dct:spatial": spatial,
        "dct:issued": _typed(dataset.changes[-1].on.isoformat(), "date"),
        "dct:conformsTo": {"@id": house_url() + reverse("data:schema", args=[dataset.key])},
        "dcat:distribution": distributions,
    }  # fmt: skip
    if dataset.source:
        told["dct:provenance"] = {"@type": "dct:ProvenanceStatement", "skos:prefLabel": _said(dataset.source)}
    return told | dict(_timed(table, day))


def _timed(table: Table | None, day: date | None) -> Iterator[tuple[str, Any]]:
    if day:
        yield "dct:modified", _typed(day.isoformat(), "date")
    if table and table.since:
        ends = {"dcat:startDate": _typed(table.since, "date"), "dcat:endDate": _typed(table.until, "date")}
        yield "dct:temporal", {"@type": "dct:PeriodOfTime", **ends}


def _live(dataset: Dataset, form: Form) -> Told:
    """As it is at this moment: nobody knows its size before it is sent."""
    where = live_address(dataset, form)
    return {
        "@id": where, "@type": "dcat:Distribution", "dct:title": _said(f"{dataset.title} ({form.key.upper()})"),
        "dcat:accessURL": {"@id": address_of(dataset)}, "dcat:downloadURL": {"@id": where},
        "dcat:mediaType": {"@id": MEDIA + form.media_type}, "dct:license": {"@id": settings.DATA_LICENCE},
    }  # fmt: skip


def _stored(day: date, kept: Kept, form: Form) -> Told:
    """As it was on that day, for ever the same."""
    where = kept_address(day, kept.name)
    told = {
        "@id": where, "@type": "dcat:Distribution", "dct:title": _said(f"{kept.name}, {day}"),
        "dcat:accessURL": {"@id": where}, "dcat:downloadURL": {"@id": where},
        "dcat:mediaType": {"@id": MEDIA + form.media_type}, "dct:license": {"@id": settings.DATA_LICENCE},
        "dct:issued": _typed(day.isoformat(), "date"), "dcat:byteSize": _typed(str(kept.size), "nonNegativeInteger"),
        "spdx:checksum": {
            "@type": "spdx:Checksum", "spdx:algorithm": {"@id": SHA256},
            "spdx:checksumValue": _typed(kept.sha256, "hexBinary"),
        },
    }  # fmt: skip
    return told | ({"dcat:compressFormat": {"@id": MEDIA + "application/gzip"}} if form.packed else {})


def _said(words: object) -> Told:
    return {"@value": str(words), "@language": "id"}


def _typed(value: str, kind: str) -> Told:
    return {"@value": value, "@type": f"xsd:{kind}"}


def _spatial() -> Told:
    """The regency by name and code, and the box that holds it."""
    regency = the_regency()
    named = {"skos:prefLabel": _said(regency), "dct:identifier": regency.code} if regency else {}
    box = Boundary.objects.aggregate(
        south=Min("south"), west=Min("west"), north=Max("north"), east=Max("east")
    )  # fmt: skip
    if box["south"] is None:
        return {"@type": "dct:Location", **named}
    south, west, north, east = (box[name] / UNITS for name in ("south", "west", "north", "east"))
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    ring = ", ".join(f"{x:.5f} {y:.5f}" for x, y in corners)
    shape = {"@value": f"POLYGON(({ring}))", "@type": "http://www.opengis.net/ont/geosparql#wktLiteral"}
    return {"@type": "dct:Location", **named, "dcat:bbox": shape}


def _contact() -> Told:
    """Whom to ask: the office of the coordinator, by its page and what it published."""
    office = coordinating_office()
    told: Told = {"@type": "vcard:Organization", "vcard:fn": office.name if office else publisher()}
    return told | dict(_reached(office))


def _reached(office: Office | None) -> Iterator[tuple[str, Any]]:
    path = reverse("people:office", args=[office.key]) if office else reverse("people:organisation")
    yield "vcard:hasURL", {"@id": house_url() + path}
    mail = Account.objects.standing().filter(office=office, kind=Account.Kind.EMAIL) if office else None
    if mail is not None and (found := mail.order_by("since", "id").first()):
        yield "vcard:hasEmail", {"@id": f"mailto:{found.value}"}

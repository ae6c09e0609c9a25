"""A program files a report for somebody: what it sent is checked as a whole, then filed once however often it comes.

GeoReport v2 has no number by which a retry could be known, so what was sent is its own number: the same key that sends
the same again within ten minutes is told of the same report.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.db import transaction
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.ui.fields import ContactField, LineField, TextField
from balairung.kernel.files.actions import store
from balairung.kernel.files.fields import UploadsField
from balairung.kernel.files.upload import Upload
from balairung.kernel.people.actors import CITIZEN
from balairung.kernel.people.boundaries import region_at
from balairung.kernel.people.house import the_regency
from balairung.kernel.people.models import ApiKey, Boundary, Office, Region
from balairung.rooms.complaints.filing.report import Report, file_complaint, find_filed
from balairung.rooms.complaints.models import Complaint, Topic
from balairung.surface.open311.catalogue import NO, YES, read_attributes
from balairung.surface.open311.models import MediaWanted
from balairung.surface.open311.wire import Fault, Wrong

LONGEST = 4000  # signs of a description: the specification's own limit
LONGEST_PLACE = 200
LONGEST_URL = 2000
MOST_FILES = 5  # sent and named together
AGAIN = timedelta(minutes=10)
NOT_SAID = ("api_key", "jurisdiction_id")  # the same report with or without them


class Degrees(forms.DecimalField):
    """Degrees to a metre. WGS 84."""

    def __init__(self, most: int) -> None:
        sentence = _("Koordinat harus derajat desimal (WGS 84).")
        super().__init__(
            required=False, min_value=-most, max_value=most,
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), sentence),
        )  # fmt: skip

    def clean(self, value: Any) -> Decimal | None:
        degrees = super().clean(str(value or "")[:30])
        return round(degrees, 5) if degrees is not None else None


class PostForm(forms.Form):
    """The arguments of a request, by the names of the specification."""

    service_code = LineField(max_length=60, required=False)
    lat = Degrees(90)
    long = Degrees(180)
    address_string = LineField(required=False)
    address_id = LineField(max_length=20, required=False)
    description = TextField(max_length=LONGEST, required=False)
    first_name = LineField(max_length=60, required=False)
    last_name = LineField(max_length=60, required=False)
    email = LineField(max_length=254, required=False, validators=[validate_email])
    phone = ContactField(max_length=30, required=False)
    account_id = LineField(max_length=120, required=False)
    uploads = UploadsField(most=MOST_FILES, required=False)  # `media`, which is a name of Django's too

    def wrongs(self) -> list[Wrong]:
        """What the form says, each with the name of the argument."""
        said = [(name, one) for name, errors in self.errors.as_data().items() for one in errors]
        names = {"uploads": "media"}
        return [Wrong(400, f"{names.get(name, name)}: {sentence}") for name, one in said for sentence in one.messages]


def read_post(post: QueryDict, files: Sequence[Upload]) -> tuple[Report, list[Upload], list[str]]:
    """The report, its files and the addresses of its pictures; nothing is written. Raise `Fault` with all that is
    wrong.
    """
    form = PostForm(post, MultiValueDict({"uploads": list(files)}))
    form.is_valid()
    data, wrongs = form.cleaned_data, form.wrongs()
    topic = _topic(data.get("service_code", ""), wrongs)
    place = _place(post, data, wrongs)
    urls = _urls(post, len(files), wrongs)
    said: dict[str, Any] = {}
    if topic:
        said, more = read_attributes(topic, _attributes(post))
        wrongs += more
    if wrongs or topic is None:
        raise Fault(*wrongs)
    uploads: list[Upload] = data["uploads"]
    return _report(data, topic, place, said), uploads, urls


def file_request(
    report: Report, files: Iterable[Upload], urls: Sequence[str], *, key: ApiKey, post: QueryDict, at: datetime
) -> Complaint:
    """The one complaint of what this key sent: made now, or found when the same came a moment ago."""
    uploads = list(files)
    tokens = [_token(key, post, uploads, at - ago) for ago in (timedelta(), AGAIN)]
    for token in tokens:
        if filed := find_filed(token):
            return filed
    stored = [store(upload, at=at) for upload in uploads]
    with transaction.atomic():
        brought = replace(report, files=stored, channel=Complaint.Channel.OPEN311, through=through(key))
        complaint = file_complaint(brought, token=tokens[0], by=CITIZEN, at=at)
        want_media(complaint, urls, at)
    return complaint


def want_media(complaint: Complaint, urls: Iterable[str], at: datetime) -> None:
    """The worker fetches these pictures; never the request itself."""
    rows = [MediaWanted(complaint=complaint, url=url, url_hash=keyed_hash("media", url), next_at=at) for url in urls]
    MediaWanted.objects.bulk_create(rows, ignore_conflicts=True)


def through(key: ApiKey) -> str:
    """What a report remembers of the program that brought it."""
    return f"api:{key.pk}"


def read_urls(post: QueryDict) -> list[str]:
    """The addresses of pictures, each once. Raise `Refused` for what is no address."""
    said = [*post.getlist("media_url"), *post.getlist("media_url[]")]
    urls = list(dict.fromkeys(url.strip() for url in said if url.strip()))
    if any(len(url) > LONGEST_URL or not url.lower().startswith(("http://", "https://")) for url in urls):
        raise Refused(
            _("media_url harus alamat http atau https, paling panjang %(most)d huruf.") % {"most": LONGEST_URL}
        )
    return urls


# --- the parts ---------------------------------------------------------------------------------------------------


def _topic(code: str, wrongs: list[Wrong]) -> Topic | None:
    if not code:
        wrongs.append(Wrong(400, _("service_code wajib diisi.")))
        return None
    found = Topic.objects.filter(pk=code, closed=False).first()
    if found is None:
        wrongs.append(Wrong(404, _("service_code “%(code)s” tidak ada dalam daftar layanan.") % {"code": code[:60]}))
    return found


def _place(post: QueryDict, data: dict[str, Any], wrongs: list[Wrong]) -> dict[str, Any]:
    """Region, words and point. One of them is needed; a point alone must lie here."""
    words, code = data.get("address_string", "")[:LONGEST_PLACE], data.get("address_id", "")
    point = (data.get("lat"), data.get("long"))
    half = bool(post.get("lat")) != bool(post.get("long"))
    region = Region.objects.filter(pk=code, until__isnull=True).first() if code else None
    if half:
        wrongs.append(Wrong(400, _("lat dan long dikirim berdua.")))
    if code and region is None:
        wrongs.append(Wrong(400, _("address_id “%(code)s” bukan kode wilayah di sini.") % {"code": code}))
    if not (words or code or post.get("lat") or post.get("long")):
        wrongs.append(Wrong(400, _("Tempat wajib diisi: lat dan long, address_string, atau address_id.")))
    if point[0] is None or point[1] is None:
        return {"region": region, "place": words, "point": None}
    region = region or region_at(point[0], point[1])
    if region is None and not words and Boundary.objects.exists():
        wrongs.append(Wrong(400, _("Titik ini di luar %(regency)s.") % {"regency": the_regency()}))
    return {"region": region, "place": words, "point": point}


def _urls(post: QueryDict, files: int, wrongs: list[Wrong]) -> list[str]:
    try:
        urls = read_urls(post)
    except Refused as refused:
        wrongs.append(Wrong(400, str(refused)))
        return []
    if len(urls) + files > MOST_FILES:
        wrongs.append(Wrong(400, _("Paling banyak %(most)d berkas untuk satu laporan.") % {"most": MOST_FILES}))
    return urls


def _attributes(post: QueryDict) -> dict[str, list[str]]:
    """`attribute[code]` and `attribute[code][]`, as the specification writes them."""
    found: dict[str, list[str]] = {}
    for name in post:
        if name.startswith("attribute[") and name.endswith("]"):
            code = name.removeprefix("attribute[").removesuffix("[]").removesuffix("]")
            found.setdefault(code, []).extend(post.getlist(name))
    return found


def _report(data: dict[str, Any], topic: Topic, place: dict[str, Any], said: dict[str, Any]) -> Report:
    """Without words of its own the name of the service says what it is. What is sensitive is secret unless denied."""
    key = said.get("kantor_terlapor")
    return Report(
        text=data["description"] or topic.name, topic=topic, **place, happened_on=said.get("tanggal_kejadian"),
        name=f"{data['first_name']} {data['last_name']}".strip(), contact=data["email"].lower() or data["phone"],
        anonymous=said.get("anonim") == YES, secret=said.get("rahasia", YES if topic.sensitive else NO) == YES,
        groups=tuple(said.get("kelompok", ())),
        accused=Office.objects.filter(key=key, closed_on__isnull=True).first() if key else None,
    )  # fmt: skip


def _token(key: ApiKey, post: QueryDict, files: Sequence[Upload], at: datetime) -> str:
    """Of what was sent, in the order of its names, and of the ten minutes in which it came."""
    digest = hashlib.sha256()
    for name in sorted(set(post) - set(NOT_SAID)):
        digest.update(repr((name, post.getlist(name))).encode())
    for file in files:
        file.seek(0)
        digest.update(hashlib.sha256(file.read()).digest())
    return keyed_hash("open311", str(key.pk), digest.hexdigest(), str(int(at.timestamp() // AGAIN.total_seconds())))

"""What a form holds between two pages: kept sealed on the server, or carried along where nothing was sent yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.references import new_code
from balairung.kernel.files.actions import store
from balairung.kernel.files.models import File
from balairung.kernel.files.upload import Upload
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.drafts import read_draft, save_draft
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.throttle import within_limit
from balairung.rooms.complaints.filing.forms import ComplaintForm
from balairung.rooms.complaints.filing.guarding import require_outsider
from balairung.rooms.complaints.filing.report import Report, find_filed, kept_files, sign_files
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.routing import KIND

MOST_FILES = 5
LINKED = {"region": "wilayah", "topic": "topik", "office": "kantor", "accused": "terlapor"}  # what a link may name
LONGEST = 32  # signs of a draft's token
Body = dict[str, Any]


@dataclass(frozen=True)
class Begun:
    """A form that was begun: its fields so far, and the draft under which they are kept, if they are."""

    body: Body
    draft: str = ""

    @property
    def sent(self) -> Complaint | None:
        """The report that it has become already, from here or from another telephone."""
        return find_filed(str(self.body.get("token", "")))


def begin(request: HttpRequest) -> Begun:
    """A new form, with what an office's own link names."""
    body: Body = {name: request.GET.get(key, "")[:60] for name, key in LINKED.items()}
    to_leader = "on" if request.GET.get("untuk") == "pimpinan" else ""
    return Begun({**body, "to_leader": to_leader, "token": new_code(24)})


def resume(request: HttpRequest, draft: str) -> Begun | None:
    """The form that is kept under this draft; None when it is not there any more."""
    body = read_draft(kind=KIND, token=draft[:LONGEST], at=now_of(request)) if draft else None
    return Begun(body, draft) if body else None


def posted(request: HttpRequest, names: Iterable[str], body: Body) -> Body:
    """The body with what this request says: all of `names`, and whatever else of the form it carries."""
    carried = [name for name in (*ComplaintForm.base_fields, "office", "words") if name in request.POST]
    taken = {*names, *carried} - {"uploads", "proof", "website"}
    return body | {name: _value(request, name) for name in taken}


def _value(request: HttpRequest, name: str) -> str | list[str]:
    return request.POST.getlist(name) if name in ComplaintForm.MANY else request.POST.get(name, "")


def keep(body: Body, draft: str, at: datetime) -> str:
    """Keep the body; return the draft's token."""
    return save_draft(kind=KIND, body=body, token=draft[:LONGEST], at=at)


def report_of(form: ComplaintForm, files: Iterable[File] = ()) -> Report:
    """What the form says, once it is valid."""
    data = form.cleaned_data
    point = (data["latitude"], data["longitude"])
    plain = ("text", "topic", "klass", "region", "place", "happened_on", "name", "contact", "anonymous", "secret")
    more = ("groups", "proxy_as", "affected_name", "accused", "to_leader")
    return Report(
        **{name: data[name] for name in (*plain, *more)}, point=None if None in point else point,
        help_wanted=form.help_words(), files=tuple(files),
    )  # fmt: skip


def check_proxy(form: ComplaintForm, actor: Actor, at: datetime) -> None:
    """A proxy who stands on both sides hears it before sending, too."""
    data = form.cleaned_data
    if data.get("proxy_as") or data.get("affected_name"):
        require_outsider(data.get("accused"), data.get("contact", ""), by=actor, at=at)


def files_of(request: HttpRequest, form: ComplaintForm) -> list[File]:
    """What was kept and what came with this form."""
    kept = kept_now(request)
    if len(kept) + len(form.cleaned_data["uploads"] or []) > MOST_FILES:
        raise Refused(
            _("Paling banyak %(most)d berkas untuk satu laporan. Buang dahulu sebagian.") % {"most": MOST_FILES}
        )
    return kept + _stored(request, form)


def saved_files(request: HttpRequest, form: ComplaintForm) -> list[File]:
    """The same for a form that is shown again: what was wrong with it does not cost the files that came with it."""
    kept = kept_now(request)
    fits = len(kept) + len(form.cleaned_data.get("uploads") or []) <= MOST_FILES
    return kept + (_stored(request, form) if fits and "uploads" in form.cleaned_data else [])


def kept_now(request: HttpRequest) -> list[File]:
    """The files of the draft that is sent, without those that the reporter crossed out."""
    dropped = set(request.POST.getlist("drop"))
    return [file for file in kept_files(request.POST.get("kept", "")[:800]) if str(file.pk) not in dropped]


def _stored(request: HttpRequest, form: ComplaintForm) -> list[File]:
    uploads: list[Upload] = form.cleaned_data["uploads"] or []
    if uploads and not within_limit(request, "upload", settings.UPLOAD_LIMIT):
        raise Refused(_("Terlalu banyak berkas dari jaringan ini. Coba lagi satu jam lagi, atau kirim tanpa foto."))
    return [store(upload, at=now_of(request)) for upload in uploads]


def signed(files: list[File]) -> str:
    return sign_files(files)

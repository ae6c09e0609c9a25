"""What everyone sees of a report beside what was sent, and where an officer changes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.common.redaction import redact
from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import shown
from balairung.kernel.obligations.models import Evidence, Visibility
from balairung.kernel.obligations.reads import PUBLIC, FileLink, file_link, office_of, timeline
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.views.asking import posted
from balairung.rooms.complaints import access
from balairung.rooms.complaints.desk import publishing
from balairung.rooms.complaints.desk.publication_form import ROWS, Boxes, PublicTextForm, WithdrawPublicationForm
from balairung.rooms.complaints.following.timelines import titles
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.public import redacted


@dataclass(frozen=True)
class Piece:
    """A file that came with a step, and whether everyone sees it."""

    key: UUID
    link: FileLink
    step: str
    at: datetime
    who: str
    public: bool
    covered: bool
    deed: str  # how the form names it


@officers
def publication(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """Everything that everyone sees, next to the original; a POST changes the words or withdraws them."""
    complaint = _complaint(actor, ref)
    withdraws = request.POST.get("langkah") == "tarik"
    text = PublicTextForm(None if withdraws else posted(request), initial=_words(complaint))
    away = WithdrawPublicationForm(posted(request) if withdraws else None)
    at = now_of(request)
    if accepted(text, lambda: publishing.publish_text(complaint, **text.cleaned_data, by=actor, at=at)):
        messages.success(request, _("Tersimpan. Inilah yang sekarang dibaca umum."))
        return redirect("complaints:publication", complaint.ref)
    if accepted(away, lambda: publishing.withdraw_publication(complaint, **away.cleaned_data, by=actor, at=at)):
        messages.success(request, _("Penerbitan ditarik. Tidak ada lagi yang dapat membacanya dari luar."))
        return redirect("complaints:publication", complaint.ref)
    return _page(request, complaint, text, away)


@officers
@require_POST
def show_file(request: HttpRequest, actor: Actor, ref: str, evidence: UUID) -> HttpResponse:
    """`langkah`: perlihatkan or sembunyikan."""
    complaint = _complaint(actor, ref)
    shows = request.POST.get("langkah") == "perlihatkan"
    deed = publishing.show_photo if shows else publishing.hide_photo
    deed(complaint, evidence=evidence, by=actor, at=now_of(request))
    said = _("Berkas ini sekarang dilihat umum.") if shows else _("Berkas ini tidak lagi dilihat umum.")
    messages.success(request, said)
    return redirect("complaints:publication", complaint.ref)


@officers
def redact_file(request: HttpRequest, actor: Actor, ref: str, evidence: UUID) -> HttpResponse:
    """Boxes over a picture; `langkah` of a POST: lihat, simpan, or batalkan the last redaction."""
    complaint = _complaint(actor, ref)
    found, step = publishing.find_evidence(complaint, evidence), request.POST.get("langkah", "")
    if step == "batalkan":
        publishing.restore_photo(complaint, evidence=evidence, by=actor, at=now_of(request))
        messages.success(request, _("Penyamaran terakhir dibatalkan. Umum tidak melihat foto ini lagi."))
        return redirect("complaints:redact_file", complaint.ref, evidence)
    boxes = Boxes(posted(request), prefix="kotak")
    if step == "simpan" and boxes.is_valid():
        publishing.redact_photo(complaint, evidence=evidence, boxes=boxes.drawn, by=actor, at=now_of(request))
        messages.success(request, _("Foto disamarkan. Aslinya tetap tersegel."))
        return redirect("complaints:publication", complaint.ref)
    context = {
        "complaint": complaint,
        "boxes": boxes,
        "rows": ROWS,
        "file": shown(found.file),
        "link": file_link(found.file, now_of(request)),
        "covered": found.file.redacted_id is not None,
        "public": found.public,
    }
    failed = step == "simpan"
    return render(request, "complaints/redact_file.html", context, status=422 if failed else 200)


def _complaint(actor: Actor, ref: str) -> Complaint:
    complaint = access.get_complaint(actor, ref)
    require(access.can_publish(actor, complaint), publishing.ONLY)
    return complaint


def _words(complaint: Complaint) -> dict[str, str]:
    """The words for everyone as they are, or, before there are any, the masked ones."""
    title, text = complaint.public_title, complaint.public_text
    return {"title": title or redact(complaint.title), "text": text or redact(complaint.text)}


def _page(
    request: HttpRequest, complaint: Complaint, text: PublicTextForm, away: WithdrawPublicationForm
) -> HttpResponse:
    now, obligation, words = now_of(request), complaint.obligation, _words(complaint)
    lines = timeline(obligation, titles=titles(), sees=PUBLIC, who=office_of, now=now)
    context = {
        "complaint": complaint,
        "obligation": obligation,
        "open": complaint.published_at is not None and obligation.visibility == Visibility.PUBLIC,
        "text": text,
        "away": away,
        "title_pieces": publishing.differences(complaint.title, words["title"]),
        "text_pieces": publishing.differences(complaint.text, words["text"]),
        "files": [_piece(item, now) for item in publishing.evidence_of(complaint)],
        "entries": redacted(lines),
    }
    return render(request, "complaints/publication.html", context, status=422 if text.errors or away.errors else 200)


def _piece(item: Evidence, now: datetime) -> Piece:
    event = item.event
    step = titles().get(event.verb, event.verb)
    covered = item.file.redacted_id is not None
    deed = "sembunyikan" if item.public else "perlihatkan"
    return Piece(item.pk, file_link(item.file, now), step, event.at, office_of(event), item.public, covered, deed)

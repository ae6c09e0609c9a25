"""How far it is, what it looks like, what somebody saw there, what was handed over."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.freshness import fresh
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.views.asking import posted
from balairung.rooms.projects import access, actions, helping, reporting
from balairung.rooms.projects.forms import HandoverForm, PeopleForm, PhotoForm, ReportForm, VisitForm, today_in
from balairung.rooms.projects.models import Project, ProjectPhoto, SiteVisit
from balairung.rooms.projects.register import plain
from balairung.rooms.projects.views.asking import ask, pictures
from balairung.rooms.projects.views.desk import file_page


@officers
def report(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """How far it is today."""
    project = _kept(actor, ref)
    begun = {"physical": plain(project.physical).replace(".", ","), "paid": plain(project.paid).replace(".", ",")}
    form = ReportForm(posted(request), request.FILES or None, initial=begun)
    today_in(form, "on", localdate(now_of(request)))
    if accepted(form, lambda: _report(request, project, form, actor)):
        messages.success(request, _("Kemajuan tercatat."))
        _say_placeless(request, project.photos.filter(report__token__isnull=False).order_by("-kept_at", "-id").first())
        return redirect("projects:file", project.ref)
    lead = _("Angka terakhir sudah terisi. Tulis keadaan sekarang, seluruhnya sejak awal pekerjaan.")
    return ask(request, project, form, title=_("Laporkan kemajuan"), submit=_("Kirim laporan"), lead=lead)


def _report(request: HttpRequest, project: Project, form: ReportForm, actor: Actor) -> None:
    token = form.cleaned_data["token"]
    found = pictures(request, form)
    reporting.report(project, form.said, pictures=found, token=token, by=actor, at=now_of(request))


def _say_placeless(request: HttpRequest, photo: ProjectPhoto | None) -> None:
    """What is kept all the same, and how it stands there."""
    if photo is None or photo.kept_at != now_of(request):
        return
    if photo.latitude is None:
        messages.warning(request, _("Foto disimpan tanpa posisi: telepon tidak memberi tahu, dan fotonya juga tidak."))
    elif photo.outside:
        messages.warning(request, _("Foto disimpan, tetapi titiknya di luar garis batas desa. Periksa bila keliru."))


@officers
def photos(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """More pictures of one spot."""
    project = _kept(actor, ref)
    form = PhotoForm(posted(request), request.FILES or None, initial={"spot": request.GET.get("titik", "")[:80]})
    today_in(form, "on", localdate(now_of(request)))
    counts: list[int] = []
    if accepted(form, lambda: counts.append(_photos(request, project, form, actor))):
        said = ngettext("%(count)d foto disimpan.", "%(count)d foto disimpan.", counts[0])
        messages.success(request, said % {"count": counts[0]})
        _say_placeless(request, project.photos.order_by("-kept_at", "-id").first())
        return redirect("projects:file", project.ref)
    lead = _("Ambil dari titik yang sama sebelum dikerjakan, di tengah, dan setelah selesai.")
    return ask(request, project, form, title=_("Tambah foto"), submit=_("Simpan foto"), lead=lead)


def _photos(request: HttpRequest, project: Project, form: PhotoForm, actor: Actor) -> int:
    token, found = form.cleaned_data["token"], pictures(request, form)
    return reporting.add_photos(project, found, seen=form.seen, token=token, by=actor, at=now_of(request))


@officers
@require_POST
def show(request: HttpRequest, actor: Actor, ref: str, key: UUID) -> HttpResponse:
    """Everybody may see this picture, or nobody but officers."""
    project = _kept(actor, ref)
    photo = access.get_photo(project, key)
    reporting.show(photo, public="buka" in request.POST, by=actor, at=now_of(request))
    return redirect("projects:file", project.ref)


@officers
def visit(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """What a leader or an inspector sees there."""
    project = access.get_project(actor, ref)
    require(access.can_visit(actor, project), _("Catatan kunjungan ditulis pimpinan, pengawas, atau camat."))
    form = VisitForm(posted(request), request.FILES or None)
    made: list[SiteVisit] = []
    if accepted(form, lambda: made.append(_visit(request, project, form, actor))):
        asked = bool(form.cleaned_data["asked"])
        words = _("Catatan tersimpan dan kantor sudah diberi tahu.") if asked else _("Catatan tersimpan.")
        messages.success(request, words)
        return redirect("projects:file", project.ref)
    lead = _("Hanya petugas yang membacanya. Tidak ada yang dapat mengubahnya sesudah dikirim.")
    return ask(request, project, form, title=_("Catatan kunjungan"), submit=_("Simpan catatan"), lead=lead)


def _visit(request: HttpRequest, project: Project, form: VisitForm, actor: Actor) -> SiteVisit:
    data, found = form.cleaned_data, pictures(request, form)
    return actions.visit(
        project, words=data["words"], asked=data["asked"], due_on=data["due_on"], point=form.point, pictures=found,
        token=data["token"], by=actor, at=now_of(request),
    )  # fmt: skip


@officers
def hand_over(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """Something is given to a group."""
    project = _kept(actor, ref)
    form = HandoverForm(posted(request), request.FILES or None, initial=_handed(project))
    today_in(form, "on", localdate(now_of(request)))
    if accepted(form, lambda: _hand_over(request, project, form, actor)):
        messages.success(request, _("Serah terima tercatat. Kantor diingatkan setelah 3, 6, dan 12 bulan."))
        return redirect("projects:file", project.ref)
    return ask(request, project, form, title=_("Catat serah terima"), submit=_("Catat serah terima"))


def _handed(project: Project) -> dict[str, object]:
    return {"giver": project.office.name, "region": project.region_id}


def _hand_over(request: HttpRequest, project: Project, form: HandoverForm, actor: Actor) -> None:
    apart = {"token", "uploads", "latitude", "longitude"}
    given = helping.Given(**{name: value for name, value in form.cleaned_data.items() if name not in apart})
    token, found = form.cleaned_data["token"], pictures(request, form)
    helping.hand_over(project, given, pictures=found, token=token, by=actor, at=now_of(request))


@officers
def people(request: HttpRequest, actor: Actor, ref: str, key: UUID) -> HttpResponse:
    """How many of another village have something of it."""
    project = _kept(actor, ref)
    handover, form = access.get_handover(project, key), PeopleForm(posted(request))
    if accepted(form, lambda: helping.count_people(handover, **form.cleaned_data, by=actor, at=now_of(request))):
        messages.success(request, _("Jumlah penerima manfaat tersimpan."))
        return redirect("projects:file", project.ref)
    title = _("Penerima manfaat %(group)s") % {"group": handover.group}
    return ask(request, project, form, title=title, submit=_("Simpan"), lead=_("Cukup jumlahnya, tanpa nama."))


@officers
@fresh
@require_POST
def reveal(request: HttpRequest, actor: Actor, ref: str, key: UUID) -> HttpResponse:
    """The sealed name of a chair, shown once on the page; a line says who opened it."""
    project = _kept(actor, ref)
    handover = access.get_handover(project, key)
    name = helping.reveal(handover, by=actor, at=now_of(request))
    return file_page(request, actor, project, (handover.pk, name))


def _kept(actor: Actor, ref: str) -> Project:
    """The project, for whoever keeps it."""
    found = access.get_project(actor, ref)
    require(access.can_keep(actor, found))
    return found

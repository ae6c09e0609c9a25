"""The desk: written, read a second time, published, sent, corrected, taken back; and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.common.references import new_code
from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office
from balairung.kernel.people.views.asking import posted
from balairung.rooms.announcements import access, actions, reach, sending
from balairung.rooms.announcements.forms import (
    AimedForm,
    CorrectionForm,
    DraftForm,
    LessForm,
    PhotographForm,
    ReturnForm,
    WithdrawForm,
    WordsForm,
)
from balairung.rooms.announcements.models import Announcement, Edition
from balairung.rooms.announcements.places import aim_of
from balairung.rooms.announcements.showing import article_of

PAGE = 40
DEEDS: dict[str, type[forms.Form]] = {
    "terbitkan": forms.Form, "setujui": forms.Form, "kembalikan": ReturnForm, "tarik": WithdrawForm,
    "hapus": forms.Form, "kirimkan": forms.Form, "lepas-foto": LessForm,
}  # fmt: skip


@officers
def desk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What waits for a second reader, drafts, and what was published last."""
    mine = Announcement.objects.select_related("current", "office")
    if not access.speaks_for_all(actor):
        mine = mine.written_by(access.offices_of(actor) | actor.office_ids)
    drafts = Edition.objects.filter(published_at=None, announcement__in=mine).select_related("announcement__office")
    rows = mine.exclude(state=Announcement.State.DRAFT).newest_first()[:PAGE]
    context = {
        "waiting": list(drafts.filter(asked_at__isnull=False).order_by("asked_at", "id")[:PAGE]),
        "drafts": list(drafts.filter(asked_at=None).order_by("-written_at", "-id")[:PAGE]), "rows": list(rows),
        "may_write": access.writes_anywhere(actor), "now": now_of(request), "told": _for_officers(),
    }  # fmt: skip
    return render(request, "announcements/desk.html", context)


def _for_officers() -> list[Announcement]:
    rows = Announcement.objects.standing().filter(readers=Announcement.Readers.OFFICERS)
    return list(rows.newest_first()[:5])


@officers
def told(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """What is for officers, as they read it."""
    found = access.get_told(actor, code)
    assert found.current
    context = {"article": article_of(found, found.current, at=now_of(request)), "announcement": found}
    return render(request, "announcements/told.html", context)


@officers
def begin(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form of a new one."""
    require(access.writes_anywhere(actor), _("Pengumuman ditulis kepala atau penghubung kantor."))
    form = DraftForm(posted(request), request.FILES or None, actor=actor, initial=_begun(actor))
    made: list[Announcement] = []
    if accepted(form, lambda: made.append(_draft(request, form, actor))):
        messages.success(request, _("Naskah disimpan. Periksa tampilannya, lalu terbitkan."))
        return redirect("announcements:kept", made[0].code)
    return render(request, "announcements/begin.html", {"form": form}, status=422 if form.errors else 200)


def _begun(actor: Actor) -> dict[str, Any]:
    keys = list(Office.objects.filter(pk__in=access.offices_of(actor)).order_by("order").values_list("key", flat=True))
    return {"token": new_code(24)} | ({"office": keys[0]} if keys else {})


def _draft(request: HttpRequest, form: DraftForm, actor: Actor) -> Announcement:
    data, at = form.cleaned_data, now_of(request)
    require(access.can_write(actor, data["office"].pk))
    shown = [(store(one, at=at), data["alt"]) for one in data["photographs"]]
    said = {name: data[name] for name in ("office", "kind", "readers", "token")}
    return actions.draft(**said, words=form.words(at), aim=form.aim(), photographs=shown, by=actor, at=at)


@officers
def kept(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    return kept_page(request, actor, access.get_kept(actor, code))


def kept_page(
    request: HttpRequest, actor: Actor, found: Announcement, verb: str = "", refused: forms.Form | None = None
) -> HttpResponse:
    """The draft as readers will see it, or what stands with what came of it; `refused` is a form with a fault."""
    now, edition = now_of(request), found.editions.filter(published_at=None).first()
    said = edition or found.current
    assert said  # one of them is always there
    plan = sending.dry_run(found, said, at=now)
    context: dict[str, Any] = {
        "announcement": found, "edition": edition, "article": article_of(found, said, at=now), "now": now,
        "plan": plan, "people": sum(one.people for one in plan), "cost": sum(one.cost for one in plan),
        "deeds": _offered(actor, found, edition, now), "refused": refused, "verb": verb,
        "forms": {name.replace("-", "_"): refused if name == verb else form() for name, form in DEEDS.items()},
        "wide": access.is_wide(found, aim_of(found), found.office), "photograph": PhotographForm(),
    }  # fmt: skip
    if found.published_at:
        context |= _came_of(found)
    return render(request, "announcements/kept.html", context, status=422 if refused else 200)


def _came_of(found: Announcement) -> dict[str, Any]:
    """What it reached and what was said of it."""
    ways = sending.ways(found.code)
    return {
        "ways": ways, "recalled": sum(one.recalled for one in ways), "sendings": sending.progress(found),
        "openings": reach.openings_of(found),
        "helped": reach.helped(found), "districts": reach.by_district(found), "weekly": sending.weekly_readers(found),
    }  # fmt: skip


def _offered(actor: Actor, found: Announcement, edition: Edition | None, at: datetime) -> set[str]:
    """What may be done now."""
    deeds: set[str] = set()
    if edition and edition.asked_at is None:
        deeds |= {"terbitkan", "hapus"} | ({"ubah"} if access.can_write(actor, found.office_id) else set())
    elif edition:
        deeds |= {"setujui", "kembalikan"} if access.can_release(actor, found, edition) else set()
        deeds |= {"ubah"} if access.can_write(actor, found.office_id) else set()
    if found.is_standing and found.current:
        over = found.current.until is not None and found.current.until <= at
        deeds |= {"tarik"} | (set() if over or found.current.sendings.exists() else {"kirimkan"})
        deeds |= {"perbaiki"} if edition is None and access.can_write(actor, found.office_id) else set()
    return deeds


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, code: str, verb: str) -> HttpResponse:
    """One deed, by its word."""
    found, form = access.get_kept(actor, code), DEEDS[verb](request.POST)
    deed: dict[str, Any] = {"by": actor, "at": now_of(request)}
    said: list[object] = []
    if not accepted(form, lambda: said.append(ACTS[verb](found, **form.cleaned_data, **deed))):
        return kept_page(request, actor, found, verb, form)
    messages.success(request, SAID[verb](said[0]))
    gone = verb == "hapus" and found.published_at is None
    return redirect("announcements:desk") if gone else redirect("announcements:kept", found.code)


ACTS: dict[str, Callable[..., object]] = {
    "terbitkan": actions.submit, "setujui": actions.release, "kembalikan": actions.send_back,
    "tarik": actions.withdraw, "hapus": actions.drop, "kirimkan": sending.send,
    "lepas-foto": actions.drop_photograph,
}  # fmt: skip
SAID: dict[str, Callable[[Any], str]] = {
    "terbitkan": lambda now: _("Sudah terbit.") if now else _("Menunggu orang kedua membacanya. Ia sudah kami kabari."),
    "setujui": lambda _nothing: _("Sudah terbit."),
    "kembalikan": lambda _nothing: _("Dikembalikan kepada penulisnya."),
    "tarik": lambda _nothing: _("Ditarik kembali. Alasannya tampil sebagai ganti isinya."),
    "hapus": lambda _nothing: _("Naskah dihapus."),
    "lepas-foto": lambda _nothing: _("Foto dilepas dari naskah ini."),
    "kirimkan": lambda people: _("Pengiriman dimulai untuk %(count)d penerima.") % {"count": people},
}


@officers
def revise(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Other words for the draft; before anybody read it also other readers."""
    found = access.get_kept(actor, code)
    require(access.can_write(actor, found.office_id))
    begun, at = WordsForm.of(found.editions.get(published_at=None)), now_of(request)
    first = found.state == Announcement.State.DRAFT
    begun |= AimedForm.told(aim_of(found)) if first else {}
    form = (AimedForm if first else WordsForm)(posted(request), initial=begun)
    if accepted(form, lambda: _revise(found, form, actor, at)):
        messages.success(request, _("Naskah disimpan."))
        return redirect("announcements:kept", found.code)
    return _write_page(request, found, form, _("Ubah naskah"))


def _revise(found: Announcement, form: WordsForm, actor: Actor, at: datetime) -> None:
    aim = form.aim() if isinstance(form, AimedForm) else None
    actions.revise(found, words=form.words(at), aim=aim, by=actor, at=at)


@officers
def correct(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """What stands, written anew; the old words stay in its history."""
    found = access.get_kept(actor, code)
    require(access.can_write(actor, found.office_id))
    begun = WordsForm.of(found.current) if found.current else {}
    form, at = CorrectionForm(posted(request), initial=begun), now_of(request)
    if accepted(form, lambda: _correct(found, form, actor, at)):
        messages.success(request, _("Perbaikan disimpan sebagai naskah. Terbitkan bila sudah benar."))
        return redirect("announcements:kept", found.code)
    return _write_page(request, found, form, _("Perbaiki pengumuman"))


def _correct(found: Announcement, form: CorrectionForm, actor: Actor, at: datetime) -> None:
    actions.correct(found, words=form.words(at), note=form.cleaned_data["note"], by=actor, at=at)


def _write_page(request: HttpRequest, found: Announcement, form: forms.Form, title: str) -> HttpResponse:
    context = {"form": form, "announcement": found, "title": title}
    return render(request, "announcements/write.html", context, status=422 if form.errors else 200)


@officers
@require_POST
def photograph(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """One more picture for the draft."""
    found, form = access.get_kept(actor, code), PhotographForm(request.POST, request.FILES)
    require(access.can_write(actor, found.office_id))
    if accepted(form, lambda: _photograph(request, found, form, actor)):
        messages.success(request, _("Foto ditambahkan."))
        return redirect("announcements:kept", found.code)
    return _write_page(request, found, form, _("Tambah foto"))


def _photograph(request: HttpRequest, found: Announcement, form: PhotographForm, actor: Actor) -> None:
    at, data = now_of(request), form.cleaned_data
    shown = [(store(one, at=at), data["alt"]) for one in data["photographs"]]
    actions.add_photographs(found, photographs=shown, by=actor, at=at)

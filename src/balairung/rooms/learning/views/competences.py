"""The catalogue of competences, and what posts ask."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office
from balairung.kernel.people.views.asking import posted
from balairung.rooms.learning.capacity import access, catalogue, reads, rules, wanting
from balairung.rooms.learning.capacity.forms import CompetenceForm, LevelsForm, RoleForm
from balairung.rooms.learning.models import Competence

# --- the catalogue -----------------------------------------------------------------------------------------------


@officers
@require_GET
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every competence with its five levels, for every officer."""
    today, rows = localdate(now_of(request)), list(Competence.objects.all())
    asked = reads.asked_by_competence()
    shelves: dict[str, list[tuple[Competence, int]]] = {}
    for one in rows:
        if not one.closed_on or one.closed_on > today:
            shelves.setdefault(one.get_group_display(), []).append((one, asked.get(one.pk, 0)))
    context = {
        "groups": list(shelves.items()), "closed": [one for one in rows if one.closed_on and one.closed_on <= today],
        "levels": rules.levels(), "may_keep": access.can_keep_catalogue(actor), "checked": rules.checked(),
    }  # fmt: skip
    return render(request, "learning/competences.html", context)


@officers
@require_POST
def load(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Begin with the shipped list."""
    count = catalogue.load(by=actor, at=now_of(request))
    said = ngettext("%(count)d kompetensi ditambahkan.", "%(count)d kompetensi ditambahkan.", count)
    messages.success(request, said % {"count": count})
    return redirect("learning:competences")


@officers
def add(request: HttpRequest, actor: Actor) -> HttpResponse:
    require(access.can_keep_catalogue(actor))
    form = CompetenceForm(posted(request))
    if accepted(form, lambda: catalogue.add(**form.said(), by=actor, at=now_of(request))):
        messages.success(request, _("Kompetensi ditambahkan. Sekarang tetapkan jabatan mana yang memerlukannya."))
        return redirect("learning:competences")
    context = {"form": form, "competence": None}
    return render(request, "learning/competence.html", context, status=422 if form.errors else 200)


@officers
def change(request: HttpRequest, actor: Actor, competence: str) -> HttpResponse:
    require(access.can_keep_catalogue(actor))
    found = access.get_competence(competence)
    form = CompetenceForm(posted(request), initial=CompetenceForm.begun(found))
    if accepted(form, lambda: catalogue.change(found, **form.said(), by=actor, at=now_of(request))):
        messages.success(request, _("Kompetensi disimpan."))
        return redirect("learning:competences")
    context = {"form": form, "competence": found}
    return render(request, "learning/competence.html", context, status=422 if form.errors else 200)


@officers
@require_POST
def shut(request: HttpRequest, actor: Actor, competence: str, verb: str) -> HttpResponse:
    """Used no more, or again."""
    require(access.can_keep_catalogue(actor))
    found, now = access.get_competence(competence), now_of(request)
    if verb == "tutup":
        catalogue.close(found, by=actor, at=now)
        messages.success(request, _("Kompetensi ditutup. Catatan orang tetap tersimpan."))
    else:
        catalogue.reopen(found, by=actor, at=now)
        messages.success(request, _("Kompetensi dipakai lagi."))
    return redirect("learning:competences")


# --- what posts ask ----------------------------------------------------------------------------------------------


@officers
def wanted(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All posts of a role in the whole regency."""
    require(access.can_set(actor, None))
    return _of_role(request, actor, None)


@officers
def wanted_office(request: HttpRequest, actor: Actor, office: str) -> HttpResponse:
    """All posts of a role in one office, and the way to each post."""
    found = access.get_office(actor, office)
    require(access.can_set(actor, found.pk))
    return _of_role(request, actor, found)


def _of_role(request: HttpRequest, actor: Actor, office: Office | None) -> HttpResponse:
    """First the role, which shows how many posts are meant; then the levels."""
    now, role = now_of(request), RoleForm(request.GET if "peran" in request.GET else None)
    chosen = role.cleaned_data["peran"] if role.is_valid() else ""
    posts = list(wanting.posts_of_role(chosen, office)) if chosen else []
    form = LevelsForm(
        posted(request) if chosen else None, competences=Competence.objects.open_on(localdate(now)),
        blank=_("biarkan"), dropping=True,
    )  # fmt: skip
    if accepted(form, lambda: wanting.ask(posts, levels=form.levels(), by=actor, at=now)):
        said = ngettext("%(count)d jabatan ditetapkan.", "%(count)d jabatan ditetapkan.", len(posts))
        messages.success(request, said % {"count": len(posts)})
        return redirect(request.path)
    context: dict[str, Any] = {
        "office": office, "role": role, "chosen": chosen, "posts": posts, "form": form,
        "places": len({post.office_id for post in posts}),
        "all_posts": list(reads.posts([office.pk]).order_by("order", "id")) if office and not chosen else [],
    }  # fmt: skip
    return render(request, "learning/wanted.html", context, status=422 if form.errors else 200)


@officers
def wanted_post(request: HttpRequest, actor: Actor, post: UUID) -> HttpResponse:
    """What one post asks."""
    found, now = access.get_post(actor, post), now_of(request)
    competences = list(Competence.objects.open_on(localdate(now)))
    kept = wanting.levels_of_post(found)
    form = LevelsForm(
        posted(request), competences=competences, blank=_("tidak diminta"), dropping=False,
        initial={one.key: kept[one.pk] for one in competences if one.pk in kept},
    )  # fmt: skip
    if accepted(form, lambda: _ask_of_one(request, form, found, competences, actor)):
        messages.success(request, _("Kompetensi jabatan disimpan."))
        return redirect("learning:wanted_office", found.office.key)
    context = {"post": found, "form": form}
    return render(request, "learning/wanted_post.html", context, status=422 if form.errors else 200)


def _ask_of_one(request: HttpRequest, form: LevelsForm, post: Any, competences: list[Competence], actor: Actor) -> None:
    """What was left empty on this page is not asked."""
    levels = dict.fromkeys(competences, wanting.NOTHING) | form.levels()
    wanting.ask([post], levels=levels, by=actor, at=now_of(request))

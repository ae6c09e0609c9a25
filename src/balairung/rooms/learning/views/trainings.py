"""Trainings: the list, one of them, a new one, and what became of each place."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.choices import office_choices
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office
from balairung.kernel.people.views.asking import posted
from balairung.rooms.learning.capacity import access, reads, trainings
from balairung.rooms.learning.capacity.forms import FinishForm, LevelsForm, PlacesForm, TrainingForm
from balairung.rooms.learning.models import Competence, Training, TrainingPlace
from balairung.rooms.learning.views.capacity import stored

PAGE = 30
OVER = "selesai"  # the word stands in addresses for ever


@officers
@require_GET
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Those to come, or those that are over."""
    today, over = localdate(now_of(request)), request.GET.get("tampil") == OVER
    rows = Training.objects.over(today) if over else Training.objects.ahead(today)
    page = Paginator(rows.for_list(), PAGE).get_page(request.GET.get("halaman"))
    own = dict(TrainingPlace.objects.filter(person=actor.person_id).values_list("training", "state"))
    context = {
        "page": page, "rows": [(one, own.get(one.pk) == TrainingPlace.State.PLANNED) for one in page.object_list],
        "over": over, "query": f"tampil={OVER}" if over else "", "may_plan": access.can_plan(actor),
    }  # fmt: skip
    return render(request, "learning/trainings.html", context)


@officers
def plan(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form of one training with what it aims at."""
    require(access.can_plan(actor))
    now, form = now_of(request), TrainingForm(posted(request))
    aims = LevelsForm(
        posted(request), competences=Competence.objects.open_on(localdate(now)), blank=_("tidak"),
        dropping=False, prefix="tujuan",
    )  # fmt: skip
    made: list[Training] = []
    valid = request.method == "POST" and aims.is_valid()
    if valid and accepted(form, lambda: made.append(_plan(form, aims, actor, request))):
        messages.success(request, _("Pelatihan tersimpan. Sekarang pilih siapa yang ikut."))
        return redirect("learning:training", made[0].pk)
    status = 422 if form.errors or aims.errors else 200
    return render(request, "learning/plan_training.html", {"form": form, "aims": aims}, status=status)


def _plan(form: TrainingForm, aims: LevelsForm, actor: Actor, request: HttpRequest) -> Training:
    return trainings.plan(**form.cleaned_data, aims=aims.levels(), by=actor, at=now_of(request))


@officers
def training(request: HttpRequest, actor: Actor, training: UUID) -> HttpResponse:
    """One training for every officer; POST gives places to one's people."""
    found, now = access.get_training(training), now_of(request)
    office = _office_of(request, actor)
    people = reads.people_in(office.pk, now) if office else []
    form = PlacesForm(posted(request), people=people) if office else None
    counts: list[int] = []
    if form and accepted(form, lambda: counts.append(_give(found, form, actor, request))):
        said = ngettext("%(count)d orang didaftarkan.", "%(count)d orang didaftarkan.", counts[0])
        messages.success(request, said % {"count": counts[0]})
        return redirect("learning:training", found.pk)
    return _training(request, actor, found, office, form)


def _give(found: Training, form: PlacesForm, actor: Actor, request: HttpRequest) -> int:
    return trainings.give_places(found, people=form.chosen(), by=actor, at=now_of(request))


def _office_of(request: HttpRequest, actor: Actor) -> Office | None:
    """Whose people are offered: of the office that was asked for, else of the one that the actor heads."""
    offices = Office.objects.filter(closed_on__isnull=True).order_by("order", "id")
    asked = request.GET.get("kantor", "")
    found = offices.filter(key=asked).first() if asked else offices.filter(pk__in=access.headed(actor)).first()
    return found if found and access.can_read_office(actor, found.pk) else None


def _training(
    request: HttpRequest, actor: Actor, found: Training, office: Office | None, form: PlacesForm | None,
    refused: tuple[TrainingPlace, FinishForm] | None = None,
) -> HttpResponse:  # fmt: skip
    now = now_of(request)
    places, everybody = found.places.for_list(), access.can_change(actor, found) or access.can_read_all(actor)
    if not everybody:
        near = reads.holdings(now, access.headed(actor)).order_by().values("person")
        places = places.filter(person__in=near) | places.filter(person=actor.person_id)
    over, today = found.until < localdate(now), localdate(now)
    context: dict[str, Any] = {
        "training": found, "office": office, "people": form, "over": over, "taken": found.places.count(),
        "rows": [(one, _finish(one, found, actor, refused, today)) for one in places.distinct()],
        "may_cancel": access.can_change(actor, found) and not found.cancelled_at,
        "offices": office_choices() if access.can_read_all(actor) else [],
    }  # fmt: skip
    failed = (form is not None and bool(form.errors)) or refused is not None
    return render(request, "learning/training.html", context, status=422 if failed else 200)


def _finish(
    place: TrainingPlace, found: Training, actor: Actor, refused: tuple[TrainingPlace, FinishForm] | None, today: Any
) -> FinishForm | None:
    """The form by which a place is noted, where it may be and has not been."""
    if place.state != TrainingPlace.State.PLANNED or place.person_id == actor.person_id or found.since > today:
        return None
    if refused and refused[0].pk == place.pk:
        return refused[1]
    return FinishForm(initial={"hours": found.hours}, auto_id=f"id_{place.pk.hex}_%s")


@officers
@require_POST
def note(request: HttpRequest, actor: Actor, place: UUID, verb: str) -> HttpResponse:
    """What became of somebody's place."""
    now = now_of(request)
    found = access.get_place(actor, place, now)
    if found.state != TrainingPlace.State.PLANNED:  # its form is no longer there to say so
        messages.info(request, _("Hasil %(name)s sudah dicatat.") % {"name": found.person.name})
        return redirect("learning:training", found.training_id)
    form = FinishForm(request.POST, request.FILES) if verb == "selesai" else None
    if form is not None:
        if accepted(form, lambda: _finished(request, actor, found, form)):
            messages.success(request, _("Jam pelajaran %(name)s tercatat.") % {"name": found.person.name})
            return redirect("learning:training", found.training_id)
        whole = access.get_training(found.training_id)
        return _training(request, actor, whole, None, None, (found, form))
    if verb == "absen":
        trainings.miss(found, by=actor, at=now)
    else:
        trainings.drop(found, by=actor, at=now)
    messages.success(request, _("Tersimpan."))
    return redirect("learning:training", found.training_id)


def _finished(request: HttpRequest, actor: Actor, found: TrainingPlace, form: FinishForm) -> None:
    said = {name: form.cleaned_data[name] for name in ("hours", "gained")}
    trainings.finish(found, **said, certificate=stored(request, form), by=actor, at=now_of(request))


@officers
@require_POST
def cancel(request: HttpRequest, actor: Actor, training: UUID) -> HttpResponse:
    found = access.get_training(training)
    trainings.cancel(found, by=actor, at=now_of(request))
    messages.success(request, _("Pelatihan dibatalkan."))
    return redirect("learning:trainings")

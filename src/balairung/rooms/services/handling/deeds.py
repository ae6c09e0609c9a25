"""What an officer may do with an application now: each step's own few deeds, in the order of likelihood."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.errors import Refused
from balairung.kernel.files.actions import position_of, store
from balairung.kernel.obligations.models import Event, State
from balairung.kernel.people.actors import Actor
from balairung.rooms.services import access, actions
from balairung.rooms.services.definition.answers import asked
from balairung.rooms.services.definition.shape import Does, May, Type
from balairung.rooms.services.handling.forms import BackForm, InspectForm, PassForm, RefuseForm, ReturnForm
from balairung.rooms.services.handling.stepping import answers_of
from balairung.rooms.services.models import Application
from balairung.rooms.services.routing import definition_of, next_step

NOTHING = _("Langkah ini sekarang tidak dapat dilakukan. Muat ulang halaman untuk melihat keadaannya.")


@dataclass(frozen=True)
class Deed:
    """A deed by its verb: what its button says, its drawing, its form, and what it does with it."""

    verb: str
    label: str | Promise
    icon: str
    form: Callable[..., forms.Form]
    done: str | Promise


def deeds_for(actor: Actor, application: Application, now: datetime) -> list[Deed]:
    """What this actor may do at this moment."""
    step, obligation = access.current_step(application), application.obligation
    if step is None or obligation.state != State.ACTIVE or not access.can_handle(actor, application, now):
        return []
    found = [] if step.does == Does.SIGN else [_pass(application)]
    if step.does == Does.INSPECT:
        found.insert(0, INSPECT)
    allowed = {what for what in May if access.can(actor, application, what, now)}
    if May.RETURN in allowed and not application.deemed_at:
        found.append(_return(application))
    if May.BACK in allowed or step.does == Does.SIGN:
        found.append(BACK)
    if May.REFUSE in allowed and not application.deemed_at:
        found.append(REFUSE)
    return found


INSPECT = Deed(
    "inspect", _("Catat pemeriksaan lapangan"), "map-pin", InspectForm, _("Hasil pemeriksaan lapangan tercatat.")
)
BACK = Deed("hand_back", _("Kembalikan ke langkah sebelumnya"), "history", BackForm, _("Dikembalikan."))
REFUSE = Deed("refuse", _("Tolak"), "x", RefuseForm, _("Permohonan ditolak dan pemohon diberi tahu."))
VERBS = ("pass_on", "inspect", "send_back", "hand_back", "refuse")


def _pass(application: Application) -> Deed:
    """Passing on is called what it means here: approved, or on to the next."""
    step = access.current_step(application)
    definition = definition_of(application.version)
    assert step is not None
    following = next_step(definition, answers_of(application), step.key)
    label: str | Promise = _("Terbitkan") if following is None else _("Selesai diperiksa, teruskan")
    if step.does == Does.DECIDE:
        label = _("Setujui")
    done = _("Diteruskan: %(step)s.") % {"step": following.title} if following else _("Permohonan dikabulkan.")

    def form(*args: Any, **kwargs: Any) -> PassForm:
        return PassForm(*args, checklist=step.checklist, **kwargs)

    return Deed("pass_on", label, "check", form, done)


def _return(application: Application) -> Deed:
    definition, answers = definition_of(application.version), answers_of(application)
    pages = [
        (page, [one for one in asked(page, answers) if one.type not in (Type.NOTE, Type.AGREE)])
        for page in definition.pages
    ]

    def form(*args: Any, **kwargs: Any) -> ReturnForm:
        return ReturnForm(*args, pages=pages, **kwargs)

    return Deed("send_back", _("Minta dilengkapi"), "message", form, _("Pemohon diberi tahu apa yang kurang."))


def deed_of(verb: str, deeds: Sequence[Deed]) -> Deed:
    """Raise `Refused` for what may not be done now."""
    found = next((deed for deed in deeds if deed.verb == verb), None)
    if found is None:
        raise Refused(NOTHING)
    return found


def perform(deed: Deed, application: Application, form: Any, *, by: Actor, at: datetime) -> Event:
    """Do what the valid form says."""
    return _DO[deed.verb](application, form, by, at)


def _do_pass(application: Application, form: PassForm, by: Actor, at: datetime) -> Event:
    return actions.pass_on(application, text=form.cleaned_data["text"], ticked=form.ticked, by=by, at=at)


def _do_return(application: Application, form: ReturnForm, by: Actor, at: datetime) -> Event:
    return actions.send_back(application, missing=form.missing, by=by, at=at)


def _do_back(application: Application, form: BackForm, by: Actor, at: datetime) -> Event:
    return actions.hand_back(application, text=form.cleaned_data["text"], by=by, at=at)


def _do_refuse(application: Application, form: RefuseForm, by: Actor, at: datetime) -> Event:
    return actions.refuse(application, text=form.words, by=by, at=at)


def _do_inspect(application: Application, form: InspectForm, by: Actor, at: datetime) -> Event:
    """Where they stood: as the telephone says, else as a photograph tells."""
    typed = form.cleaned_data
    found = form.position or next(filter(None, map(position_of, typed["uploads"])), None)
    return actions.inspect(
        application, text=typed["text"], files=[store(upload, at=at) for upload in typed["uploads"]],
        position=(str(found[0]), str(found[1])) if found else None, seen_at=typed["seen_at"], by=by, at=at,
    )  # fmt: skip


_DO: Mapping[str, Callable[..., Event]] = {
    "pass_on": _do_pass, "send_back": _do_return, "hand_back": _do_back, "refuse": _do_refuse, "inspect": _do_inspect,
}  # fmt: skip

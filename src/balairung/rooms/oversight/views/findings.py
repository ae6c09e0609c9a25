"""What was found and what is recommended, while it is written; and corrections afterwards."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.common.rupiah import in_words
from balairung.ground.ui.attempt import accepted
from balairung.kernel.obligations.forms import WordsForm
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.views.asking import posted
from balairung.rooms.oversight import access, examining
from balairung.rooms.oversight.examining import Found
from balairung.rooms.oversight.forms import FindingForm, RecommendationForm
from balairung.rooms.oversight.models import Examination, Finding, Recommendation
from balairung.rooms.oversight.views.asking import ask

WRITTEN = ("title", "code", "condition", "criterion", "cause", "effect", "loss_kind")


@officers
def add_finding(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    found = access.get_examination(actor, key)
    require(access.can_change(actor, found))
    form, now = FindingForm(posted(request)), now_of(request)
    made: list[Finding] = []
    if accepted(form, lambda: made.append(examining.add_finding(found, _found(form), by=actor, at=now))):
        messages.success(request, _("Temuan tercatat. Sekarang tuliskan rekomendasinya."))
        return redirect("oversight:recommend", made[0].pk)
    return ask(
        request, form, title=_("Tambah temuan"), submit=_("Simpan temuan"), back=_page_of(found), kicker=found.about
    )


@officers
def change_finding(request: HttpRequest, actor: Actor, finding: UUID) -> HttpResponse:
    one, now = _written(actor, finding), now_of(request)
    known = {name: getattr(one, name) for name in WRITTEN} | {"loss": in_words(one.loss)}
    form = FindingForm(posted(request), initial=known)
    if accepted(form, lambda: examining.change_finding(one, _found(form), by=actor, at=now)):
        messages.success(request, _("Perubahan disimpan."))
        return redirect(_page_of(one.examination))
    back = _page_of(one.examination)
    return ask(request, form, title=_("Ubah temuan"), submit=_("Simpan"), back=back, kicker=one.examination.about)


@officers
@require_POST
def drop_finding(request: HttpRequest, actor: Actor, finding: UUID) -> HttpResponse:
    one = _written(actor, finding)
    back = _page_of(one.examination)
    examining.drop_finding(one, by=actor, at=now_of(request))
    messages.success(request, _("Temuan dihapus. Ia belum pernah dikirim."))
    return redirect(back)


@officers
def recommend(request: HttpRequest, actor: Actor, finding: UUID) -> HttpResponse:
    """One more recommendation to a one."""
    one, now = _written(actor, finding), now_of(request)
    form = RecommendationForm(posted(request), examination=one.examination, initial=_only_office(one))
    if accepted(form, lambda: examining.add_recommendation(one, **form.cleaned_data, by=actor, at=now)):
        messages.success(request, _("Rekomendasi tercatat."))
        return redirect(_page_of(one.examination))
    title, back = _("Tambah rekomendasi"), _page_of(one.examination)
    return ask(request, form, title=title, submit=_("Simpan rekomendasi"), back=back, kicker=one.title)


@officers
@require_POST
def drop_recommendation(request: HttpRequest, actor: Actor, recommendation: UUID) -> HttpResponse:
    rows = Recommendation.objects.filter(finding__examination__in=Examination.objects.visible_to(actor))
    one = rows.select_related("finding__examination").get(pk=recommendation)
    examining.drop_recommendation(one, by=actor, at=now_of(request))
    messages.success(request, _("Rekomendasi dihapus. Ia belum pernah dikirim."))
    return redirect(_page_of(one.finding.examination))


@officers
def amend(request: HttpRequest, actor: Actor, finding: UUID) -> HttpResponse:
    """A correction of what was sent."""
    one, now = access.get_finding(actor, finding), now_of(request)
    require(access.can_amend(actor, one.examination))
    form = WordsForm(posted(request))
    if accepted(form, lambda: examining.amend(one, text=form.cleaned_data["text"], by=actor, at=now)):
        messages.success(request, _("Ralat ditambahkan."))
        return redirect(_page_of(one.examination))
    lead = _("Yang sudah dikirim tidak diubah. Ralat berdiri di bawahnya, dan dibaca kantor yang diperiksa.")
    title, back = _("Tambah ralat"), _page_of(one.examination)
    return ask(request, form, title=title, submit=_("Tambahkan"), back=back, kicker=one.title, lead=lead)


def _written(actor: Actor, key: UUID) -> Finding:
    """The finding, for whoever still writes it."""
    finding = access.get_finding(actor, key)
    require(access.can_change(actor, finding.examination), _("Yang sudah dikirim tidak diubah. Tambahkan ralat."))
    return finding


def _found(form: forms.Form) -> Found:
    return Found(**form.cleaned_data)


def _only_office(finding: Finding) -> dict[str, str]:
    keys = list(finding.examination.offices.values_list("key", flat=True).order_by("key")[:2])
    return {"office": keys[0]} if len(keys) == 1 else {}


def _page_of(examination: Examination) -> str:
    return reverse("oversight:examination", args=[examination.pk])

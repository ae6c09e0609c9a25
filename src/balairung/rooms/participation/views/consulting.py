"""The office's side of a consultation: prepared, announced, moderated, answered; the forum and what it agreed on."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.views.asking import ask, posted
from balairung.rooms.participation import access, rules, showing
from balairung.rooms.participation.consulting import answering, commenting, preparing
from balairung.rooms.participation.forms import (
    AgreedForm,
    ConsultationForm,
    DraftForm,
    ForumForm,
    HideForm,
    SectionAnswerForm,
    SectionForm,
)
from balairung.rooms.participation.models import Consultation, ConsultSection, SectionAnswer, Undertaking


@officers
def prepare(request: HttpRequest, actor: Actor) -> HttpResponse:
    require(access.can_open(actor))
    form, at = ConsultationForm(posted(request)), now_of(request)
    made: list[Consultation] = []
    if accepted(form, lambda: made.append(preparing.prepare_consultation(**form.cleaned_data, by=actor, at=at))):
        messages.success(request, _("Naskah tersimpan. Sekarang tambahkan bagian dan pertanyaannya, lalu umumkan."))
        return redirect("participation:draft", made[0].ref)
    return ask(
        request, form, title=_("Siapkan konsultasi publik"), submit=_("Simpan naskah"),
        back=reverse("participation:desk"), lead=_("Belum ada yang melihatnya sebelum Anda umumkan."),
    )  # fmt: skip


@officers
def draft(request: HttpRequest, actor: Actor, consultation: str) -> HttpResponse:
    return _page(request, access.get_kept(actor, consultation))


def _page(request: HttpRequest, found: Consultation, refused: forms.Form | None = None) -> HttpResponse:
    """Everything about one consultation; `refused` is the form that came in with a fault."""
    now = now_of(request)
    made = {"section": SectionForm(), "upload": DraftForm(), "forum": ForumForm()}
    owed = Undertaking.objects.filter(consultation=found, kind=Undertaking.Kind.ANSWER).for_list()
    context: dict[str, Any] = {
        "consultation": found, "stage": found.stage(localdate(now)), "kind": rules.kind_word(found.kind),
        "parts": showing.parts_of(found, answers=True), "files": showing.drafts_of(found, now),
        "forums": showing.forums_of(found, now), "agreed": AgreedForm(),
        "answer": next(iter(showing.stands(owed, now)), None), "hidden": showing.hidden_by_rule(found),
        **{name: refused if type(refused) is type(form) else form for name, form in made.items()},
    }  # fmt: skip
    return render(request, "participation/draft.html", context, status=422 if refused else 200)


@officers
@require_POST
def add_section(request: HttpRequest, actor: Actor, consultation: str) -> HttpResponse:
    found, form = access.get_kept(actor, consultation), SectionForm(request.POST)
    at = now_of(request)
    if accepted(form, lambda: preparing.add_section(found, **form.cleaned_data, by=actor, at=at)):
        messages.success(request, _("Bagian ditambahkan."))
        return redirect("participation:draft", found.ref)
    return _page(request, found, form)


@officers
def change_section(request: HttpRequest, actor: Actor, consultation: str, number: int) -> HttpResponse:
    found, at = access.get_kept(actor, consultation), now_of(request)
    section = ConsultSection.objects.get(consultation=found, number=number)
    form = SectionForm(posted(request), initial={"kind": section.kind, "title": section.title, "text": section.text})
    change = partial(preparing.change_section, found, number=number, by=actor, at=at)
    if accepted(form, lambda: change(**form.cleaned_data)):
        messages.success(request, _("Bagian %(number)d tersimpan.") % {"number": number})
        return redirect("participation:draft", found.ref)
    return ask(
        request, form, title=_("Ubah bagian %(number)d") % {"number": number}, submit=_("Simpan"),
        back=reverse("participation:draft", args=[found.ref]),
        lead=_("Tuliskan bunyi yang Anda ajukan kepada warga."),
    )  # fmt: skip


@officers
@require_POST
def drop_section(request: HttpRequest, actor: Actor, consultation: str, number: int) -> HttpResponse:
    found = access.get_kept(actor, consultation)
    preparing.drop_section(found, number=number, by=actor, at=now_of(request))
    messages.success(request, _("Bagian dihapus."))
    return redirect("participation:draft", found.ref)


@officers
@require_POST
def keep_draft(request: HttpRequest, actor: Actor, consultation: str) -> HttpResponse:
    found, form = access.get_kept(actor, consultation), DraftForm(request.POST, request.FILES)
    if accepted(form, lambda: _keep(request, found, form, actor)):
        messages.success(request, _("Naskah tersimpan."))
        return redirect("participation:draft", found.ref)
    return _page(request, found, form)


def _keep(request: HttpRequest, found: Consultation, form: DraftForm, actor: Actor) -> None:
    at = now_of(request)
    preparing.keep_draft(found, files=[store(one, at=at) for one in form.cleaned_data["uploads"]], by=actor, at=at)


@officers
@require_POST
def announce(request: HttpRequest, actor: Actor, consultation: str) -> HttpResponse:
    found = access.get_kept(actor, consultation)
    preparing.announce(found, by=actor, at=now_of(request))
    messages.success(request, _("Konsultasi diumumkan. Setelah ditutup, kantor Anda berutang jawaban."))
    return redirect("participation:draft", found.ref)


@officers
def answer(request: HttpRequest, actor: Actor, consultation: str, number: int) -> HttpResponse:
    """What we heard about one part, what we changed, what not and why."""
    found = access.get_kept(actor, consultation)
    section = ConsultSection.objects.select_related("consultation").get(consultation=found, number=number)
    known = SectionAnswer.objects.filter(section=section).values("heard", "changed", "kept").first()
    form = SectionAnswerForm(posted(request), initial={**known} if known else {})
    at = now_of(request)
    if accepted(form, lambda: answering.answer_section(section, **form.cleaned_data, by=actor, at=at)):
        messages.success(request, _("Jawaban tersimpan. Belum diumumkan."))
        return redirect("participation:draft", found.ref)
    page = showing.comments_of(section, request.GET.get("sebelum", ""))
    context = {"form": form, "consultation": found, "section": section, "comments": page.rows, "older": page.older}
    return render(request, "participation/answer.html", context, status=422 if form.errors else 200)


@officers
@require_POST
def forum(request: HttpRequest, actor: Actor, consultation: str) -> HttpResponse:
    found, form = access.get_kept(actor, consultation), ForumForm(request.POST)
    if accepted(form, lambda: _record(request, found, form, actor)):
        messages.success(
            request, _("Berita acara tercatat. Sekarang catat yang disepakati, masing-masing dengan kantornya.")
        )
        return redirect("participation:draft", found.ref)
    return _page(request, found, form)


def _record(request: HttpRequest, found: Consultation, form: ForumForm, actor: Actor) -> None:
    said = {name: form.cleaned_data[name] for name in ("held_on", "place", "summary")}
    answering.record_forum(found, **said, groups=form.groups, by=actor, at=now_of(request))


@officers
def agree(request: HttpRequest, actor: Actor, consultation: str, forum: UUID) -> HttpResponse:
    """One thing that the forum agreed on: from now on it is owed like anything else."""
    found, form = access.get_forum(actor, consultation, forum), AgreedForm(posted(request))
    at = now_of(request)
    if accepted(form, lambda: answering.agree(found, **form.cleaned_data, by=actor, at=at)):
        messages.success(request, _("Kesepakatan tercatat. Kantornya sudah diberi tahu."))
        return redirect("participation:draft", found.consultation.ref)
    back = reverse("participation:draft", args=[found.consultation.ref])
    return ask(
        request, form, title=_("Catat yang disepakati"), submit=_("Catat"), back=back,
        lead=_("Setiap kesepakatan menjadi kewajiban satu kantor, dengan tanggal."),
    )  # fmt: skip


@officers
def hide(request: HttpRequest, actor: Actor, comment: UUID) -> HttpResponse:
    """By a rule, with a reason; or shown again."""
    found, at = access.get_comment(actor, comment), now_of(request)
    section = found.section
    back = reverse("participation:part", args=[section.consultation.ref, section.number])
    if request.method == "POST" and found.hidden_rule:
        commenting.show_again(found, by=actor, at=at)
        messages.success(request, _("Masukan ditampilkan lagi."))
        return redirect(back)
    form = HideForm(posted(request))
    if accepted(form, lambda: commenting.hide_comment(found, **form.cleaned_data, by=actor, at=at)):
        messages.success(request, _("Masukan disembunyikan. Aturan dan alasannya tampil di tempatnya."))
        return redirect(back)
    context = {"form": form, "comment": found, "back": back}
    return render(request, "participation/hide.html", context, status=422 if form.errors else 200)

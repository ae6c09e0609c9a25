"""People: found, registered, given an account, away and back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from balairung.ground.common.text import clean_line
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people import access, actions, reads
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers, operators
from balairung.kernel.people.contacts import phone_words
from balairung.kernel.people.forms import AbsenceForm, BackForm, PersonForm
from balairung.kernel.people.freshness import fresh
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Person, Post
from balairung.kernel.people.views.asking import ask, posted


@operators
def people(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Found by name, NIP or address."""
    words = clean_line(request.GET.get("cari", ""))[:80]
    found = reads.find_people(words, now_of(request))
    return render(request, "people/people.html", {"words": words, "people": found, "tab": "orang"})


@operators
def add_person(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Somebody new; `?jabatan=` leads on to the post that they are meant for."""
    form = PersonForm(posted(request), initial={"name": clean_line(request.GET.get("nama", ""))})
    made: list[Person] = []
    if accepted(form, lambda: made.append(actions.add_person(**form.cleaned_data, by=actor, at=now_of(request)))):
        messages.success(request, _("%(name)s terdaftar.") % {"name": made[0]})
        return redirect(_after(request, made[0]))
    back = reverse("people:people")
    return ask(request, form, title=_("Daftarkan orang"), submit=_("Daftarkan"), back=back)


def _after(request: HttpRequest, person: Person) -> str:
    meant = Post.objects.filter(pk=reads.key_of(request.GET.get("jabatan", ""))).first()
    if meant:
        return reverse("people:appoint", args=[meant.pk]) + f"?orang={person.pk}"
    return reverse("people:person", args=[person.pk])


@officers
def person(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """One person: posts, absences, and for administrators contacts and account."""
    now = now_of(request)
    found = access.get_person(actor, key, now)
    today = localdate(now)
    holdings = list(found.holdings.select_related("post__office").order_by("-since", "-id"))
    context = {
        "person": found,
        "running": [one for one in holdings if one.until is None or one.until >= today],
        "past": [one for one in holdings if one.until is not None and one.until < today],
        "absences": found.absences.filter(until__gte=today).order_by("since"),
        "sees_contacts": access.can_see_contacts(actor, found),
        "phone": phone_words(found.phone),
        "may_change": access.can_administer(actor),
        "tab": "orang",
    }
    return render(request, "people/person.html", context)


@operators
@fresh
def change_person(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Name and contacts."""
    found = access.get_person(actor, key, now_of(request))
    first = {name: getattr(found, name) for name in PersonForm.base_fields} | {"phone": phone_words(found.phone)}
    form = PersonForm(posted(request), initial=first)
    if accepted(form, lambda: actions.change_person(found, **form.cleaned_data, by=actor, at=now_of(request))):
        messages.success(request, _("Perubahan disimpan."))
        return redirect("people:person", key=found.pk)
    return ask(request, form, title=found.name, submit=_("Simpan"), back=reverse("people:person", args=[found.pk]))


@operators
@fresh
@require_POST
def account(request: HttpRequest, actor: Actor, key: UUID, verb: str) -> HttpResponse:
    """What an administrator does with somebody's account; a set-up page is told once, in the answer."""
    found = access.get_person(actor, key, now_of(request))
    now = now_of(request)
    if verb in ("beri", "tautan"):
        give = actions.give_account if verb == "beri" else actions.renew_link
        link = give(found, by=actor, at=now)
        sentence = _("Kirim tautan ini kepada %(name)s. Berlaku tiga hari, satu kali pakai: %(link)s")
        again = _("Akun %(name)s dibuka kembali. Kata sandinya tetap yang dahulu.")
        messages.success(request, (sentence if link else again) % {"name": found, "link": link})
    elif verb in DEEDS:
        deed, done = DEEDS[verb]
        deed(found, by=actor, at=now)
        messages.success(request, str(done))
    else:
        raise Http404
    return redirect("people:person", key=found.pk)


DEEDS = {
    "alamat": (actions.move_account, gettext_lazy("Alamat masuk sekarang sama dengan surelnya.")),
    "tutup": (actions.close_account, gettext_lazy("Akun ditutup.")),
}


@officers
def record_absence(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """From when until when the person is away."""
    found = access.get_person(actor, key, now_of(request))
    form = AbsenceForm(posted(request), initial={"since": localdate(now_of(request))})
    deed: dict[str, Any] = {"person": found, "by": actor, "at": now_of(request)}
    if accepted(form, lambda: actions.record_absence(**form.cleaned_data, **deed)):
        messages.success(request, _("Ketidakhadiran dicatat."))
        return redirect("people:person", key=found.pk)
    lead = _("Tugas dan pemberitahuan melewati orang ini selama itu. Plh. bisa diangkat untuk masa yang sama.")
    title = _("%(name)s tidak bertugas") % {"name": found}
    back = reverse("people:person", args=[found.pk])
    return ask(request, form, title=title, submit=_("Catat"), back=back, lead=lead)


@officers
def end_absence(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Back earlier than expected."""
    absence = access.get_absence(actor, key, now_of(request))
    form = BackForm(posted(request), initial={"back": localdate(now_of(request))})
    if accepted(form, lambda: actions.end_absence(absence, **form.cleaned_data, by=actor, at=now_of(request))):
        messages.success(request, _("Perubahan disimpan."))
        return redirect("people:person", key=absence.person_id)
    title = _("%(name)s bertugas kembali") % {"name": absence.person}
    return ask(request, form, title=title, submit=_("Simpan"), back=reverse("people:person", args=[absence.person_id]))

"""Decision explained: who may do this, on that day, in whose name; or why nobody may."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.authority import Answer, Authority, Matter, Step, Way
from balairung.kernel.people.house import house_url
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office, Post, Subject
from balairung.rooms.delegations.forms import AskForm
from balairung.rooms.delegations.matters import Matters
from balairung.rooms.delegations.register import moment_of


@everyone
def who(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The question as an address: the same one gives the same answer, as the register stands today."""
    matters = Matters()
    form = AskForm(request.GET if "kantor" in request.GET else None, matters=matters)
    context: dict[str, Any] = {"form": form, "answer": None}
    if form.is_valid() and (post := _post(form)):
        context |= _answered(request, form.cleaned_data, post, matters)
    return render(request, "delegations/who.html", context, status=422 if form.errors else 200)


def _post(form: AskForm) -> Post | None:
    """The post that was chosen, else whoever leads that office."""
    office: Office = form.cleaned_data["kantor"]
    posts = office.posts.filter(closed_on__isnull=True).select_related("office").order_by("order", "id")
    if chosen := form.cleaned_data["jabatan"]:
        return posts.get(pk=chosen.pk)
    return posts.filter(role__in=(*Post.LEADING, Post.Role.HEAD)).first() or posts.first()


def _answered(request: HttpRequest, asked: dict[str, Any], post: Post, matters: Matters) -> dict[str, Any]:
    now = now_of(request)
    day = asked["tanggal"] or localdate(now)
    subject, key = asked["hal"]
    region = asked["wilayah"].pk if asked["wilayah"] else ""
    matter = Matter(subject, key, region, asked["nilai"], asked["skala"])
    answer = Authority(moment_of(day, now)).who(post, matter)
    return {
        "answer": answer, "post": post, "what": matters.words(subject, key), "subject": subject, "day": day,
        "today": day == localdate(now), "place": asked["wilayah"], "value": asked["nilai"],
        "signing": subject == Subject.LETTER, "steps": _steps(answer), "address": _address(request, day),
    }  # fmt: skip


def _address(request: HttpRequest, day: date) -> str:
    """This answer's own address, with its day: tomorrow it still speaks of today."""
    asked = {name: request.GET[name] for name in AskForm.base_fields if request.GET.get(name)}
    return f"{house_url()}{request.path}?{urlencode(asked | {'tanggal': day.isoformat()})}"


def _steps(answer: Answer) -> list[tuple[Step, str]]:
    """The way there, with what each step means for the responsibility."""
    meant = {
        Way.OWN: _("wewenangnya sendiri, karena jabatannya"),
        Way.DELEGATION: _("delegasi: tanggung jawabnya ikut pindah"),
        Way.MANDATE: _("mandat: bertindak atas nama pemberi, tanggung jawab tetap padanya"),
        Way.ASSIGNMENT: _("penugasan kepada desa, dengan biayanya"),
    }
    attributed = _("wewenangnya sendiri, diberikan langsung oleh peraturan (atribusi)")
    return [(step, attributed if step.way == Way.OWN and step.under else meant[step.way]) for step in answer.steps]

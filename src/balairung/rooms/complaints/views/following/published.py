"""Published reports, for everyone: the list, one of them, what one may do beside it, the page of an office."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page

from balairung.ground.common.errors import Refused
from balairung.ground.ui.attempt import accepted
from balairung.kernel.obligations.reads import PUBLIC, clock_rows, office_of, timeline
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.boundaries import map_of
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.house import house_url
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.throttle import within_limit
from balairung.rooms.complaints import access
from balairung.rooms.complaints.desk.merging import together_of
from balairung.rooms.complaints.following.followers import call_improper, confirm, follow, leave
from balairung.rooms.complaints.following.listing import FilterForm, counted_by_place, page_of, tabs
from balairung.rooms.complaints.following.outcomes import latest_figures
from balairung.rooms.complaints.following.timelines import titles, way
from balairung.rooms.complaints.forms import AddressForm, ImproperForm
from balairung.rooms.complaints.models import Complaint, Follower
from balairung.rooms.complaints.public import listed, public_view, redacted

SHORT = ("7", "30")  # days that a map counts: a year of a large regency is too much to count for everybody


@gzip_page
@everyone
def public(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Published reports, the newest first; each list has an address that stays, and a feed."""
    form, now = FilterForm(request.GET), now_of(request)
    asked, before = form.read(), request.GET.get("sebelum", "")
    page = page_of(asked, before, now)
    query = {name: str(value) for name, value in request.GET.items() if name in form.fields and value}
    context = {
        "form": form,
        "asked": asked,
        "tabs": tabs(asked, now, query),
        "rows": listed(page.rows, now),
        "older": f"?{urlencode(query | {'sebelum': page.older})}" if page.older else "",
        "newest": f"?{urlencode(query)}" if before else "",
        "feed": f"{reverse('complaints:feed')}?{urlencode(query)}".rstrip("?"),
        "figures": latest_figures(),
        "map": f"{reverse('complaints:map')}?{urlencode(query)}".rstrip("?"),
        "narrowed": bool(asked),
        "sieved": bool(asked.keys() - {"keadaan", "cari"}),
    }
    return render(request, "complaints/public.html", context)


@gzip_page
@everyone
def public_map(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The same on a map: districts, or the villages of one; each opens its list."""
    form, now = FilterForm(request.GET), now_of(request)
    asked = form.read()
    asked["periode"] = asked["periode"] if asked.get("periode") in SHORT else SHORT[-1]
    district = asked.pop("wilayah", None)
    district = district.parent or district if district else None
    query = {name: str(request.GET[name]) for name in form.fields if request.GET.get(name) and name != "wilayah"}
    listing = reverse("complaints:public")
    context = {
        "district": district,
        "map": map_of(
            counted_by_place(asked | ({"wilayah": district} if district else {}), now),
            link=lambda code: f"{listing}?{urlencode(query | {'wilayah': code})}",
            within=district.pk if district else "",
        ),
        "period": FilterForm.PERIODS[asked["periode"]],
        "back": f"{listing}?{urlencode(query)}".rstrip("?"),
    }
    return render(request, "complaints/map.html", context)


@everyone
def published(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """One published report: what happened, by when, how many have the same trouble."""
    complaint, now = access.get_published(ref), now_of(request)
    lines = timeline(complaint.obligation, titles=titles(), sees=PUBLIC, who=office_of, now=now)
    rows = clock_rows(complaint.obligation, Calendars(), now)
    here = reverse("complaints:published", args=[complaint.ref])
    report = public_view(complaint, now)
    context = {
        "report": report,
        "obligation": complaint.obligation,
        "office_key": complaint.obligation.owner_office.key if complaint.obligation.owner_office else "",
        "entries": redacted(lines),
        "clocks": [row for row in rows if not row.met],
        "late": complaint.obligation.is_late(now),
        "way": way(complaint.obligation),
        "together": together_of(complaint),
        "followers": complaint.followers.confirmed().count(),
        "before": report.before[0] if report.before else None,
        "after": report.after[0] if report.after else None,
        "link": house_url() + here,
        "again": f"{reverse('complaints:create')}?{urlencode(_again(complaint))}",
    }
    return render(request, "complaints/published.html", context)


@everyone
def follow_page(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """Leave an address to hear how somebody else's report goes on. The answer is the same for every address."""
    complaint = access.get_published(ref)
    form = AddressForm(request.POST or None)
    if request.method == "POST" and accepted(form, lambda: _follow(request, complaint, form)):
        return redirect(f"{reverse('complaints:follow', args=[complaint.ref])}?terkirim=1")
    context = {"report": public_view(complaint), "form": form, "asked": bool(request.GET.get("terkirim"))}
    return render(request, "complaints/follow.html", context, status=422 if form.errors else 200)


@everyone
@never_cache
def follower(request: HttpRequest, actor: Actor, token: str) -> HttpResponse:
    """The page behind a follower's link; `langkah` of a POST: ikut or berhenti."""
    rows = Follower.objects.select_related("complaint__obligation__owner_office")
    one = rows.defer(*(f"complaint__{name}" for name in (*Complaint.SEALED, "secret"))).of_token(token)
    if request.method == "POST":
        (leave if request.POST.get("langkah") == "berhenti" else confirm)(one, at=now_of(request))
        return redirect("complaints:follower", token)
    open_to_all = Complaint.objects.published().filter(pk=one.complaint_id).exists()
    context = {"follower": one, "report": public_view(one.complaint) if open_to_all else None}
    return render(request, "complaints/follower.html", context)


@everyone
def improper(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """Say that the words of a report are improper; the coordinator reads it."""
    complaint = access.get_published(ref)
    form = ImproperForm(request.POST or None)
    if request.method == "POST" and accepted(form, lambda: _call_improper(request, complaint, form)):
        return redirect(f"{reverse('complaints:improper', args=[complaint.ref])}?terkirim=1")
    context = {"report": public_view(complaint), "form": form, "asked": bool(request.GET.get("terkirim"))}
    return render(request, "complaints/improper.html", context, status=422 if form.errors else 200)


def _follow(request: HttpRequest, complaint: Complaint, form: forms.Form) -> None:
    _count(request, "address")
    follow(complaint, contact=form.cleaned_data["contact"], at=now_of(request))


def _call_improper(request: HttpRequest, complaint: Complaint, form: forms.Form) -> None:
    _count(request, "improper")
    data = form.cleaned_data
    words = f"{ImproperForm.REASONS[data['reason']]}. {data['text']}".strip()
    call_improper(complaint, words=words, at=now_of(request))


def _count(request: HttpRequest, what: str) -> None:
    if not within_limit(request, what, settings.FOLLOWING_LIMIT):
        raise Refused(_("Terlalu banyak permintaan dari jaringan ini. Tunggu satu jam, lalu coba lagi."))


def _again(complaint: Complaint) -> dict[str, Any]:
    """What a new report about the same trouble would begin with."""
    return {"wilayah": complaint.region_id or "", "topik": complaint.topic_id or ""}

"""What everybody reads: the list, one announcement, and what one may say or do beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST

from balairung.ground.common.errors import Refused
from balairung.ground.common.qr import qr_code
from balairung.ground.common.references import new_code
from balairung.ground.common.text import read_key
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Region
from balairung.kernel.people.throttle import within_limit
from balairung.rooms.announcements import access, reach
from balairung.rooms.announcements.forms import FilterForm, HelpedForm
from balairung.rooms.announcements.models import Announcement, AnnouncementQuerySet, Opening
from balairung.rooms.announcements.places import told_about, told_in
from balairung.rooms.announcements.related import related
from balairung.rooms.announcements.showing import article_of, sharing_of

PAGE = 20
SAY_LIMIT = "30/h"  # answers whether it helped, and presses of the button to report, from one network
OPEN_LIMIT = "600/h"  # openings that one network is counted with


@gzip_page
@everyone
def listing(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The newest first, narrowed to a kind, a place or a service; each list has an address and a feed."""
    form, now = FilterForm(request.GET), now_of(request)
    asked = form.asked()
    rows = list(_after(narrowed(asked), request.GET.get("sebelum", ""))[: PAGE + 1])
    query = {name: str(request.GET[name]) for name in form.fields if request.GET.get(name)}
    more = f"?{urlencode(query | {'sebelum': str(rows[PAGE - 1].pk)})}" if len(rows) > PAGE else ""
    context = {
        "form": form, "asked": asked, "rows": rows[:PAGE], "now": now, "older": more,
        "newest": f"?{urlencode(query)}" if request.GET.get("sebelum") else "",
        "feed": f"{reverse('announcements:feed')}?{urlencode(query)}".rstrip("?"),
    }  # fmt: skip
    return render(request, "announcements/listing.html", context)


def narrowed(asked: dict[str, Any]) -> AnnouncementQuerySet:
    rows = Announcement.objects.for_all().newest_first()
    if "jenis" in asked:
        rows = rows.filter(kind=asked["jenis"])
    if "wilayah" in asked:
        rows = rows.filter(told_in(Region.objects.get(pk=asked["wilayah"])))
    return rows.filter(told_about(asked["layanan"])) if "layanan" in asked else rows


def _after(rows: AnnouncementQuerySet, text: str) -> AnnouncementQuerySet:
    """What comes behind the one that the last page ended with; from the start for what is no such key."""
    key = read_key(text)
    last = Announcement.objects.filter(pk=key).first() if key else None
    if last is None or last.published_at is None:
        return rows
    earlier = rows.filter(published_at__lt=last.published_at)
    return earlier | rows.filter(published_at=last.published_at, pk__lt=last.pk)


@everyone
def article(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    return _page(request, access.get_public(code))


def _page(request: HttpRequest, found: Announcement, form: HelpedForm | None = None) -> HttpResponse:
    if not found.is_standing or found.current is None:
        return render(request, "announcements/withdrawn.html", {"announcement": found}, status=410)
    now = now_of(request)
    told = {"article": article_of(found, found.current, at=now), "sharing": sharing_of(found, at=now)}
    way = request.GET.get("dari", "")
    context = told | {
        "related": related(found), "form": form or HelpedForm(initial={"token": new_code(24)}),
        "thanked": request.GET.get("terkirim") == "1", "now": now,
        "opened": reverse("announcements:opened", args=[found.code]) + (f"?{urlencode({'dari': way})}" if way else ""),
        "here": reverse("announcements:article", args=[found.code]), "wilayah": _only_place(found),
    }  # fmt: skip
    return render(request, "announcements/article.html", context, status=422 if form and form.errors else 200)


def _only_place(found: Announcement) -> str:
    """The one place that it is about: a report from here begins there."""
    codes = list(found.targets.filter(region__isnull=False).values_list("region", flat=True).order_by("region")[:2])
    return f"?{urlencode({'wilayah': codes[0]})}" if len(codes) == 1 else ""


@csrf_exempt  # a page of any visitor says it, without a cookie; all that it can do is to count one more
@require_POST
@everyone
def opened(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The page tells once that it was opened, and by which way; whoever says to be a machine is believed."""
    found = access.get_public(code)
    named = request.headers.get("user-agent", "").lower()
    if named and "bot" not in named and within_limit(request, "buka", OPEN_LIMIT):
        reach.count_opening(found, way=request.GET.get("dari", ""), at=now_of(request))
    return HttpResponse(status=204)


@everyone
@require_POST
def helped(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Whether it helped, with words for the office."""
    found, form = access.get_public(code), HelpedForm(request.POST)
    if not found.is_standing:
        raise Http404
    if accepted(form, lambda: _answer(request, found, form, now_of(request))):
        return redirect(f"{reverse('announcements:article', args=[found.code])}?terkirim=1#membantu")
    return _page(request, found, form)


def _answer(request: HttpRequest, found: Announcement, form: HelpedForm, at: datetime) -> None:
    if not within_limit(request, "membantu", SAY_LIMIT):
        raise Refused(_("Terlalu banyak permintaan dari jaringan ini. Tunggu satu jam, lalu coba lagi."))
    data = form.cleaned_data
    reach.answer(found, helped=data["membantu"] == "ya", words=data["kata"], token=data["token"], at=at)


@everyone
@require_POST
def report(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Begin a report because of it: counted here, and the report itself knows nothing of it."""
    found = access.get_public(code)
    if within_limit(request, "lapor-dari-kabar", SAY_LIMIT):
        reach.count_opening(found, way=Opening.Way.REPORT, at=now_of(request))
    return redirect(reverse("complaints:create") + _only_place(found))


@everyone
def poster(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """For the wall: the words, and a code that leads to what stands then."""
    found = access.get_public(code)
    if not found.is_standing or found.current is None:
        raise Http404
    sharing = sharing_of(found, at=now_of(request))
    context = {"announcement": found, "edition": found.current, "qr": qr_code(sharing.code), "link": sharing.link}
    return render(request, "announcements/poster.html", context)

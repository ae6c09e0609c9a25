"""The reporter's own browser asks to be told, or to be told no more."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.common.errors import Refused
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.throttle import within_limit
from balairung.rooms.complaints import access
from balairung.rooms.complaints.pushing import subscribe, unsubscribe


@everyone
@require_POST
def browser(request: HttpRequest, actor: Actor, ref: str, code: str) -> HttpResponse:
    """`langkah`: ikut or henti; `subscription` is what the browser gave (push.js)."""
    complaint, reporter = access.get_own(ref, code)
    if not within_limit(request, "browser", settings.FOLLOWING_LIMIT):
        raise Refused(_("Terlalu banyak permintaan dari jaringan ini. Tunggu satu jam, lalu coba lagi."))
    subscription = request.POST.get("subscription", "")
    if request.POST.get("langkah") == "henti":
        unsubscribe(complaint, subscription=subscription, by=reporter)
        messages.success(request, _("Peramban ini tidak lagi dikabari tentang laporan ini."))
    else:
        subscribe(complaint, subscription=subscription, by=reporter, at=now_of(request))
        messages.success(request, _("Peramban ini akan dikabari setiap kali ada perkembangan."))
    return redirect("complaints:own", complaint.ref, code)

"""The kiosks of a session: made, shown once with their address, and taken back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.common.qr import qr_code
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.house import house_url
from balairung.kernel.people.middleware import now_of
from balairung.rooms.meetings.access import get_run
from balairung.rooms.meetings.holding.kiosks import make_kiosk, revoke_kiosk
from balairung.rooms.meetings.models import AttendanceKiosk
from balairung.rooms.meetings.views.holding.asking import asked_session, done, facts
from balairung.rooms.meetings.views.holding.forms import KioskForm


@officers
def kiosks(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """Those of a session. The address of a new one is shown on the page that answers, and nowhere else."""
    meeting = get_run(actor, ref)
    session, form = asked_session(request, meeting), KioskForm(request.POST or None)
    made: list[str] = []
    if request.method == "POST" and accepted(
        form, lambda: made.append(make_kiosk(session, **form.cleaned_data, by=actor, at=now_of(request)))
    ):
        form = KioskForm()
    address = house_url() + reverse("meetings:attendance_kiosk", args=made) if made else ""
    context = facts(actor, meeting, session, "kios") | {
        "form": form, "address": address, "qr": qr_code(address) if address else "",
        "kiosks": session.kiosks.filter(revoked_at__isnull=True),
    }  # fmt: skip
    return render(request, "meetings/holding/kiosks.html", context, status=422 if form.errors else 200)


@officers
@require_POST
def revoke(request: HttpRequest, actor: Actor, ref: str, key: UUID) -> HttpResponse:
    meeting = get_run(actor, ref)
    kiosk = AttendanceKiosk.objects.select_related("session__meeting").get(session__meeting=meeting, pk=key)
    said = _("Alamat kios %(name)s tidak berlaku lagi.") % {"name": kiosk.name}
    done(request, lambda: revoke_kiosk(kiosk, by=actor, at=now_of(request)), said)
    return redirect(f"{reverse('meetings:kiosks', args=[meeting.ref])}?sesi={kiosk.session_id}")

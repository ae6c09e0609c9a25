"""The page where somebody tells the code that we sent to a number: from then on it gets our messages."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from balairung.ground.common.errors import Refused
from balairung.ground.ui.attempt import accepted
from balairung.kernel.messaging.contacts import ask_code, confirm_code
from balairung.kernel.messaging.forms import CodeForm
from balairung.kernel.messaging.models import Contact
from balairung.kernel.messaging.reads import masked
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.throttle import within_limit

LIMIT = "20/h"  # codes told or asked for, from one address of the net


@everyone
@never_cache
def prove(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """GET shows how it stands; POST tells a code, or with `langkah=baru` asks for another one."""
    contact = Contact.objects.get(pk=key, person=None)
    if request.method == "POST" and not within_limit(request, "kode", LIMIT):
        raise Refused(_("Terlalu banyak percobaan dari sini. Coba lagi satu jam lagi."))
    if request.POST.get("langkah") == "baru":
        ask_code(contact.channel, contact.address, at=now_of(request))
        messages.success(request, _("Kode baru dikirim. Biasanya tiba dalam satu menit."))
        return redirect("messaging:prove", key)
    form = CodeForm(request.POST if request.method == "POST" else None)
    where = (contact.channel, contact.address)
    if accepted(form, lambda: confirm_code(*where, form.cleaned_data["code"], at=now_of(request))):
        return redirect("messaging:prove", key)
    context = {"form": form, "address": masked(contact.address), "proved": contact.verified_at is not None}
    return render(request, "messaging/prove.html", context, status=422 if form.errors else 200)

"""A citizen asks to be told: address and wishes, the code that came back, other choices, an end."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from balairung.ground.common.errors import Refused
from balairung.ground.ui.attempt import accepted
from balairung.kernel.messaging.browsers import public_key
from balairung.kernel.messaging.contacts import shown
from balairung.kernel.messaging.forms import CodeForm
from balairung.kernel.messaging.gateways import word
from balairung.kernel.messaging.reads import masked
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.throttle import within_limit
from balairung.kernel.people.views.asking import posted
from balairung.rooms.announcements import subscribing
from balairung.rooms.announcements.forms import SubscribeForm, WishesForm
from balairung.rooms.announcements.models import AskedSubscription, Subscription

CODE_LIMIT = "20/h"  # codes that are told from one network


@everyone
def subscribe(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Which news, from where, how often, by which door."""
    form = SubscribeForm(posted(request), initial=_begun(request))
    asked: list[AskedSubscription] = []
    if request.method == "POST" and accepted(form, lambda: asked.append(_ask(request, form))):
        return redirect("announcements:prove", asked[0].pk)
    context = {"form": form, "push_key": public_key() if settings.OFFLINE else ""}
    return render(request, "announcements/subscribe.html", context, status=422 if form.errors else 200)


def _begun(request: HttpRequest) -> dict[str, object]:
    """What a link to this page already says."""
    return {
        "kinds": ["announcements", "warnings"], "place": request.GET.get("wilayah", ""),
        "services": request.GET.getlist("layanan"),
    }  # fmt: skip


def _ask(request: HttpRequest, form: SubscribeForm) -> AskedSubscription:
    if not within_limit(request, "address", settings.FOLLOWING_LIMIT):
        raise Refused(_("Terlalu banyak permintaan dari jaringan ini. Tunggu satu jam, lalu coba lagi."))
    where = {"channel": form.cleaned_data["channel"], "address": form.cleaned_data["address"]}
    return subscribing.ask(**where, wishes=form.wishes(), at=now_of(request))


@everyone
@never_cache
def prove(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """The six digits that we sent: before them nothing begins."""
    asked, form, made = subscribing.get_asked(key), CodeForm(posted(request)), list[Subscription]()
    if request.method == "POST" and not within_limit(request, "kode", CODE_LIMIT):
        raise Refused(_("Terlalu banyak percobaan dari sini. Coba lagi satu jam lagi."))
    if accepted(form, lambda: made.append(_confirm(request, asked, form))):
        messages.success(request, _("Langganan Anda aktif. Simpan alamat halaman ini untuk mengubahnya."))
        return redirect("announcements:choices", made[0].link_token)
    context = {"form": form, "address": masked(asked.address), "channel": word(asked.channel)}
    return render(request, "announcements/prove.html", context, status=422 if form.errors else 200)


def _confirm(request: HttpRequest, asked: AskedSubscription, form: CodeForm) -> Subscription:
    return subscribing.confirm(asked, code=form.cleaned_data["code"], at=now_of(request))


@everyone
@never_cache
def choices(request: HttpRequest, actor: Actor, token: str) -> HttpResponse:
    """What this address hears of; whoever holds the link changes it."""
    found = Subscription.objects.select_related("place").of_link(token)
    form = WishesForm(posted(request), initial=WishesForm.of(subscribing.wishes_of(found)))
    if accepted(form, lambda: subscribing.change(found, wishes=form.wishes(), at=now_of(request))):
        messages.success(request, _("Pilihan Anda disimpan."))
        return redirect("announcements:choices", token)
    context = {
        "form": form, "token": token, "channel": word(found.channel), "subscription": found,
        "address": masked(shown(found.channel, found.address)),
    }  # fmt: skip
    return render(request, "announcements/choices.html", context, status=422 if form.errors else 200)


@everyone
@require_POST
def leave(request: HttpRequest, actor: Actor, token: str) -> HttpResponse:
    """No more news; the address is forgotten."""
    subscribing.leave(Subscription.objects.of_link(token), at=now_of(request))
    messages.success(request, _("Langganan dihentikan, dan alamat Anda sudah kami hapus dari daftar."))
    return redirect("announcements:listing")


@everyone
@require_POST
def browser(request: HttpRequest, actor: Actor) -> HttpResponse:
    """`langkah`: ikut or henti; `subscription` is what the browser gave (push.js)."""
    if not within_limit(request, "browser", settings.FOLLOWING_LIMIT):
        raise Refused(_("Terlalu banyak permintaan dari jaringan ini. Tunggu satu jam, lalu coba lagi."))
    given, at = request.POST.get("subscription", ""), now_of(request)
    if request.POST.get("langkah") == "henti":
        subscribing.drop_browser(subscription=given, at=at)
        messages.success(request, _("Peramban ini tidak lagi dikabari."))
        return redirect("announcements:subscribe")
    made = subscribing.add_browser(subscription=given, at=at)
    messages.success(request, _("Peramban ini dikabari mulai sekarang. Di sini Anda memilih kabar apa saja."))
    return redirect("announcements:choices", made.link_token)

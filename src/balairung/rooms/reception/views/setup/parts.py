"""What stands in a hall: booths, lines, counters, screens."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.common.qr import qr_code
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.house import house_url
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.views.asking import posted
from balairung.rooms.reception.appointments.following import review
from balairung.rooms.reception.queue import setup
from balairung.rooms.reception.views.setup.asking import ask, did, hall_to_set_up
from balairung.rooms.reception.views.setup.forms import BoothForm, CounterForm, LineForm, ScreenForm


@officers
def add_booth(request: HttpRequest, actor: Actor, hall: str) -> HttpResponse:
    """Another agency."""
    found, at = hall_to_set_up(actor, hall), now_of(request)
    form = BoothForm(posted(request))

    def act() -> object:
        data = form.cleaned_data
        return setup.add_booth(found, **data, outside=data["office"] is None, by=actor, at=at)

    return ask(request, found, form, act, title=_("Tambah gerai"), submit=_("Tambah"))


@officers
@require_POST
def close_booth(request: HttpRequest, actor: Actor, hall: str, booth: UUID) -> HttpResponse:
    found = hall_to_set_up(actor, hall)
    one = found.booths.select_related("hall__office").get(pk=booth, closed_on__isnull=True)
    said = _("Gerai %(name)s ditutup.") % {"name": one.name}
    return did(request, found, lambda: setup.close_booth(one, by=actor, at=now_of(request)), said)


@officers
def add_line(request: HttpRequest, actor: Actor, hall: str) -> HttpResponse:
    """Another service that one waits for."""
    found, at = hall_to_set_up(actor, hall), now_of(request)
    form = LineForm(posted(request), hall=found, initial={"booth": request.GET.get("gerai", "")})

    def act() -> object:
        return setup.add_line(form.cleaned_data["booth"], **form.said(), by=actor, at=at)

    return ask(request, found, form, act, title=_("Tambah layanan"), submit=_("Tambah"))


@officers
def change_line(request: HttpRequest, actor: Actor, hall: str, line: UUID) -> HttpResponse:
    """One service; it stays in its booth."""
    found, at = hall_to_set_up(actor, hall), now_of(request)
    one = found.lines.select_related("hall__office").get(pk=line, closed_on__isnull=True)
    kept = {name: getattr(one, name) for name in setup.LINE_FIELDS}
    form = LineForm(posted(request), hall=found, initial=kept | {"letter": one.prefix})
    del form.fields["booth"]
    form.fields["letter"].required = True

    def act() -> object:
        return setup.change_line(one, **form.said(), by=actor, at=at)

    ends = reverse("reception:close_line", args=[found.key, one.pk])
    return ask(request, found, form, act, title=one.name, submit=_("Simpan"), ends=ends)


@officers
@require_POST
def pause_line(request: HttpRequest, actor: Actor, hall: str, line: UUID) -> HttpResponse:
    """No new numbers for a while, or numbers again."""
    found = hall_to_set_up(actor, hall)
    one = found.lines.select_related("hall__office").get(pk=line, closed_on__isnull=True)
    paused = request.POST.get("paused") == "1"
    said = _("%(line)s tidak menerima nomor dulu.") if paused else _("%(line)s menerima nomor lagi.")

    def act() -> None:
        setup.change_line(one, paused=paused, by=actor, at=now_of(request))

    return did(request, found, act, said % {"line": one.name})


@officers
@require_POST
def close_line(request: HttpRequest, actor: Actor, hall: str, line: UUID) -> HttpResponse:
    found = hall_to_set_up(actor, hall)
    one = found.lines.select_related("hall__office").get(pk=line, closed_on__isnull=True)
    said = _("Layanan %(name)s diakhiri di sini.") % {"name": one.name}

    def act() -> None:
        setup.close_line(one, by=actor, at=now_of(request))
        review(found, by=actor, at=now_of(request))

    return did(request, found, act, said)


@officers
def add_counter(request: HttpRequest, actor: Actor, hall: str) -> HttpResponse:
    """Another desk."""
    found, at = hall_to_set_up(actor, hall), now_of(request)
    form = CounterForm(posted(request), hall=found)

    def act() -> object:
        return setup.add_counter(found, **form.cleaned_data, by=actor, at=at)

    return ask(request, found, form, act, title=_("Tambah loket"), submit=_("Tambah"))


@officers
def change_counter(request: HttpRequest, actor: Actor, hall: str, counter: UUID) -> HttpResponse:
    """Its name and what it serves."""
    found, at = hall_to_set_up(actor, hall), now_of(request)
    one = found.counters.select_related("hall__office").get(pk=counter, closed_on__isnull=True)
    kept = {"label": one.label, "quick": one.quick, "lines": one.lines.all()}
    form = CounterForm(posted(request), hall=found, initial=kept)

    def act() -> object:
        return setup.change_counter(one, **form.cleaned_data, by=actor, at=at)

    ends = reverse("reception:close_counter", args=[found.key, one.pk])
    title = _("Loket %(label)s") % {"label": one.label}
    return ask(request, found, form, act, title=title, submit=_("Simpan"), ends=ends)


@officers
@require_POST
def close_counter(request: HttpRequest, actor: Actor, hall: str, counter: UUID) -> HttpResponse:
    found = hall_to_set_up(actor, hall)
    one = found.counters.select_related("hall__office").get(pk=counter, closed_on__isnull=True)
    said = _("Loket %(label)s dihapus.") % {"label": one.label}
    return did(request, found, lambda: setup.close_counter(one, by=actor, at=now_of(request)), said)


@officers
def add_screen(request: HttpRequest, actor: Actor, hall: str) -> HttpResponse:
    """A display or a kiosk; its secret address is on the answer to this form and nowhere else."""
    found, at = hall_to_set_up(actor, hall), now_of(request)
    form, made = ScreenForm(posted(request), hall=found), list[str]()

    def act() -> None:
        made.append(setup.make_screen(found, **form.cleaned_data, by=actor, at=at))

    if request.method == "POST" and accepted(form, act):
        kind = form.cleaned_data["kind"]
        address = house_url() + reverse(f"reception:{kind}", args=made)
        shown = {
            "hall": found,
            "address": address,
            "qr": qr_code(address),
            "kind": kind,
            "name": form.cleaned_data["name"],
        }
        return render(request, "reception/setup/secret.html", shown)
    return ask(
        request, found, form, lambda: None, title=_("Tambah layar atau kios"), submit=_("Buat alamatnya"),
        lead=_("Perangkat dibuka dengan alamat rahasia. Alamat itu hanya ditampilkan sekali."),
    )  # fmt: skip


@officers
@require_POST
def revoke_screen(request: HttpRequest, actor: Actor, hall: str, screen: UUID) -> HttpResponse:
    found = hall_to_set_up(actor, hall)
    one = found.screens.select_related("hall__office").get(pk=screen, revoked_at__isnull=True)
    said = _("Alamat %(name)s tidak berlaku lagi.") % {"name": one.name}
    return did(request, found, lambda: setup.revoke_screen(one, by=actor, at=now_of(request)), said)

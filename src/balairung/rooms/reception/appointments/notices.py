"""What whoever made an appointment is told: short enough for one SMS, with the link to its page."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_moment
from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.house import house_url
from balairung.kernel.people.presence import Presence
from balairung.rooms.reception.models import Appointment

KIND = "reception"


def page(code: str) -> str:
    """The whole address of an appointment's own page."""
    return house_url() + reverse("reception:appointment", args=[code])


def said_when(appointment: Appointment) -> str:
    """`Rabu, 25 Maret 2026, 09.30 WIB`."""
    return long_moment(appointment.starts_at.astimezone(Calendars().zone))


def promised(appointment: Appointment, code: str, *, at: datetime) -> None:
    """Made, with its code."""
    body = _("Janji Anda di %(hall)s: %(when)s, %(what)s. Kode %(code)s. Ubah atau batalkan di %(link)s")
    _tell(appointment, "booked", _("Janji temu Anda"), body % _words(appointment, code), at=at)


def moved(appointment: Appointment, code: str, *, at: datetime) -> None:
    """At another time now."""
    body = _("Janji Anda di %(hall)s dipindah ke %(when)s, %(what)s. Kodenya tetap %(code)s: %(link)s")
    what = f"moved:{at:%Y%m%d%H%M%S}"
    _tell(appointment, what, _("Janji temu Anda dipindah"), body % _words(appointment, code), at=at)


def reminder(appointment: Appointment, code: str, *, at: datetime) -> None:
    """The day before."""
    body = _("Besok ada janji Anda di %(hall)s: %(when)s, %(what)s. Berhalangan? Batalkan di %(link)s")
    what = f"remind:{appointment.starts_at:%Y%m%d%H%M}"
    _tell(appointment, what, _("Besok ada janji temu Anda"), body % _words(appointment, code), at=at)


def cancelled(appointment: Appointment, *, at: datetime) -> None:
    """By the office, with its reason and the way to another time."""
    body = _(
        "Maaf, janji Anda di %(hall)s pada %(when)s dibatalkan oleh kantor: %(why)s. Pilih waktu lain di %(again)s"
    )
    _tell(appointment, "cancelled", _("Janji temu Anda dibatalkan"), body % _words(appointment), at=at)


def void(appointment: Appointment, *, at: datetime) -> None:
    """The office is closed then after all."""
    body = _("Maaf, janji Anda di %(hall)s pada %(when)s gugur: %(why)s. Pilih waktu lain di %(again)s")
    _tell(appointment, "void", _("Janji temu Anda gugur"), body % _words(appointment), at=at)


def arrived(appointment: Appointment, *, at: datetime) -> None:
    """Whoever is to be met hears that their guest is there."""
    host = Presence(at).sitting(appointment.host_id).person if appointment.host_id else None
    if host:
        body = _("%(name)s sudah datang di %(hall)s untuk bertemu Anda (%(when)s).")
        notify(
            Recipient.person(host), subject=_("Tamu Anda sudah datang"), key=f"appointment:{appointment.pk}:arrived",
            body=body % {**_words(appointment), "name": appointment.name}, at=at,
        )  # fmt: skip


def again(appointment: Appointment) -> str:
    """The whole address where another time of the same is chosen."""
    chosen = f"layanan={appointment.line_id}" if appointment.line_id else f"pejabat={appointment.host_id}"
    return f"{house_url()}{reverse('reception:book', args=[appointment.hall.key])}?{chosen}"


def _words(appointment: Appointment, code: str = "") -> dict[str, str]:
    return {
        "hall": appointment.hall.name,
        "when": said_when(appointment),
        "what": str(appointment.line.name if appointment.line else appointment.host),
        "why": appointment.why,
        "code": code,
        "link": page(code) if code else "",
        "again": again(appointment),
    }


def _tell(appointment: Appointment, what: str, subject: str, body: str, *, at: datetime) -> None:
    if appointment.contact:
        about, key = (KIND, str(appointment.pk)), f"appointment:{appointment.pk}:{what}"
        notify(Recipient.contact(appointment.contact), subject=subject, body=body, key=key, at=at, about=about)

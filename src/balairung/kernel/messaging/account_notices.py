"""What the owner of an account is told about it: a browser that is new, a factor that changed, a recovery that runs."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.ground.common.ids import new_id
from balairung.ground.ui.templatetags.ui import moment
from balairung.kernel.messaging.actions import Recipient, notify, notify_all
from balairung.kernel.messaging.contacts import doors_of
from balairung.kernel.people.account_devices import Entered
from balairung.kernel.people.house import house_url
from balairung.kernel.people.models import Person, Recovery, User


def tell_new_device(user: User, entered: Entered, *, at: datetime) -> None:
    """By the way this person wants to be told, with a link for when it was somebody else."""
    link = house_url() + reverse("devices:deny", args=[entered.denial])
    body = _(
        "Akun Anda baru saja dibuka di peramban yang belum dikenal: %(words)s, %(when)s.\n\n"
        "Bila itu Anda, tidak ada yang perlu dilakukan. "
        "Bila bukan Anda, keluarkan dia di sini, dalam tujuh hari: %(link)s"
    ) % {"words": entered.device.words, "when": moment(at), "link": link}
    key = f"device:{entered.device.pk}:{at.isoformat()}"
    notify(_to(user), subject=_("Akun Anda dibuka di peramban baru"), body=body, key=key, at=at)


def tell_changed(user: User, words: str, *, at: datetime) -> None:
    """Password or second factor: whoever did not do it should know at once."""
    body = _(
        "Pada akun Anda: %(words)s, %(when)s.\n\n"
        "Bila bukan Anda yang melakukannya, segera ganti kata sandi lewat “Lupa kata sandi?” di %(link)s, "
        "lalu kabari pengelola sistem."
    ) % {"words": words, "when": moment(at), "link": house_url() + reverse("account_login")}
    notify(_to(user), subject=_("Akun Anda diubah"), body=body, key=f"account:{new_id()}", at=at)


def _to(user: User) -> Recipient:
    person = Person.objects.filter(user=user).first()
    return Recipient.person(person) if person else Recipient.address("email", user.email)


# --- recovery ------------------------------------------------------------------------------------------------------


def tell_owner(recovery: Recovery, words: str, stop_word: str = "", *, at: datetime) -> None:
    """On every way that leads to this person, and at the address of the account: one of them may be the thief's."""
    person, body = recovery.person, words
    if stop_word:
        link = house_url() + reverse("recovery:stop_here", args=[stop_word])
        body += "\n\n" + _("Bila Anda tidak meminta ini, hentikan di sini: %(link)s") % {"link": link}
    ways = [*doors_of(person), *([("email", person.user.email)] if person.user else [])]
    keyed = f"recovery:{recovery.pk}:{recovery.state}:{at.isoformat()}"
    recipients = [
        (Recipient(channel, to, person), f"{keyed}:{place}")
        for place, (channel, to) in enumerate(dict.fromkeys(ways))
    ]  # fmt: skip
    notify_all(recipients, subject=_("Pemulihan akun Anda"), body=body, at=at)


def tell_confirmers(recovery: Recovery, people: list[Person], *, at: datetime) -> None:
    """A second person is needed, who knows the first one's face or voice."""
    link = house_url() + reverse("recovery:detail", args=[recovery.pk])
    body = _(
        "%(asker)s memulai pemulihan akun %(name)s (%(kind)s). Pastikan langsung kepada orangnya, "
        "lalu putuskan di sini dalam tiga hari: %(link)s"
    ) % {
        "asker": recovery.asked_by, "name": recovery.person, "kind": recovery.get_kind_display(), "link": link,
    }  # fmt: skip
    recipients = [(Recipient.person(one), f"recovery:{recovery.pk}:{one.pk}") for one in people]
    notify_all(recipients, subject=_("Orang kedua diperlukan untuk memulihkan akun"), body=body, at=at)

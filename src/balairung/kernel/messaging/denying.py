"""Somebody says that it was not they who signed in: the stranger is out, and the password is worth nothing."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.people import account_devices, account_lines
from balairung.kernel.people.accounts import set_up_link
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import AccountLine, Device, User


@transaction.atomic
def deny(device: Device, request: HttpRequest) -> None:
    """Put out every browser of the account; a letter to its address leads to a new password."""
    user = User.objects.select_for_update().get(pk=device.user_id)
    account_devices.end_all(user)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    account_lines.note(AccountLine.Verb.DENY, request, user=user)
    body = _(
        "Anda memberi tahu kami bahwa orang lain masuk ke akun Anda. Semua perangkat sudah dikeluarkan, dan kata sandi "
        "yang lama tidak berlaku lagi. Pilih kata sandi baru di sini, dalam tiga hari: %(link)s"
    ) % {"link": set_up_link(user)}
    to, now = Recipient.address("email", user.email), now_of(request)
    notify(to, subject=_("Pilih kata sandi baru"), body=body, key=f"denied:{device.pk}", at=now)

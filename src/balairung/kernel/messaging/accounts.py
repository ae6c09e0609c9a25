"""What the login library is told to do in this house.

Its mail becomes a notice like every other message; nobody signs up by themselves; tries are counted by
account_limits.py; what happens to an account is a line, and its owner hears of it.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.kernel.messaging.account_notices import tell_changed, tell_new_device
from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.people import account_devices, account_limits, account_lines
from balairung.kernel.people.actors import actor_for
from balairung.kernel.people.house import house_url
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import AccountLine, User

Verb = AccountLine.Verb
#: What the library says happened, by the name of the mail that it would send; and whether the owner is told.
HAPPENED: dict[str, tuple[AccountLine.Verb, Any]] = {
    "account/email/password_changed": (Verb.CHANGE_PASSWORD, _("kata sandi diganti")),
    "account/email/password_set": (Verb.CHANGE_PASSWORD, _("kata sandi dipasang")),
    "account/email/password_reset": (Verb.RESET, _("kata sandi baru dipilih lewat tautan")),
    "mfa/email/totp_activated": (Verb.ADD_FACTOR, _("aplikasi kode dipasang")),
    "mfa/email/totp_deactivated": (Verb.REMOVE_FACTOR, _("aplikasi kode dilepas")),
    "mfa/email/webauthn_added": (Verb.ADD_FACTOR, _("kunci sandi ditambahkan")),
    "mfa/email/webauthn_removed": (Verb.REMOVE_FACTOR, _("kunci sandi dilepas")),
    "mfa/email/recovery_codes_generated": (Verb.MAKE_CODES, _("kode pemulihan baru dibuat")),
}
ENDING = {Verb.CHANGE_PASSWORD, Verb.RESET, Verb.ADD_FACTOR, Verb.REMOVE_FACTOR}  # other browsers are put out


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Whoever reads for a body outside begins at the page that is theirs."""
        if actor_for(request.user, now_of(request)).oversees:
            return reverse(settings.OVERSEERS_PAGE)
        return str(super().get_login_redirect_url(request))

    # --- signing in and out ----------------------------------------------------------------------------------------

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        self.taken = account_limits.admit(request, str(credentials.get("email", "")))

    def _rollback_login_failed_rl_usage(self) -> None:
        """The library calls this after a right password."""
        self.taken.give_back()

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        email = str(credentials.get("email", "")).strip().lower()
        user = User.objects.filter(email=email).first()
        account_lines.note(Verb.WRONG, request, user=user, typed=email)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **told: Any) -> HttpResponse:
        """Wholly signed in, by whatever way: the browser is remembered, and a new one is told to the owner."""
        response: HttpResponse = super().post_login(request, user, **told)
        assert isinstance(user, User)
        entered = account_devices.enter(request, user)
        account_lines.note(Verb.NEW_DEVICE if entered.denial else Verb.SIGN_IN, request, user=user)
        if entered.denial:
            tell_new_device(user, entered, at=now_of(request))
        account_devices.remember(response, entered.code)
        return response

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            account_lines.note(Verb.SIGN_OUT, request, user=request.user)
            account_devices.left(request)
        super().logout(request)

    # --- passwords -------------------------------------------------------------------------------------------------

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Only over the password that stood there when this was begun: a link counts once, also when pressed twice."""
        old = user.password
        user.set_password(password)
        with transaction.atomic():
            rows = User.objects.filter(pk=user.pk, password=old)
            if not rows.update(password=user.password):
                page, told = "account/password_reset_from_key.html", {"token_fail": True}
                raise ImmediateHttpResponse(render(context.request, page, told, status=410))

    def get_reset_password_from_key_url(self, key: str) -> str:
        """On our own address, never on the one that the request names: whoever asks may name another."""
        named: str = super().get_reset_password_from_key_url(key)
        return house_url() + urlsplit(named).path

    def send_password_reset_mail(self, user: AbstractBaseUser, email: str, context: dict[str, Any]) -> None:
        assert isinstance(user, User)
        account_lines.note(Verb.ASK_LINK, context["request"], user=user)
        super().send_password_reset_mail(user, email, context)

    # --- what happened -----------------------------------------------------------------------------------------------

    def send_notification_mail(
        self, template_prefix: str, user: AbstractBaseUser, context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:  # fmt: skip
        """The library would send a mail; we write a line, put other browsers out, and tell the owner their way."""
        if template_prefix not in HAPPENED or not isinstance(user, User):
            return
        verb, words = HAPPENED[template_prefix]
        request: HttpRequest = self.request
        if verb in ENDING:
            account_devices.end_all(user, but="" if verb == Verb.RESET else account_devices.own(request))
        if verb == Verb.RESET:
            account_limits.prove_mailbox(request, user.email)
        account_lines.note(verb, request, user=user)
        tell_changed(user, str(words), at=now_of(request))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        message = self.render_mail(template_prefix, email, context)
        to = Recipient.address("email", email)
        notify(to, subject=message.subject, body=str(message.body), key=f"account:{new_id()}", at=timezone.now())

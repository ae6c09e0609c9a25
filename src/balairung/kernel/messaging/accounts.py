"""The login library's mail becomes a notice like every other message; nobody signs up by themselves."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from balairung.ground.common.ids import new_id
from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.people.actors import actor_for
from balairung.kernel.people.house import house_url
from balairung.kernel.people.middleware import now_of


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Whoever reads for a body outside begins at the page that is theirs."""
        if actor_for(request.user, now_of(request)).oversees:
            return reverse(settings.OVERSEERS_PAGE)
        return str(super().get_login_redirect_url(request))

    def get_reset_password_from_key_url(self, key: str) -> str:
        """On our own address, never on the one that the request names: whoever asks may name another."""
        named: str = super().get_reset_password_from_key_url(key)
        return house_url() + urlsplit(named).path

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        message = self.render_mail(template_prefix, email, context)
        to = Recipient.address("email", email)
        notify(to, subject=message.subject, body=str(message.body), key=f"account:{new_id()}", at=timezone.now())

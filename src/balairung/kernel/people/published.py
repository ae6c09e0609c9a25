"""The one password that everybody may read: it opens the demonstration on one machine, and nothing else anywhere.

A folder in which somebody looked around may become the folder of a real house. Its invented officers would come along,
with the password that our own pages print; so where others reach the server, that password opens no door, whoever
has it, and nobody may choose it.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

PASSWORD = "balairung-demo"


class PublishedPassword:
    """Asked before all others: it lets nobody in, knows nobody, and ends the asking where it must."""

    def authenticate(self, request: Any, password: str | None = None, **credentials: Any) -> None:
        if settings.HOSTS and password == PASSWORD:
            raise PermissionDenied


class PublishedPasswordValidator:
    def validate(self, password: str, user: Any = None) -> None:
        if password == PASSWORD:
            raise ValidationError(self.get_help_text(), code="published")

    def get_help_text(self) -> str:
        return _("Jangan memakai kata sandi data rekaan: semua orang bisa membacanya di panduan.")

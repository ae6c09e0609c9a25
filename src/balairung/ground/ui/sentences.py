"""Where a sentence after a deed waits for the next page: a cookie for this host alone, as all others."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class HostCookie(CookieStorage):
    cookie_name = settings.SENTENCE_COOKIE_NAME


class Storage(FallbackStorage):
    """settings.MESSAGE_STORAGE"""

    storage_classes = (HostCookie, SessionStorage)

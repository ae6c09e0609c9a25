"""Words for people where Django may be absent: the command line computes without settings or database.

Named as in Django, so that the message tools find the sentences.
"""

import sys


def gettext(message: str) -> str:
    """The message in the reader's language; the Indonesian original while Django is not running."""
    if not django_runs():
        return message
    from django.utils import translation

    return translation.gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """Like `gettext`, for a number of things; Indonesian has one form for all numbers."""
    if not django_runs():
        return plural
    from django.utils import translation

    return translation.ngettext(singular, plural, number)


def language() -> str:
    """`en` when the reader chose English, otherwise `id`."""
    if not django_runs():
        return "id"
    from django.utils import translation

    return "en" if (translation.get_language() or "id").startswith("en") else "id"


def django_runs() -> bool:
    """Whether Django is set up in this process; asking never imports it."""
    registry = sys.modules.get("django.apps")
    return registry is not None and bool(registry.apps.ready)

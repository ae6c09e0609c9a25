"""What an office owes in a drive: met by itself once everybody there has signed before a witness."""

from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.moves import Move

ACTIVE = frozenset({State.ACTIVE})

MEET = Move("meet", _("Semua sudah menandatangani"), ACTIVE, State.DONE, step="", meets=("sign",), needs_words=True)
RELEASE = Move("release", _("Gerakan diakhiri"), ACTIVE, State.WITHDRAWN, step="", drops=("sign",), needs_words=True)

MOVES = (MEET, RELEASE)

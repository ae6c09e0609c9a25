"""The life of an alarm about an empty reception: it ends when somebody sits there again, or the day is over."""

from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.moves import Move

ACTIVE = frozenset({State.ACTIVE})

EXPLAIN = Move("explain", _("Jelaskan"), ACTIVE, State.ACTIVE, needs_words=True)
FILL = Move("fill", _("Meja terisi lagi"), ACTIVE, State.DONE, step="", meets=("fill",), needs_words=True)
EXCUSE = Move("excuse", _("Akhiri alarm dengan alasan"), ACTIVE, State.WITHDRAWN, step="", needs_words=True)
LAPSE = Move("lapse", _("Hari berakhir, meja tetap kosong"), ACTIVE, State.WITHDRAWN, step="", needs_words=True)

MOVES = (EXPLAIN, FILL, EXCUSE, LAPSE)

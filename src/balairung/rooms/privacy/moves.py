"""The life of a request about somebody's own data, and of an incident."""

from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.moves import Move

ACTIVE = frozenset({State.ACTIVE})
ASKED, BROKEN = frozenset({"answer"}), frozenset({"tell"})
CLOCKS = ("answer", "act")

COMPLETE = Move("complete", _("Penuhi"), ACTIVE, State.DONE, ASKED, step="", meets=CLOCKS, needs_words=True)
REFUSE = Move("refuse", _("Tolak"), ACTIVE, State.REFUSED, ASKED, step="", meets=CLOCKS, needs_words=True)
WITHDRAW = Move("withdraw", _("Cabut permintaan"), ACTIVE, State.WITHDRAWN, ASKED, step="", drops=CLOCKS)

TELL = Move("tell", _("Kirim surat kepada warga"), ACTIVE, None, BROKEN, meets=("tell",))
REPORT = Move("report", _("Catat laporan ke lembaga"), ACTIVE, None, BROKEN, meets=("report",), needs_words=True)
CLOSE = Move("close", _("Tutup insiden"), ACTIVE, State.DONE, BROKEN, step="", needs_words=True)
DISMISS = Move("dismiss", _("Bukan kegagalan"), ACTIVE, State.WITHDRAWN, BROKEN, step="", needs_words=True)

MOVES = (COMPLETE, REFUSE, WITHDRAW, TELL, REPORT, CLOSE, DISMISS)

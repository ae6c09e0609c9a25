"""What lines of the ledger are called where the label of a move would not do."""

from django.utils.translation import gettext_lazy as _

SAID = {
    "open": _("Rekomendasi dikirim"),
    "report": _("Tindak lanjut dilaporkan"),
    "settle": _("Dinilai sesuai"),
    "send_back": _("Dinilai belum sesuai"),
    "pay": _("Setoran dicatat"),
    "unpay": _("Setoran dibatalkan"),
}

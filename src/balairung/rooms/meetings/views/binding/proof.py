"""What an office says when it has done what a meeting decided."""

from django.utils.translation import gettext_lazy as _

from balairung.kernel.files.fields import UploadsField
from balairung.kernel.obligations.forms import WordsForm


class ProofForm(WordsForm):
    uploads = UploadsField(label=_("Bukti (foto atau PDF)"), required=True)

"""The form field for files, with its sentences."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.errors import Refused
from balairung.kernel.files.cleaning import KINDS, accepted_words, clean
from balairung.kernel.files.kinds import Kind
from balairung.kernel.files.upload import Upload


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class UploadsField(forms.Field):
    """Several files; their cleaned value is a list of `UploadedFile`, each ready for `store`.

    Every file is opened and cleaned here, before any transaction, so that whatever is wrong with it is said in the
    form. `kinds` narrows what is accepted, to `PICTURES` for instance.
    """

    widget = FilesInput
    default_error_messages = {"required": _("Pilih paling sedikit satu berkas.")}

    def __init__(self, *, most: int = 5, kinds: Sequence[Kind] = KINDS, **kwargs: Any) -> None:
        self.most, self.kinds = most, tuple(kinds)
        kwargs.setdefault("help_text", lazy(_help, str)(most, self.kinds))
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ",".join(kind.media_type for kind in self.kinds)}

    def to_python(self, value: Any) -> list[Upload]:
        return list(value or [])

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)

    def run_validators(self, value: list[Upload]) -> None:
        if len(value) > self.most:
            raise ValidationError(_too_many(len(value), self.most), code="most")
        if sentences := [sentence for upload in value if (sentence := self._fault(upload))]:
            raise ValidationError(sentences, code="file")

    def _fault(self, upload: Upload) -> str:
        try:
            clean(upload, self.kinds)
        except Refused as refusal:
            return str(refusal)
        return ""


def _help(most: int, kinds: Sequence[Kind]) -> str:
    sentence = gettext("Paling banyak %(most)d berkas (%(accepted)s), masing-masing paling besar %(limit)d MB.")
    limit = settings.FILE_LIMIT // (1024 * 1024)
    return sentence % {"most": most, "accepted": accepted_words(kinds), "limit": limit}


def _too_many(count: int, most: int) -> str:
    sentence = gettext("Anda memilih %(count)d berkas. Pilih paling banyak %(most)d berkas.")
    return sentence % {"count": count, "most": most}

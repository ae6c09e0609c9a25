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
from balairung.kernel.files.cleaning import clean
from balairung.kernel.files.kinds import KINDS, Family, Kind, accepted_words
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
        return {
            **super().widget_attrs(widget),
            "accept": ",".join(media_type for kind in self.kinds for media_type in kind.media_types),
        }

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
    still = [kind for kind in kinds if kind.family is not Family.RECORDING]
    sentence = gettext("Paling banyak %(most)d berkas (%(accepted)s), masing-masing paling besar %(limit)d MB.")
    told = sentence % {"most": most, "accepted": accepted_words(still), "limit": _megabytes(settings.FILE_LIMIT)}
    return told if len(still) == len(kinds) else f"{told} {_help_with_recordings()}"


def _help_with_recordings() -> str:
    sentence = gettext(
        "Boleh juga rekaman suara sampai %(sound)d menit, atau video sampai %(film)d detik (%(limit)d MB)."
    )
    return sentence % {
        "sound": settings.SOUND_SECONDS // 60, "film": settings.FILM_SECONDS, "limit": _megabytes(settings.FILM_LIMIT),
    }  # fmt: skip


def _megabytes(size: int) -> int:
    return size // (1024 * 1024)


def _too_many(count: int, most: int) -> str:
    sentence = gettext("Anda memilih %(count)d berkas. Pilih paling banyak %(most)d berkas.")
    return sentence % {"count": count, "most": most}

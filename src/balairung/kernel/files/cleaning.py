"""What a file truly is, and the copy of it that people may be given. To accept one more kind, add it to `KINDS`."""

from collections.abc import Iterable
from functools import partial
from weakref import WeakKeyDictionary

import puremagic
from django.conf import settings
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.files import pdf, pictures
from balairung.kernel.files.kinds import Copy, Kind
from balairung.kernel.files.names import told_name
from balairung.kernel.files.upload import Unkept, Upload, too_big

PICTURES = (
    Kind("image/jpeg", "JPEG", partial(pictures.clean, reads="JPEG", writes="JPEG")),
    Kind("image/png", "PNG", partial(pictures.clean, reads="PNG", writes="PNG")),
    Kind("image/webp", "WebP", partial(pictures.clean, reads="WEBP", writes="JPEG")),
)
KINDS = (*PICTURES, Kind("application/pdf", "PDF", pdf.clean))

_HEAD = 4096  # bytes that tell the kind
_copies: WeakKeyDictionary[Upload, Copy] = WeakKeyDictionary()


def clean(upload: Upload, kinds: Iterable[Kind] = KINDS) -> Copy:
    """The copy to keep; `Refused` with a sentence when the file is not one of these kinds, empty, damaged or too big.

    The copy is remembered for as long as the upload lives: the form looks first, `store` need not look again.
    """
    kind = _kind_of(upload, tuple(kinds))
    if (copy := _copies.get(upload)) is None:
        copy = _copies[upload] = kind.clean(upload, told_name(upload.name or ""))
    return copy


def sniff(head: bytes, kinds: Iterable[Kind] = KINDS) -> Kind | None:
    """The kind that the first bytes tell. No name is asked, and what is on no list of ours is nothing."""
    accepted = {kind.media_type: kind for kind in kinds}
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):  # unknown; empty
        return None
    likely = [match.mime_type for match in found if match.confidence == found[0].confidence]
    return next((accepted[media_type] for media_type in likely if media_type in accepted), None)


def accepted_words(kinds: Iterable[Kind] = KINDS) -> str:
    """`JPEG, PNG, WebP, PDF`."""
    return ", ".join(kind.word for kind in kinds)


def _kind_of(upload: Upload, kinds: tuple[Kind, ...]) -> Kind:
    if isinstance(upload, Unkept):
        raise Refused(upload.sentence)
    told = {"name": told_name(upload.name or ""), "accepted": accepted_words(kinds)}
    if not upload.size:
        raise Refused(_("Berkas “%(name)s” kosong. Pilih berkas lain.") % told)
    if upload.size > settings.FILE_LIMIT:
        raise Refused(too_big(upload.name or ""))
    upload.seek(0)
    if kind := sniff(upload.read(_HEAD), kinds):
        return kind
    raise Refused(_("Isi berkas “%(name)s” tidak bisa diterima. Yang bisa dikirim: %(accepted)s.") % told)

"""The copy of a file that people may be given, or the sentence that says why there is none."""

from collections.abc import Iterable
from weakref import WeakKeyDictionary

from django.conf import settings
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.files import pictures
from balairung.kernel.files.cell import clean_apart, clean_here
from balairung.kernel.files.copies import Copy, Fault, Unfit
from balairung.kernel.files.kinds import HEAD, KINDS, Family, Kind, accepted_words, sniff
from balairung.kernel.files.names import told_name
from balairung.kernel.files.upload import Unkept, Upload, too_big

_copies: WeakKeyDictionary[Upload, Copy] = WeakKeyDictionary()


def clean(upload: Upload, kinds: Iterable[Kind] = KINDS) -> Copy:
    """The copy to keep; `Refused` with a sentence when the file is not one of these kinds, empty, damaged or too big.

    The copy is remembered for as long as the upload lives: the form looks first, `store` need not look again.
    """
    kind = _kind_of(upload, tuple(kinds))
    if (copy := _copies.get(upload)) is None:
        copy = _copies[upload] = _cleaned(upload, kind)
    return copy


def clean_own(content: bytes) -> Copy:
    """The same for what the house made itself: a picture gets its preview, a document stays as it was signed."""
    kind = sniff(content[:HEAD])
    if kind and kind.family is Family.PICTURE:
        return clean_here(kind.family, content, **kind.reads)
    if kind and kind.family is Family.DOCUMENT:
        return Copy(kind.media_types[0], content)
    raise ValueError("the house makes pictures and documents")


def _cleaned(upload: Upload, kind: Kind) -> Copy:
    name = upload.name or ""
    upload.seek(0)
    try:
        copy = clean_apart(kind.family, upload.read(), **kind.reads, **_spans(kind))
    except Unfit as unfit:
        raise Refused(_sentence(kind.family, unfit.fault) % _words(name)) from unfit
    if copy.media_type.startswith("audio/") and upload.size and upload.size > settings.SOUND_LIMIT:
        raise Refused(too_big(name, settings.SOUND_LIMIT))
    return copy


def _spans(kind: Kind) -> dict[str, int]:
    if kind.family is not Family.RECORDING:
        return {}
    return {"sound_seconds": settings.SOUND_SECONDS, "film_seconds": settings.FILM_SECONDS}


def _kind_of(upload: Upload, kinds: tuple[Kind, ...]) -> Kind:
    if isinstance(upload, Unkept):
        raise Refused(upload.sentence)
    told = {"name": told_name(upload.name or ""), "accepted": accepted_words(kinds)}
    if not upload.size:
        raise Refused(_("Berkas “%(name)s” kosong. Pilih berkas lain.") % told)
    upload.seek(0)
    kind = sniff(upload.read(HEAD), kinds)
    if upload.size > (limit := kind.limit if kind else settings.FILE_LIMIT):
        raise Refused(too_big(upload.name or "", limit))
    if kind is None:
        raise Refused(_("Isi berkas “%(name)s” tidak bisa diterima. Yang bisa dikirim: %(accepted)s.") % told)
    return kind


def _words(name: str) -> dict[str, object]:
    return {
        "name": told_name(name),
        "most": pictures.MOST_PIXELS // 1_000_000,
        "sound": settings.SOUND_SECONDS // 60,
        "film": settings.FILM_SECONDS,
    }


def _sentence(family: Family, fault: Fault) -> str:
    """What is wrong, and what to do."""
    sentences = {
        Fault.HEAVY: _("Berkas “%(name)s” terlalu berat untuk diolah. Kirim berkas yang lebih kecil."),
        Fault.LONG_SOUND: _("Rekaman “%(name)s” lebih dari %(sound)d menit. Kirim bagian yang terpenting saja."),
        Fault.LONG_FILM: _("Video “%(name)s” lebih dari %(film)d detik. Kirim bagian yang terpenting saja."),
        Fault.LOCKED: _("Dokumen “%(name)s” terkunci kata sandi. Simpan ulang tanpa kata sandi, lalu kirim lagi."),
        Fault.FOREIGN: _(
            "Rekaman “%(name)s” tidak bisa kami putar. Simpan ulang sebagai MP4 atau MP3, lalu kirim lagi."
        ),
    }
    return sentences.get(fault) or _of_family(family, fault)


def _of_family(family: Family, fault: Fault) -> str:
    if fault is Fault.WIDE and family is Family.PICTURE:
        return _("Foto “%(name)s” lebih dari %(most)d juta piksel. Perkecil dulu fotonya, lalu kirim lagi.")
    if fault is Fault.WIDE:
        return _("Gambar video “%(name)s” terlalu besar. Rekam dengan ukuran yang lebih kecil, lalu kirim lagi.")
    return {
        Family.PICTURE: _("Foto “%(name)s” rusak atau terpotong. Kirim ulang fotonya."),
        Family.DOCUMENT: _("Dokumen “%(name)s” rusak atau terpotong. Simpan ulang sebagai PDF, lalu kirim lagi."),
        Family.RECORDING: _("Rekaman “%(name)s” rusak atau terpotong. Kirim ulang rekamannya."),
    }[family]

"""Kinds of entries, and the words of receipts, as people call them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.templatetags.ui import day, nonbreaking

KINDS: dict[str, Any] = {
    "filing": _("Yang diajukan warga"),
    "answer": _("Jawaban kantor"),
    "closure": _("Penutupan"),
    "letter": _("Surat yang ditandatangani"),
    "minutes": _("Notulen yang disahkan"),
    "journal": _("Perubahan organisasi sehari"),
}
#: What people look for in a receipt; everything else is for programs.
PLAIN: dict[str, Any] = {"nomor": _("Nomor"), "judul": _("Judul"), "tanggal": _("Tanggal"), "isi": _("Isi")}
#: What programs look for. What is not named here is told by its own name.
TECHNICAL: dict[str, Any] = {
    "baris": _("Baris di riwayat"),
    "perbuatan": _("Perbuatan (nama dalam sistem)"),
    "pada": _("Saatnya (UTC)"),
    "ditandatangani": _("Ditandatangani (UTC)"),
    "disahkan": _("Disahkan (UTC)"),
    "catatan_sha256": _("Sidik jari baris riwayat (SHA-256)"),
    "berkas_sha256": _("Sidik jari berkas (SHA-256)"),
    "isi_sha256": _("Sidik jari isi (SHA-256)"),
    "notulen_sha256": _("Sidik jari notulen (SHA-256)"),
    "jurnal_sha256": _("Sidik jari semua baris hari itu (SHA-256)"),
}
#: Instead of words of which the receipt holds the SHA-256 alone (sources.in_words).
LONG = _(
    "Terlalu panjang untuk dibawa tanda terima, jadi yang dicatat hanya sidik jarinya. "
    "Simpan juga teksnya: bersama tanda terima ini, teks itu membuktikan apa yang ditulis."
)
NAMES = {"kinds": KINDS, "plain": PLAIN, "technical": TECHNICAL}  # as the browser asks for them
Rows = list[tuple[str, str]]


def kind_words(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def rows(words: Mapping[str, str]) -> tuple[Rows, Rows]:
    """What a receipt says, each with its name: for people, and for programs."""
    told = {**words, "nomor": nonbreaking(words.get("nomor", "")), "tanggal": _day(words.get("tanggal", ""))}
    if words.get("isi_sha256"):
        told.setdefault("isi", str(LONG))
    plain = [(str(name), told[key]) for key, name in PLAIN.items() if told.get(key)]
    others = [(label(key), said) for key, said in words.items() if key not in PLAIN and said]
    return plain, others


def _day(text: str) -> str:
    """A day as people say it; words that are no day stay as they are."""
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


def label(name: str) -> str:
    return str(TECHNICAL.get(name, "")) or capfirst(name.replace("_", " "))

"""From a sentence to the words by which it is found: folded, without what stands in every sentence, stemmed.

`perbaikan`, `diperbaiki` and `memperbaiki` are one word, and so are `Jln.` and `jalan`. Whoever changes anything here
raises EDITION: `balairung migrate` then stems every text anew.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import Stemmer

EDITION = 1
WORD = re.compile(r"[^\W_]+")
LONGEST = 40  # signs of a word
MOST = 8  # words of a question
#: How people shorten on a telephone the words that they also search by.
SHORT = {
    "jl": "jalan", "jln": "jalan", "ds": "desa", "kel": "kelurahan", "kec": "kecamatan", "kab": "kabupaten",
    "gg": "gang", "pdam": "air pdam", "pju": "lampu pju", "bansos": "bantuan sosial", "rs": "rumah sakit",
}  # fmt: skip
#: Words of nearly every sentence, as written and as shortened.
_COMMON = """
    ada adalah agar akan aku anda antara apa apakah apalagi atas atau bagi bahwa banyak bapak baru bawah beberapa
    begitu belum berada biar bila bisa boleh bu buat bukan cuma dalam dan dapat dari demi demikian dengan depan di dia
    dong dua dulu guna hal hampir hanya hari harus hingga ia ibu ini itu izin jadi jangan jika juga kalau kali kalian
    kami kamu kan karena kata ke kepada kerap ketika kita kok lagi lain lama lebih maka mana masih mau melapor memang
    mereka mohon namun nya oleh pada pak para per pernah perlu pun saat saja salam sampai sangat satu saya sebab
    sebagai sebelum sebuah sedang segera sehingga sejak sekali sekarang sekitar selalu selama seluruh semoga semua
    seorang seperti sering serta sesuai setelah setiap siang siapa sore suatu sudah supaya tadi tanpa tapi telah
    tentang terhadap terima kasih terus tetap tetapi tidak tiap tolong untuk warga yaitu yang
    aja blm bpk byk cm dg dgn dlm dpt dr dri gak ga jd jg jgn kalo karna klo krn lg mhn nggak ngga nih org pd sdh sdg
    skrg smp spt sy tak tdk tlg tsb ttg udah utk yg
    """
COMMON = frozenset(_COMMON.split())
_threads = threading.local()


def words_of(text: str) -> str:
    """The words of a text for the index: each once, in their order, with a blank between."""
    return " ".join(dict.fromkeys(found for word in WORD.findall(text) for found in stem(word).split()))


def asked_words(query: str) -> tuple[str, ...]:
    """The words of a question; none when it holds only such words as stand in every sentence."""
    return tuple(words_of(query[:200]).split()[:MOST])


def spans(text: str, wanted: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where the wanted words stand in a text, whatever their prefixes and suffixes."""
    for found in WORD.finditer(text):
        if not wanted.isdisjoint(stem(found[0]).split()):
            yield found.span()


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """What a word is found by; "" for a common one, two words for a few abbreviations."""
    folded = "".join(sign for sign in unicodedata.normalize("NFKD", word.casefold()) if sign.isalnum())[:LONGEST]
    if folded in COMMON:
        return ""
    return " ".join(_stemmer().stemWords(SHORT.get(folded, folded).split()))


def _stemmer() -> Stemmer.Stemmer:
    """One for each thread: a stemmer keeps notes of its own."""
    if not hasattr(_threads, "stemmer"):
        _threads.stemmer = Stemmer.Stemmer("indonesian")
    stemmer: Stemmer.Stemmer = _threads.stemmer
    return stemmer

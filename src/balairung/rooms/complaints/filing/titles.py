"""The line that stands for a report in lists, taken from its own words."""

import re

LONGEST = 90  # signs
#: What people say before they say anything; a sentence that is no more than this makes no title.
COURTESIES = (
    "assalamu", "wassalamu", "selamat ", "salam", "mohon maaf", "maaf ", "ngapunten", "mohon izin", "izin ", "permisi",
    "halo", "hai", "kepada yth", "yth", "dengan hormat", "nuwun sewu", "nyuwun sewu", "kulo nuwun", "sugeng",
    "saporana", "pak ", "bapak", "bu ", "terima kasih", "kami warga", "saya warga", "saya mewakili", "isun ", "abdina",
    "mau lapor", "mau tanya", "ingin lapor", "ingin melapor", "lapor ", "numpang ", "mhn maaf", "mhn izin",
    "bpk", "kpd yth", "ass.", "asslm", "mohon perhatian", "saya menulis", "saya melapor", "dengan ini", "tolong, ",
)  # fmt: skip
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_SHORTENED = re.compile(  # words whose full stop ends no sentence
    r"\b(?:ds|dsn|dk|kel|kec|kab|jl|jln|gg|no|rt|rw|bpk|sdr|yth|kpd|an|dr|drs|ir|hj?|st|km|tgl|pkl|hp|telp)\.$",
    re.I,
)
_SHORT = 60


def make_title(text: str) -> str:
    """The first sentence that says something, cut at a word after `LONGEST` signs."""
    sentences = _sentences(" ".join(text.split()))
    saying = [sentence for sentence in sentences if not _is_courtesy(sentence)]
    line = (saying or sentences)[0].rstrip(" .")
    if len(line) <= LONGEST:
        return line
    return line[:LONGEST].rsplit(" ", 1)[0].rstrip(" ,.;:") + " …"


def _sentences(line: str) -> list[str]:
    found = [""]
    for piece in _SENTENCE.split(line):
        if _SHORTENED.search(found[-1]):
            found[-1] += f" {piece}"
        else:
            found.append(piece)
    return found[1:] or found


def _is_courtesy(sentence: str) -> bool:
    return len(sentence) < _SHORT and sentence.lower().startswith(COURTESIES)

"""Numbers and codes as they are read to somebody: figures by their name, letters by a town or word that all know."""

from dataclasses import dataclass

#: The custom of Indonesian operators; letters that no reference holds (I, L, O, U, Z) are not needed.
ALOUD = {
    "0": "nol", "1": "satu", "2": "dua", "3": "tiga", "4": "empat", "5": "lima", "6": "enam", "7": "tujuh",
    "8": "delapan", "9": "sembilan",
    "A": "Ambon", "B": "Bandung", "C": "Cepu", "D": "Demak", "E": "Ende", "F": "Flores", "G": "Garut", "H": "Halmahera",
    "J": "Jepara", "K": "Kendari", "M": "Medan", "N": "Nias", "P": "Padang", "Q": "Qatar", "R": "Rembang", "S": "Solo",
    "T": "Timor", "V": "Vietnam", "W": "Wonogiri", "X": "eks", "Y": "Yogya",
}  # fmt: skip
GROUP = 4  # signs of a code that are said in one breath


@dataclass(frozen=True)
class Spoken:
    """Some signs that are said in one breath."""

    signs: str  # "7K3M"
    words: str  # "tujuh – Kendari – tiga – Medan"


def spoken(number: str) -> list[Spoken]:
    """A reference or a code for reading aloud, in its own groups or in groups of four."""
    groups = number.split("-") if "-" in number else [number[at : at + GROUP] for at in range(0, len(number), GROUP)]
    return [Spoken(group, " – ".join(ALOUD.get(sign, sign) for sign in group)) for group in groups]

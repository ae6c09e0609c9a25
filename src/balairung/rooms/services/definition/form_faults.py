"""What is wrong with a form: its pages, questions and conditions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from balairung.rooms.services.definition.faults import Path, meant
from balairung.rooms.services.definition.shape import APPLICANT, HOUSE, SENT_BESIDE, Asked, Definition, Type, When
from balairung.rooms.services.definition.walking import Walk

Found = Iterator[tuple[Path, str]]
#: Pages of the way that have an address of their own.
OWN_PAGES = ("pemohon", "periksa", "kirim", "selesai", "mulai", "lanjut")
CHOOSING = (Type.CHOICE, Type.CHOICES)
COUNTED = (Type.LINE, Type.TEXT, Type.NAME, Type.NUMBER, Type.MONEY, Type.FILE, Type.MEMBERS, Type.PLACE)
WITHOUT_UNKNOWN = (Type.NOTE, Type.AGREE, Type.FILE, Type.MEMBERS)
MOST_FILES = 10
ROW = "no"  # the place of a member in its table


def form_faults(definition: Definition, ways: Sequence[Walk]) -> Found:
    yield from _keys(definition)
    known: dict[str, Asked] = {}
    later = definition.fields
    for place, page in enumerate(definition.pages):
        path: Path = ("pages", place)
        if page.key in OWN_PAGES:
            yield path, _("Kunci “%(key)s” sudah dipakai halaman bawaan. Pilih kunci lain.") % {"key": page.key}
        if not page.fields:
            yield path, _("Halaman ini belum berisi pertanyaan.")
        yield from _conditions(path, page.when, known, later)
        for number, one in enumerate(page.fields):
            yield from _question((*path, "fields", number), one, known, later)
            known[one.key] = one
    yield from _unreached(definition, ways)


def broken(definition: Definition) -> bool:
    """Whether there is no sense in walking this form yet: a fork without answers, a question that stands twice."""
    keys = [one.key for page in definition.pages for one in page.fields]
    bare = any(one.type in CHOOSING and not one.choices for page in definition.pages for one in page.fields)
    return bare or len(keys) != len(set(keys))


def _keys(definition: Definition) -> Found:
    """A key stands once, for ever, and is nobody else's."""
    pages = Counter(page.key for page in definition.pages)
    fields = Counter(one.key for page in definition.pages for one in page.fields)
    for place, page in enumerate(definition.pages):
        if pages[page.key] > 1:
            yield ("pages", place), _("Kunci halaman “%(key)s” dipakai lebih dari sekali.") % {"key": page.key}
        for number, one in enumerate(page.fields):
            path: Path = ("pages", place, "fields", number)
            if fields[one.key] > 1:
                yield path, _("Kunci pertanyaan “%(key)s” dipakai lebih dari sekali.") % {"key": one.key}
            if one.key in (*APPLICANT, *HOUSE, *SENT_BESIDE):
                sentence = _("Kunci “%(key)s” sudah berarti lain di setiap layanan. Pilih kunci lain.")
                yield path, sentence % {"key": one.key}


def _question(path: Path, one: Asked, known: Mapping[str, Asked], later: Mapping[str, Asked]) -> Found:
    yield from question_faults(path, one)
    yield from _conditions(path, one.when, known, later)
    if one.type == Type.MEMBERS:
        yield from _members(path, one)


def question_faults(path: Path, one: Asked) -> Found:
    """What is wrong with a question by itself."""
    if not one.label.strip():
        yield path, _("Pertanyaan ini belum berisi kata-kata.")
    yield from _choices(path, one)
    if one.least is not None and one.most is not None and one.least > one.most:
        yield path, _("Batas terkecil lebih besar daripada batas terbesar.")
    if (one.least or 0) < 0 or (one.most is not None and one.most < 1):
        yield path, _("Batas harus lebih dari nol.")
    if one.type not in COUNTED and (one.least is not None or one.most is not None):
        yield path, _("Pertanyaan jenis ini tidak punya batas terkecil atau terbesar.")
    if one.type == Type.FILE and (one.most or 1) > MOST_FILES:
        yield path, _("Paling banyak %(most)d berkas untuk satu pertanyaan.") % {"most": MOST_FILES}
    if one.past and one.type != Type.DATE:
        yield path, _("Hanya tanggal yang dapat dibatasi sampai hari ini.")
    if one.unknown and one.type in WITHOUT_UNKNOWN:
        yield path, _("“Saya tidak tahu” bukan jawaban untuk pertanyaan jenis ini.")
    if one.fields and one.type != Type.MEMBERS:
        yield path, _("Hanya daftar anggota yang berisi pertanyaan di dalamnya.")


def _choices(path: Path, one: Asked) -> Found:
    if one.type not in CHOOSING:
        if one.choices:
            yield path, _("Pertanyaan jenis ini tidak punya pilihan.")
        return
    if len(one.choices) < (2 if one.type == Type.CHOICE else 1):
        yield path, _("Pertanyaan ini belum punya pilihan yang cukup.")
    for what, said in (("key", _("Kunci")), ("label", _("Kata"))):
        counted = Counter(getattr(choice, what) for choice in one.choices)
        for word in (word for word, count in counted.items() if count > 1):
            yield path, _("%(what)s pilihan “%(word)s” dipakai lebih dari sekali.") % {"what": said, "word": word}


def _members(path: Path, one: Asked) -> Found:
    if not one.fields:
        yield path, _("Daftar ini belum berisi pertanyaan untuk tiap anggota.")
    known: dict[str, Asked] = {}
    every = {inner.key: inner for inner in one.fields}
    for place, inner in enumerate(one.fields):
        below: Path = (*path, "fields", place)
        if inner.key in known or inner.key == ROW:
            yield below, _("Kunci pertanyaan “%(key)s” dipakai lebih dari sekali.") % {"key": inner.key}
        if inner.type in (Type.MEMBERS, Type.FILE):
            yield below, _("Di dalam daftar anggota tidak ada berkas dan tidak ada daftar lagi.")
        yield from question_faults(below, inner)
        yield from _conditions(below, inner.when, known, every)
        known[inner.key] = inner


# --- conditions --------------------------------------------------------------------------------------------------


def _conditions(path: Path, whens: Sequence[When], known: Mapping[str, Asked], every: Mapping[str, Asked]) -> Found:
    """`known` are the questions before; `every` are all of them."""
    for place, when in enumerate(whens):
        below: Path = (*path, "when", place)
        yield from twice(below, whens, place)
        if when.field in known:
            yield from condition_faults(below, when, known)
        elif when.field in every:
            sentence = _("Syarat menunjuk pertanyaan “%(label)s”, yang baru ditanyakan kemudian atau di sini.")
            yield below, sentence % {"label": every[when.field].label}
        else:
            yield from condition_faults(below, when, every)


def twice(path: Path, whens: Sequence[When], place: int) -> Found:
    """Two conditions on one question are one condition."""
    if any(other.field == whens[place].field for other in whens[:place]):
        yield path, _("Dua syarat tentang pertanyaan yang sama: gabungkan menjadi satu.")


def condition_faults(path: Path, when: When, known: Mapping[str, Asked]) -> Found:
    """What is wrong with a condition on one of the known questions."""
    one = known.get(when.field)
    if one is None:
        sentence = _("Syarat menunjuk pertanyaan “%(key)s” yang tidak ada.") % {"key": when.field}
        yield path, sentence + meant(when.field, list(known))
        return
    named = {"label": one.label}
    if one.type == Type.NOTE:
        yield path, _("“%(label)s” tidak ditanyakan, jadi tidak dapat menjadi syarat.") % named
        return
    allowed: list[str | bool] = [True, False] if one.type in (Type.YESNO, Type.AGREE) else []
    allowed += [choice.key for choice in one.choices]
    for word in when.among:
        if not any(word is known_word or (isinstance(word, str) and word == known_word) for known_word in allowed):
            yield path, _odd(word, one, allowed)


def _odd(word: str | bool, one: Asked, allowed: Sequence[str | bool]) -> str:
    named = {"label": one.label, "word": word}
    if not allowed:
        return _("“%(label)s” dijawab bebas; syaratnya hanya dapat “terisi” atau “tidak terisi”.") % named
    if True in allowed:
        return _("Jawaban “%(label)s” adalah ya atau tidak (true atau false), bukan “%(word)s”.") % named
    sentence = _("“%(word)s” bukan pilihan dari “%(label)s”.") % named
    return sentence + meant(str(word), [str(key) for key in allowed])


def _unreached(definition: Definition, ways: Sequence[Walk]) -> Found:
    """What no way leads to: its conditions never hold together."""
    if not ways:
        return
    pages = {page.key for way in ways for page in way.pages}
    for place, page in enumerate(definition.pages):
        path: Path = ("pages", place)
        if page.fields and page.key not in pages:
            yield path, _("Halaman ini tidak pernah muncul: syaratnya tidak mungkin terpenuhi bersama.")
            continue
        for number, one in enumerate(page.fields):
            if one.when and one.type != Type.NOTE and not any(one.key in way.answers for way in ways):
                sentence = _("Pertanyaan ini tidak pernah muncul: syaratnya tidak mungkin terpenuhi bersama.")
                yield (*path, "fields", number), sentence

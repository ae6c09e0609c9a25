"""Every word a person reads is marked, and the English catalogue can say each of them."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import write_po

from tools import messages
from tools.messages import Sentence

#: Names stay as they are in every language.
NAMES = {
    *(
        "Balairung",
        "Bahasa Indonesia",
        "English",
        "HTMX",
        "PDF",
        "QR",
        "CSV",
        "XLSX",
        "JSON",
        "Atom",
        "SP4N-LAPOR!",
        "Tracking ID",
    ),
    *("80 mm", "58 mm"),
}
READ_ALOUD = {"alt", "aria-label", "aria-description", "placeholder", "title"}
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
#: The block by which a page hands the base page a class, which nobody reads.
FACE = re.compile(r"{%\s*block face\s*%}.*?{%\s*endblock", re.DOTALL)
#: Shown when nothing may be asked any more, not even which language; and the samples that only builders see.
EXEMPT = {"500.html", "styleguide"}
BLOCKS = re.compile(r"{%\s*(blocktrans\w*|comment)\b.*?{%\s*end\1\s*%}", re.DOTALL)


class Words(HTMLParser):
    """Collects what a person would see or hear of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        self.found += [value for name, value in attrs if name in READ_ALOUD and value]

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        self.found += [data] if self.inside not in {"kbd", "script", "code"} else []  # for keys and programs


def unmarked(template: str) -> list[str]:
    reader = Words()
    reader.feed(TAG.sub("", BLOCKS.sub("", FACE.sub("{%", template))))
    reader.close()
    texts = (" ".join(text.split()) for text in reader.found)
    return [text for text in texts if re.search(r"[^\W\d_]{2}", text) and text not in NAMES]


def pages() -> list[Path]:
    found = messages.PACKAGE.rglob("*.html")
    return sorted(path for path in found if not EXEMPT & {path.name, path.parent.name})


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.name)
def test_every_word_of_a_template_is_marked(path: Path) -> None:
    assert unmarked(path.read_text()) == []


def test_an_unmarked_word_is_seen() -> None:
    assert unmarked('<p>Halo {{ name }}</p><img alt="Foto">') == ["Halo", "Foto"]
    assert unmarked('<p>{% translate "Halo" %} {% blocktranslate %}Anda{% endblocktranslate %} · 3</p>') == []


def test_sentences_of_python() -> None:
    source = """
from django.utils.translation import gettext_lazy as _, ngettext as many
from balairung.ground.common.words import gettext
_("Satu " "kalimat")
many("%(n)d hari", "%(n)d hari", n)
gettext(row["label"])
mine("bukan")
"""
    assert list(messages.in_python(source)) == [Sentence("Satu kalimat"), Sentence("%(n)d hari", "%(n)d hari")]


def test_a_sentence_made_at_run_time_is_refused() -> None:
    for made in ('_(f"Halo {name}")', '_("Halo %s" % name)', '_("Halo {}".format(name))'):
        with pytest.raises(SyntaxError, match="plain text"):
            list(messages.in_python(f"from django.utils.translation import gettext as _\n{made}"))


def test_sentences_of_templates() -> None:
    source = """{% load i18n %}
  <p title="{% translate 'Judul' %}">{{ x|default:_("Belum ada") }}
{% blocktranslate trimmed count n=n %}
    {{ n }} hari
  {% plural %}
    {{ n }} hari
{% endblocktranslate %}
      {% translate "Mei" context "bulan" %}</p>"""
    assert list(messages.in_template(source)) == [
        Sentence("Judul"),
        Sentence("Belum ada"),
        Sentence("%(n)s hari", "%(n)s hari"),
        Sentence("Mei", context="bulan"),
    ]


def test_sentences_of_data() -> None:
    assert list(messages.in_data("a: {label: Diperiksa, source: x}\nsources: {x: Janji}\n")) == [
        Sentence("Diperiksa"),
        Sentence("Janji"),
    ]


FOUND = {Sentence("Halo %(name)s"): ["a.py"], Sentence("%(n)d hari", "%(n)d hari"): ["b.html"]}
WHOLE: dict[str, str | tuple[str, ...]] = {"Halo %(name)s": "Hello %(name)s", "%(n)d hari": ("one day", "%(n)d days")}


def catalogue(folder: Path, words: dict[str, str | tuple[str, ...]]) -> Path:
    """Write a catalogue with these translations, and its compiled twin."""
    made = messages.merge(FOUND, messages.House(locale="en"))
    for text, translation in words.items():
        message = made.get(text)
        assert message is not None
        message.string = translation
    path = folder / "django.po"
    with path.open("wb") as file:
        write_po(file, made)
    path.with_suffix(".mo").write_bytes(messages.compiled(messages.load(path)))
    return path


def test_a_whole_catalogue_owes_nothing(tmp_path: Path) -> None:
    assert list(messages.owed(FOUND, catalogue(tmp_path, WHOLE))) == []


def test_what_a_catalogue_owes_is_named(tmp_path: Path) -> None:
    path = catalogue(tmp_path, {"Halo %(name)s": "Hello %(nama)s"})
    assert list(messages.owed({**FOUND, Sentence("Baru"): ["c.py"]}, path)) == [
        "missing: 'Baru' (c.py)",
        "placeholders differ: 'Halo %(name)s'",
        "untranslated: '%(n)d hari'",
    ]
    assert next(messages.owed({}, path)) == "obsolete: 'Halo %(name)s'"


def test_a_stale_binary_and_a_guess_are_seen(tmp_path: Path) -> None:
    path = catalogue(tmp_path, WHOLE)
    path.write_text(path.read_text().replace("Hello", "Good day"))
    assert list(messages.owed(FOUND, path)) == ["django.mo is not what django.po says"]
    path.write_text(path.read_text().replace("#: a.py", "#: a.py\n#, fuzzy"))
    assert "fuzzy: 'Halo %(name)s'" in list(messages.owed(FOUND, path))


def test_gathering_again_keeps_the_translations_and_drops_the_rest(tmp_path: Path) -> None:
    old = messages.load(catalogue(tmp_path, WHOLE))
    again = messages.merge({Sentence("Halo %(name)s"): ["z.py"], Sentence("Baru"): ["c.py"]}, old)
    assert {message.id: message.string for message in again if message.id} == {
        "Halo %(name)s": "Hello %(name)s",
        "Baru": "",
    }

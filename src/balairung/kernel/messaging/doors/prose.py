"""What somebody wrote themselves, out of a mail: HTML and RTF as text, without the history below and the signature."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement
from striprtf.striprtf import rtf_to_text

from balairung.ground.common.text import clean_text

LONGEST = 100_000  # signs of one mail's words
LONGEST_HTML = 400_000  # signs of its source
UNSEEN = ["script", "style", "head", "title", "template", "noscript", "object", "iframe", "svg", "math", "textarea"]
LINES = {"p", "div", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "pre", "hr"}
BEFORE = {**dict.fromkeys(LINES | {"br"}, "\n"), "li": "\n- ", "td": " ", "th": " "}
#: Where mail programs put what is answered: Gmail, Apple, Thunderbird, Yahoo, Outlook, Proton.
HISTORY = ".gmail_quote, blockquote[type=cite], .moz-cite-prefix, .yahoo_quoted, .protonmail_quote"
BELOW = "#divRplyFwdMsg, #appendonsend, #OLK_SRC_BODY_SECTION, #reply-intro"  # this and whatever follows
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0", re.IGNORECASE)
_TAG = re.compile(r"<[^>]{0,2000}>")

_INTRODUCED = re.compile(
    r"^\s*(On|Pada|Am|Le|El|Op)\b.{5,200}(wrote|menulis|schrieb|écrit|escribió|schreef)\s*:\s*$", re.DOTALL
)
_ORIGINAL = re.compile(
    r"^\s*-{2,}\s*(Original Message|Pesan Asli|Pesan asli|Ursprüngliche Nachricht)\s*-{2,}\s*$", re.I
)
_FROM = re.compile(r"^\s*\*?(From|Dari|Von)\*?\s*:\s*\S", re.IGNORECASE)
_SENT = re.compile(r"^\s*\*?(Sent|Date|Terkirim|Dikirim|Tanggal|Gesendet)\*?\s*:\s*\S", re.IGNORECASE)
_FORWARDED = re.compile(r"^\s*-{2,}\s*(Forwarded message|Pesan terusan|Pesan yang diteruskan)\s*-{2,}", re.IGNORECASE)
_MOBILE = re.compile(
    r"^\s*(Sent from (my |Yahoo|Mail|Outlook)|(Get|Dapatkan) Outlook (for|untuk)|Dikirim dari|Terkirim dari).{0,60}$"
    r"|^\s*_{5,}\s*$",  # Outlook's line above what is answered
    re.IGNORECASE,
)


def own_words(text: str, *, answer: bool) -> str:
    """The text without its signature and, in an answer, without what it answers. A mail passed on is left whole."""
    lines = text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if answer and not any(_FORWARDED.match(line) for line in lines):
        lines = _unquoted(lines)
    return clean_text("\n".join(_unsigned(lines)))


def of_html(source: str, *, answer: bool) -> str:
    """HTML as people see it; in an answer without what mail programs mark as history."""
    try:
        page = BeautifulSoup(f"<html>{source[:LONGEST_HTML]}", "html.parser")  # so that it warns of nothing it guesses
        return _of_html(page, answer=answer)
    except (RecursionError, AssertionError, ValueError):  # what no browser would read either
        return _TAG.sub(" ", source[:LONGEST_HTML])


def of_rtf(source: str) -> str:
    """RTF as text; empty when it is none."""
    try:
        return str(rtf_to_text(source[:LONGEST_HTML], errors="replace"))  # type: ignore[no-untyped-call]
    except Exception:  # a reader of a format that has no end
        return ""


def _of_html(page: BeautifulSoup, *, answer: bool) -> str:
    for gone in [*page.find_all(UNSEEN), *page.find_all(style=_HIDDEN)]:
        gone.decompose()
    if answer and not _FORWARDED.search(page.get_text("\n")):
        _drop_history(page)
    return "".join(_shown(page))


def _shown(page: BeautifulSoup) -> Iterator[str]:
    """What stands on the page, in one walk: a tag in a tag in a tag costs no more than tags side by side."""
    ways: list[Iterator[PageElement]] = [iter(page.contents)]
    ends = [""]
    while ways:
        here = next(ways[-1], None)
        if here is None:
            ways.pop()
            yield ends.pop()
        elif isinstance(here, Tag):
            yield BEFORE.get(here.name, "")
            ways.append(iter(here.contents))
            ends.append(_behind(here))
        elif type(here) is NavigableString:  # no comment, no declaration
            yield str(here) if here.parent and here.parent.name == "pre" else re.sub(r"\s+", " ", here)


def _behind(tag: Tag) -> str:
    if tag.name != "a":
        return "\n" if tag.name in LINES else ""
    address = str(tag.get("href", ""))[:500]
    said = "".join(str(child) for child in tag.contents if isinstance(child, NavigableString))
    return f" ({address})" if address.startswith(("http://", "https://")) and address.rstrip("/") not in said else ""


def _drop_history(page: BeautifulSoup) -> None:
    for mark in page.select(BELOW):
        for after in list(mark.next_siblings):
            after.extract()
        mark.decompose()
    for quoted in page.select(HISTORY):
        quoted.decompose()


def _unquoted(lines: list[str]) -> list[str]:
    """Above the history; where somebody wrote between the quoted lines, those words too."""
    start = next((place for place in range(len(lines)) if _begins_history(lines, place)), len(lines))
    head, history = lines[:start], lines[start:]
    between: list[str] = []
    if any(line.startswith(">") for line in history):
        marked = max(place for place, line in enumerate(history) if line.startswith(">"))
        first = next(place for place, line in enumerate(history) if line.startswith(">"))
        between = [line for line in history[first:marked] if not line.startswith(">")] + history[marked + 1 :]
    return [line for line in head if not line.startswith(">")] + between


def _begins_history(lines: list[str], place: int) -> bool:
    line = lines[place]
    if _ORIGINAL.match(line) or any(_INTRODUCED.match("\n".join(lines[place : place + more])) for more in (1, 2, 3)):
        return True
    return bool(_FROM.match(line)) and any(_SENT.match(after) for after in lines[place + 1 : place + 4])


def _unsigned(lines: list[str]) -> list[str]:
    end = next((place for place, line in enumerate(lines) if line.rstrip() == "--"), len(lines))
    kept = lines[:end]
    while kept and (not kept[-1].strip() or _MOBILE.match(kept[-1])):
        kept.pop()
    return kept

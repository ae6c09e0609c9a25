"""What an attacker types into a field, and how it is seen on a page that it worked.

Each says the sign `qzx` where it would become something: an element, an attribute, an address, a header, a line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

CORPUS = (
    "<qzx>",
    "<script>qzx()</script>",
    "</textarea><script src=//qzx.example></script>",
    '"><svg onload=qzx()>',
    "' onfocus='qzx()' autofocus x='",
    "<img src=x onerror=qzx()>",
    "--><qzx><!--",
    "</title><qzx>",
    "]]><qzx/>",
    "</script><qzx>",
    "javascript:qzx()",
    "data:text/html,<qzx>",
    "[qzx](javascript:qzx()) **qzx**",
    "{{ settings.SECRET_KEY }}{% qzx %}",
    "${7*7}#{7*7}<%= qzx %>",
    '=HYPERLINK("http://qzx.example")',
    "+cmd|' /C qzx'!A0",
    "@SUM(1+1)*qzx",
    "-2+3+qzx",
    "\t=1+qzx",
    "qzx\r\nSet-Cookie: qzx=1",
    "qzx\r\nBcc: qzx@qzx.example",
    "qzx\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nX-QZX:qzx",
    "qzx\nX-QZX:1",
    "&qzx;<!DOCTYPE x [<!ENTITY qzx SYSTEM 'file:///etc/passwd'>]>",
    "'; DROP TABLE qzx; --",
    "../../../../etc/passwd%00qzx",
    "\u202eqzx\u2066",
    "qzx\u200b\u200d\ufeff",
    "qzx\U0001f469\u200d\U0001f4bb\U0001f1ee\U0001f1e9",
    "#import \"qzx.typ\" $qzx$ \\ @qzx",
    "q\x0bz\x1bx\x7f",
    "qzx " * 40,
    "q" * 300 + "zx",
)  # fmt: skip
#: What only a form can bring: the database would not have it.
POSTED = (*CORPUS, "qzx\x00qzx", "qzx\ud800")
SCHEMES = {"", "http", "https", "mailto", "tel", "geo", "sms", "whatsapp", "webcal", "tg"}
#: Attributes that hold addresses, and others that would run something.
ADDRESSES = {"href", "src", "action", "formaction", "poster", "data", "cite", "background", "xlink:href", "srcset"}
#: What a screen in a hall says to itself: come again, here.
OWN_REFRESH = re.compile(r"\d+(; url=/[\w/-]+)?")
#: Elements that no page of ours has.
NEVER = {"base", "style", "embed", "applet", "frame", "frameset", "marquee", "bgsound", "math", "foreignobject", "qzx"}


@dataclass
class Page(HTMLParser):
    """A page as a browser takes it apart, and what in it is none of ours."""

    faults: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    queries: set[str] = field(default_factory=set)
    script: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.faults += list(faults_of(tag, named))
        if tag == "form":
            self.forms.append(Form(named.get("action", ""), named.get("method", "get").lower()))
        if self.forms and named.get("name"):
            self._field(tag, named)
        if self.forms and tag == "option":
            self._option(named)
        self.queries |= set(re.findall(r"[?&]([\w.-]+)=", named.get("href", "")))

    def handle_decl(self, decl: str) -> None:
        self.faults += [] if decl.lower() == "doctype html" else [f"<!{decl}>"]

    def handle_comment(self, data: str) -> None:
        self.faults += [f"a comment: {data[:40]}"] if "qzx" in data else []

    def _field(self, tag: str, named: dict[str, str]) -> None:
        kind = named.get("type", tag).lower()
        if kind in {"checkbox", "radio"} and "checked" not in named and self.forms[-1].given.get(named["name"]):
            return
        if kind == "file":
            self.forms[-1].files.add(named["name"])
        elif tag == "select":
            self.forms[-1].chosen = named["name"]
            self.forms[-1].given.setdefault(named["name"], "")
        else:
            self.forms[-1].given[named["name"]] = named.get("value", "")
            self.forms[-1].typed |= {named["name"]} if kind in TYPED else set()
            self.forms[-1].written |= {named["name"]} if kind in WRITTEN else set()

    def _option(self, named: dict[str, str]) -> None:
        """The one that is chosen already, or else the first."""
        form = self.forms[-1]
        if form.chosen and ("selected" in named or not form.given[form.chosen]):
            form.given[form.chosen] = named.get("value", "")


TYPED = {"text", "textarea", "search", "tel", "email", "url", "number", "date", "time", "datetime-local", "input",
         "password", "month", "hidden"}  # fmt: skip
WRITTEN = {"text", "textarea", "search", "input"}


@dataclass
class Form:
    """What a page asks for: the values that stand in it, and which of them somebody may type over."""

    action: str
    method: str
    given: dict[str, str] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    chosen: str = ""


def faults_of(tag: str, named: dict[str, str]) -> list[str]:
    """What makes this start tag one that nobody of us wrote."""
    found = [f"<{tag}>"] if tag in NEVER or "qzx" in tag else []
    found += [f"<{tag} {name}>" for name in named if name.startswith("on") or name == "style" or "qzx" in name]
    found += [f"{tag} srcdoc"] if "srcdoc" in named else []
    if tag == "script" and not named.get("src", "").startswith("/static/") and named.get("type") != "application/json":
        found.append(f"<script {named}>")
    if tag == "meta" and "http-equiv" in named and OWN_REFRESH.fullmatch(named.get("content", "")) is None:
        found.append(f"<meta {named}>")
    for name in ADDRESSES & named.keys():
        found += _address_faults(tag, name, named[name])
    return found


def _address_faults(tag: str, name: str, value: str) -> list[str]:
    try:
        parts = urlsplit("".join(value.split()))
    except ValueError:
        return [f"{tag} {name}={value[:60]}"]
    inside = parts.scheme == "data" and tag == "img" and parts.path.startswith("image/")
    inside |= parts.scheme == "data" and parts.path.startswith("text/csv")
    wrong = parts.scheme.lower() not in SCHEMES and not inside
    foreign = "qzx" in parts.netloc and (tag != "a" or value.strip().startswith("//"))
    return [f"{tag} {name}={value[:60]}"] if wrong or foreign else []


def read(text: str) -> Page:
    page = Page()
    page.feed(text)
    page.close()
    return page

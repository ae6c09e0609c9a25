"""Numbers, addresses and names of accounts as offices write them, brought into one form, and where each leads.

The shapes are those that the networks publish for names; a link of the network's own is read for the name in it. A
name may stand there without anybody behind it: that an account is theirs is for the office to know.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.people.contacts import clean_email, clean_phone, phone_words

MOST = 200  # signs of a value
PREFIXES = ("www.", "m.", "mobile.", "web.", "id-id.")


@dataclass(frozen=True)
class Network:
    """A network of accounts: its hosts, the shape of a name, the addresses that hold one, and the one that we write."""

    title: str
    hosts: tuple[str, ...]
    name: str
    paths: tuple[str, ...]
    link: str
    cased: bool = False  # capitals tell two names apart

    def read(self, typed: str) -> str:
        """The name in what was typed: the name itself, with or without @, or an address; "" when there is none."""
        if typed.lower().removeprefix("www.") in self.hosts:
            return ""
        if "/" not in typed or re.fullmatch(self.name, typed):
            found = re.fullmatch(self.name, typed.removeprefix("@"))
            return found[0] if found else ""
        parts = _split(typed)
        return self._in_path(parts.path, parts.query) if self._is_here(parts.hostname or "") else ""

    def _is_here(self, host: str) -> bool:
        return next((host.removeprefix(one) for one in PREFIXES if host.startswith(one)), host) in self.hosts

    def _in_path(self, path: str, query: str) -> str:
        if path.strip("/") == "profile.php":
            path = parse_qs(query).get("id", [""])[0]
        found = (re.fullmatch(shape, unquote(path).strip("/")) for shape in self.paths)
        return next((match["name"] for match in found if match), "")


def _plain(name: str, sign: str = "@?") -> tuple[str, ...]:
    return (rf"{sign}(?P<name>{name})",)


TELEGRAM, INSTAGRAM = r"[A-Za-z]\w{4,31}", r"(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9._]{0,29}"
FACEBOOK, X = r"[A-Za-z0-9.]{5,50}", r"[A-Za-z0-9_]{1,15}"
TIKTOK, YOUTUBE = r"[A-Za-z0-9_.]{2,24}", r"[\w.-]{3,30}"
CHANNEL = r"channel/UC[A-Za-z0-9_-]{22}|(?:c|user)/[\w.%-]{1,100}"
NETWORKS = {
    "telegram": Network("Telegram", ("t.me", "telegram.me"), TELEGRAM, _plain(TELEGRAM), "https://t.me/{}"),
    "instagram": Network(
        "Instagram", ("instagram.com", "instagr.am"), INSTAGRAM, _plain(INSTAGRAM), "https://www.instagram.com/{}/"
    ),
    "facebook": Network(
        "Facebook", ("facebook.com", "fb.com", "fb.me"), FACEBOOK,
        (*_plain(FACEBOOK), r"(?:people|pages)/[^/]+/(?P<name>\d+)", r"p/[^/]*-(?P<name>\d{6,})"),
        "https://www.facebook.com/{}",
    ),
    "x": Network("X", ("x.com", "twitter.com"), X, _plain(X), "https://x.com/{}"),
    "tiktok": Network("TikTok", ("tiktok.com",), TIKTOK, _plain(TIKTOK, "@"), "https://www.tiktok.com/@{}"),
    "youtube": Network(
        "YouTube", ("youtube.com",), f"{YOUTUBE}|{CHANNEL}", (rf"(?P<name>{CHANNEL})", *_plain(YOUTUBE, "@")),
        "https://www.youtube.com/{}", cased=True,
    ),
}  # fmt: skip


def clean_account(kind: str, text: str) -> str:
    """The value as it is kept. Raise `Refused` with a sentence when it is none of this kind."""
    typed = clean_line(text)
    if not typed:
        raise Refused(_("Tuliskan nomor, alamat, atau nama akunnya."))
    if len(typed) > MOST:
        raise Refused(_("Terlalu panjang: paling banyak %(most)d huruf.") % {"most": MOST})
    if kind in NETWORKS:
        return _clean_name(NETWORKS[kind], typed)
    if kind == "whatsapp":
        return clean_phone(_in_whatsapp(typed))
    return {"email": clean_email, "website": _clean_website}.get(kind, _clean_number)(typed)


def link_of(kind: str, value: str) -> str:
    """Where a touch leads: a call, a chat, a page."""
    if kind in NETWORKS:
        return NETWORKS[kind].link.format(_written(kind, value))
    schemes = {"email": f"mailto:{value}", "website": value, "sms": f"sms:{value}"}
    return f"https://wa.me/{value.lstrip('+')}" if kind == "whatsapp" else schemes.get(kind, f"tel:{value}")


def words_of(kind: str, value: str) -> str:
    """As people write it: `0812-3456-7890`, `@dinaspupr`, `dinas.contoh.go.id`."""
    if kind in ("telephone", "whatsapp", "sms"):
        return phone_words(value)
    if kind == "website":
        return value.removeprefix("https://").rstrip("/")
    return value if kind in ("email", "facebook") or "/" in value else f"@{value}"


def _split(typed: str) -> SplitResult:
    """The parts of an address; none of them where it is no address."""
    try:
        return urlsplit(typed if "://" in typed else f"https://{typed}")
    except ValueError:
        return SplitResult("", "", "", "", "")


def _written(kind: str, value: str) -> str:
    return f"@{value}" if kind == "youtube" and "/" not in value else value


def _clean_name(network: Network, typed: str) -> str:
    name = network.read(typed)
    if not name:
        facts = {"typed": typed, "network": network.title, "link": network.link.format("…")}
        raise Refused(_("“%(typed)s” bukan nama akun %(network)s. Contoh: namakantor, atau %(link)s") % facts)
    return name if network.cased else name.lower()


def _clean_number(typed: str) -> str:
    return clean_phone(typed, short=True)


def _in_whatsapp(typed: str) -> str:
    """The number, also out of a link that WhatsApp made."""
    if "/" not in typed:
        return typed
    parts = _split(typed)
    told = parse_qs(parts.query).get("phone", [""])[0] if parts.hostname == "api.whatsapp.com" else ""
    digits = told or (parts.path.strip("/") if parts.hostname == "wa.me" else "")
    if not digits:
        sentence = _("“%(typed)s” bukan nomor WhatsApp. Contoh: 0812 3456 7890, atau https://wa.me/6281234567890")
        raise Refused(sentence % {"typed": typed})
    return f"+{digits.lstrip('+')}"


def _clean_website(typed: str) -> str:
    """Over TLS only: what people are sent to is what the office wrote there."""
    address = typed if "://" in typed else f"https://{typed}"
    try:
        URLValidator(schemes=["https"])(address)
    except ValidationError as problem:
        sentence = _("“%(typed)s” bukan alamat situs. Alamatnya harus diawali https://, misalnya https://contoh.go.id")
        raise Refused(sentence % {"typed": typed}) from problem
    parts = _split(address)
    if "@" in parts.netloc:
        raise Refused(_("Alamat situs tidak boleh memuat nama pengguna atau kata sandi."))
    return parts._replace(scheme="https", netloc=parts.netloc.lower(), path=parts.path.rstrip("/")).geturl()

"""What people write about us on social media: the one address of a post, its network, and what we answer there.

Nothing is fetched: a post is known by its address alone. A shortened address (vm.tiktok.com, fb.watch) cannot be
followed without asking its network, so it counts as one of its own.
"""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from balairung.ground.common.dates import long_date
from balairung.ground.common.text import clean_line
from balairung.kernel.people.house import house_url
from balairung.rooms.complaints.models import Complaint

LONGEST = 500  # signs of an address
NETWORKS = {
    "facebook.com": "Facebook", "instagram.com": "Instagram", "x.com": "X", "tiktok.com": "TikTok",
    "youtube.com": "YouTube", "threads.net": "Threads", "threads.com": "Threads", "fb.watch": "Facebook",
}  # fmt: skip
SAME_HOST = {"fb.com": "facebook.com", "twitter.com": "x.com"}
PREFIX = re.compile(r"^(?:www|m|mobile|web|touch|mbasic|[a-z]{2}-[a-z]{2})\.")
#: What names the thing in a query; all else in it tells who shared the address, and where.
NAMING = {"v", "story_fbid", "fbid", "id", "comment_id", "reply_comment_id", "lc"}
#: Several addresses of one thing: host, pattern of the path, the one that stands for all.
SAME_PATH = (
    ("x.com", re.compile(r"^/[^/]+/status(?:es)?/(\d+).*"), r"/i/status/\1"),
    ("instagram.com", re.compile(r"^(?:/[^/]+)?/(?:p|reel|reels|tv)/([^/]+).*"), r"/p/\1"),
    ("tiktok.com", re.compile(r"^/@[^/]+/(?:video|photo)/(\d+).*"), r"/@/video/\1"),
)


def read_link(text: str) -> str:
    """The address that somebody pasted, whole; empty for what is no address of the web."""
    typed = clean_line(text)
    link = typed if "://" in typed else f"https://{typed}"
    try:
        parts = urlsplit(link)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    is_link = "." in host.strip(".") and " " not in link and not port and parts.scheme in {"http", "https"}
    return link if is_link and len(link) <= LONGEST else ""


def tidy_link(link: str) -> str:
    """The one address of a post, however it was copied (see `read_link`): for telling apart, not for opening."""
    parts = urlsplit(link)
    return _same(_host(parts.hostname or ""), parts.path.rstrip("/"), dict(parse_qsl(parts.query)))


def network_of(link: str) -> str:
    """`Instagram`; empty for a place that we do not know."""
    host = urlsplit(tidy_link(link)).hostname or "" if link else ""
    return next((name for known, name in NETWORKS.items() if host == known or host.endswith(f".{known}")), "")


def post_token(link: str) -> str:
    """What stands for this post among the tokens of reports."""
    return f"post:{tidy_link(link)}"


def public_reply(complaint: Complaint, due: datetime | None) -> str:
    """To be written under the post, where everyone reads it: the number, never the code, nothing of the reporter."""
    link = house_url() + reverse("complaints:track")
    with override("id"):
        said = _(
            "Terima kasih, laporan Anda kami catat dengan nomor %(ref)s dan kami periksa paling lambat %(due)s."
            " Kodenya kami kirim lewat pesan langsung; dengan keduanya Anda dapat memantaunya di %(link)s"
        )
        return said % {"ref": complaint.ref, "due": long_date(due) if due else "–", "link": link}


def direct_message(complaint: Complaint, code: str) -> str:
    """To be sent to the one who wrote the post, where nobody else reads it."""
    link = house_url() + reverse("complaints:own", args=[complaint.ref, code])
    with override("id"):
        said = _(
            "Laporan Anda kami catat. Nomor: %(ref)s. Kode rahasia: %(code)s. Ikuti di sini: %(link)s\nSiapa pun yang"
            " memegang kode ini dapat membuka laporan Anda, jadi jangan membagikannya."
        )
        return said % {"ref": complaint.ref, "code": code, "link": link}


def _host(host: str) -> str:
    bare = PREFIX.sub("", host)
    return SAME_HOST.get(bare, bare)


def _same(host: str, path: str, query: dict[str, str]) -> str:
    if host == "youtu.be" or (host == "youtube.com" and path.startswith(("/shorts/", "/live/"))):
        host, path, query = "youtube.com", "/watch", query | {"v": path.rsplit("/", 1)[-1]}
    for known, pattern, whole in SAME_PATH:
        path = pattern.sub(whole, path) if host == known else path
    named = urlencode(sorted((key, value) for key, value in query.items() if key in NAMING))
    return f"https://{host}{path}{'?' if named else ''}{named}"

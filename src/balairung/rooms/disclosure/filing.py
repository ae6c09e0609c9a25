"""Somebody asks for information: once, however often the form arrives; number and code at once."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import Truncator
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.references import new_code
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_line, clean_text
from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.obligations.actions import Owner, open_obligation
from balairung.kernel.obligations.models import Remark, State
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Office
from balairung.kernel.search.actions import open_index
from balairung.rooms.disclosure import finding, notices
from balairung.rooms.disclosure.models import InfoRequest
from balairung.rooms.disclosure.rules import KIND, PREFIX, SHAPES, WAYS, main_office

MOST_LINKS = 10  # requests in one message to whoever lost their codes


def file_request(
    *,
    information: str,
    purpose: str,
    standing: str,
    name: str,
    identity: str,
    address: str,
    shape: str,
    way: str,
    token: str,
    contact: str = "",
    office: Office | None = None,
    by: Actor,
    at: datetime,
) -> InfoRequest:
    """The one request that this token stands for. `office` None: the PPID utama finds out whose it is."""
    if found := find_filed(token):
        return found
    wanted = InfoRequest(
        token=_hashed(token), secret=new_code(), filed_at=at, standing=standing, name=clean_line(name),
        identity=clean_line(identity), address=clean_line(address), contact=contact,
        contact_hash=keyed_hash("contact", contact) if contact else "", information=clean_text(information),
        purpose=clean_text(purpose), shape=shape, way=way,
    )  # fmt: skip
    _check(wanted)
    try:
        with transaction.atomic():
            return _open(wanted, office or main_office(), by, at)
    except IntegrityError:  # the same form, a moment ago
        if found := find_filed(token):
            return found
        raise


def find_filed(token: str) -> InfoRequest | None:
    """What was asked already with this token."""
    rows = InfoRequest.objects.filter(token=_hashed(token)) if token else InfoRequest.objects.none()
    return rows.select_related("obligation").only("secret", "obligation__ref").first()


def send_links(*, contact: str, at: datetime) -> None:
    """Send whoever lost their codes the links of what they asked for, the same day once (settings.LOST_LINKS)."""
    mark = keyed_hash("contact", contact)
    with transaction.atomic():
        rows = InfoRequest.objects.filter(contact_hash=mark).select_related("obligation")
        if not (found := list(rows.order_by("-filed_at", "-id")[:MOST_LINKS])):
            return
        links = [f"{one.ref}:\n{notices.own_link(one)}" for one in found]
        body = _("Seseorang meminta tautan permohonan informasi untuk alamat ini. Bila bukan Anda, abaikan pesan ini.")
        key, to = f"disclosure:{mark[:32]}:{localdate(at)}", Recipient.contact(contact)
        subject, text = _("Tautan permohonan informasi Anda"), "\n\n".join([body, *links])
        notify(to, subject=subject, body=text, key=key, about=(KIND, ""), at=at)


def _check(wanted: InfoRequest) -> None:
    if not all((wanted.information, wanted.purpose, wanted.name, wanted.identity, wanted.address)):
        raise Refused(_("Informasi, tujuan, nama, nomor identitas, dan alamat harus terisi."))
    if wanted.shape not in SHAPES or wanted.way not in WAYS or wanted.standing not in InfoRequest.Standing.values:
        raise Refused(_("Pilih cara memperoleh dan cara menerimanya dari daftar."))
    if wanted.way == "post" and wanted.shape == "view":
        raise Refused(_("Informasi yang dilihat di kantor tidak dikirim lewat pos. Pilih salah satu."))


def _open(wanted: InfoRequest, office: Office | None, by: Actor, at: datetime) -> InfoRequest:
    if office is None:
        raise Refused(_("Belum ada kantor yang menerima permohonan informasi. Hubungi kantor daerah."))
    subject = Truncator(" ".join(wanted.information.split())).chars(120)
    wanted.obligation = open_obligation(
        kind=KIND, prefix=PREFIX, subject=subject, owner=Owner(office), by=by, at=at, state=State.ACTIVE, step="answer",
        words=wanted.information, audience=Remark.Audience.PARTIES, clocks=[clock_rule(KIND, "answer")],
    )  # fmt: skip
    wanted.save(force_insert=True)
    open_index(wanted.obligation, text=finding.said_by(wanted))
    notices.tell_filed(wanted)
    return wanted


def _hashed(token: str) -> str:
    return keyed_hash("disclosure", token)

"""What the parties of a complaint are told, in plain words, at each step."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.kernel.messaging.actions import Recipient, notify, notify_all
from balairung.kernel.obligations.models import Event
from balairung.kernel.people.house import house_url
from balairung.kernel.people.models import Holding, Office, Person, Post
from balairung.rooms.complaints.models import Complaint

RECEIVERS = (Post.Role.LIAISON, Post.Role.HEAD, Post.Role.COORDINATOR)
KIND = "complaints"


def filed(complaint: Complaint) -> None:
    _reporter(complaint, None, _("Laporan Anda kami terima: %(ref)s"), _(
        "Terima kasih. Laporan Anda tercatat dengan nomor %(ref)s. Kami memeriksanya dan meneruskannya ke kantor yang"
        " tepat paling lambat %(due)s."
    ), due=_due(complaint))  # fmt: skip


def forwarded(complaint: Complaint, event: Event, office: Office) -> None:
    _reporter(complaint, event, _("Laporan %(ref)s diteruskan"), _(
        "Laporan %(ref)s sekarang ditangani %(office)s. Jawaban pertama paling lambat %(due)s."
    ), office=office.name, due=_due(complaint))  # fmt: skip
    _office(complaint, event, office, _("Laporan masuk: %(ref)s"), _(
        "%(ref)s · %(title)s · jawaban pertama paling lambat %(due)s"
    ))  # fmt: skip


def answered(complaint: Complaint, event: Event, text: str) -> None:
    _reporter(complaint, event, _("Jawaban untuk laporan %(ref)s"), "%(text)s", text=text)


def asked(complaint: Complaint, event: Event, text: str) -> None:
    _reporter(complaint, event, _("Kami perlu keterangan Anda: %(ref)s"), _(
        "%(text)s\n\nSelama kami menunggu jawaban Anda, batas waktu kantor berhenti sementara."
    ), text=text)  # fmt: skip


def informed(complaint: Complaint, event: Event) -> None:
    _owner(complaint, event, _("Pelapor memberi keterangan: %(ref)s"), _("%(ref)s · pelapor sudah menjawab"))


def resolved(complaint: Complaint, event: Event, text: str) -> None:
    _reporter(complaint, event, _("Laporan %(ref)s dinyatakan selesai"), _(
        "%(text)s\n\nApakah benar sudah selesai? Anda punya sepuluh hari kerja untuk menjawab. Bila belum, buka kembali"
        " laporan ini dengan satu ketukan."
    ), text=text)  # fmt: skip


def closed(complaint: Complaint, event: Event) -> None:
    _reporter(complaint, event, _("Laporan %(ref)s ditutup"), _(
        "Laporan %(ref)s ditutup. Bila masalahnya muncul lagi, Anda dapat membukanya kembali dalam 30 hari."
    ))  # fmt: skip


def reopened(complaint: Complaint, event: Event) -> None:
    _owner(complaint, event, _("Dibuka kembali: %(ref)s"), _("%(ref)s · pelapor menyatakan belum selesai"))


def refused(complaint: Complaint, event: Event, text: str) -> None:
    _reporter(complaint, event, _("Laporan %(ref)s tidak dapat kami tangani"), "%(text)s", text=text)


def withdrawn(complaint: Complaint, event: Event) -> None:
    _reporter(complaint, event, _("Laporan %(ref)s dicabut"), _("Laporan %(ref)s sudah dicabut."))
    _owner(complaint, event, _("Dicabut: %(ref)s"), _("%(ref)s · laporan dicabut"))


def _reporter(complaint: Complaint, event: Event | None, subject: str, body: str, **words: str) -> None:
    """To the reporter, with the link that opens their own page; nothing when they left no e-mail address."""
    if "@" not in complaint.reporter_contact:
        return
    facts = {"ref": complaint.ref, "title": complaint.title} | words
    link = house_url() + reverse("complaints:own", args=[complaint.ref, complaint.secret])
    text = f"{body % facts}\n\n{_('Ikuti laporan Anda di sini:')}\n{link}\n"
    to = Recipient.address("email", complaint.reporter_contact)
    seq, at = (event.seq, event.at) if event else (1, complaint.filed_at)
    key = f"{complaint.pk}:{seq}:reporter"
    notify(to, subject=subject % facts, body=text, key=key, about=(KIND, complaint.ref), at=at)


def _office(complaint: Complaint, event: Event, office: Office, subject: str, body: str) -> None:
    """To whoever receives for the office, bundled: many reports in an hour are one message."""
    facts = {"ref": complaint.ref, "title": complaint.title, "due": _due(complaint)}
    people = [
        (Recipient.person(person), f"{complaint.pk}:{event.seq}:{person.pk}") for person in receivers(office, event)
    ]
    notify_all(
        people, subject=subject % facts, body=body % facts, about=(KIND, complaint.ref), bundle="inbox", at=event.at
    )


def _owner(complaint: Complaint, event: Event, subject: str, body: str) -> None:
    if office := complaint.obligation.owner_office:
        _office(complaint, event, office, subject, body)


def receivers(office: Office, event: Event) -> list[Person]:
    """The liaison officers of an office, else its head, without those that the complaint is about."""
    holdings = Holding.objects.current(event.at).filter(post__office=office, post__role__in=RECEIVERS)
    rows = holdings.exclude(post__exclusions__obligation=event.obligation_id).select_related("person", "post")
    by_role = sorted(rows, key=lambda holding: RECEIVERS.index(Post.Role(holding.post.role)))
    first = [holding.person for holding in by_role if holding.post.role == by_role[0].post.role]
    return list({person.pk: person for person in first}.values())


def _due(complaint: Complaint) -> str:
    moment = complaint.obligation.next_at
    return long_date(moment) if moment else "–"

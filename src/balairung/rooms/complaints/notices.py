"""What the parties of a complaint are told, in plain words, at each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.kernel.messaging.actions import Recipient, notify, notify_all
from balairung.kernel.messaging.contacts import doors_of
from balairung.kernel.messaging.gateways import able
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import Event, Exclusion, Visibility
from balairung.kernel.people.house import house_url
from balairung.kernel.people.models import Holding, Office, Person, Post
from balairung.kernel.people.satisfaction import ask_how_it_was
from balairung.rooms.complaints import pushing
from balairung.rooms.complaints.models import Complaint, Follower, Outcome
from balairung.rooms.complaints.routing import KIND, coordinating_office, reopen_until

RECEIVERS = (Post.Role.LIAISON, Post.Role.HEAD, Post.Role.COORDINATOR)
LONGEST_TOLD = 100  # signs of an answer in a short message
FOLLOWERS = "complaints.followers"  # what messages to those who follow are about: the reporter's are counted apart


def filed(complaint: Complaint) -> None:
    """Whoever told it in a conversation has the receipt there, as the answer to their last message."""
    if complaint.conversation_id:
        return
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
    _reporter(complaint, event, _("Jawaban untuk laporan %(ref)s"), _(
        "%(text)s\n\nSelanjutnya: %(office)s menyelesaikannya paling lambat %(due)s."
    ), text=text, office=str(complaint.obligation.owner_office), due=_due(complaint))  # fmt: skip
    _followers(complaint, event, _("Sudah ada jawaban pertama dari %(office)s."))


def asked(complaint: Complaint, event: Event, text: str) -> None:
    _reporter(complaint, event, _("Kami perlu keterangan Anda: %(ref)s"), _(
        "%(text)s\n\nJawablah paling lambat %(until)s. Selama kami menunggu, batas waktu kantor berhenti sementara."
        " Tanpa jawaban, laporan ini dianggap dicabut."
    ), text=text, until=_until(complaint))  # fmt: skip


def informed(complaint: Complaint, event: Event) -> None:
    _owner(complaint, event, _("Pelapor memberi keterangan: %(ref)s"), _("%(ref)s · pelapor sudah menjawab"))


def added(complaint: Complaint, event: Event) -> None:
    _owner(complaint, event, _("Pelapor menambah keterangan: %(ref)s"), _("%(ref)s · pelapor menambah keterangan"))


def resolved(complaint: Complaint, event: Event, text: str) -> None:
    _reporter(complaint, event, _("Laporan %(ref)s dinyatakan selesai"), _(
        "%(text)s\n\nApakah benar sudah selesai? Jawablah paling lambat %(until)s. Bila belum, buka kembali laporan"
        " ini dengan satu ketukan. Tanpa jawaban, laporan ini kami tutup."
    ), asks=_asks_whether_solved(complaint), text=text, until=_until(complaint))  # fmt: skip
    _followers(complaint, event, _("%(office)s menyatakan masalahnya selesai ditangani."))


def closed(complaint: Complaint, event: Event) -> None:
    until = reopen_until(complaint)
    office = complaint.obligation.owner_office
    survey = ask_how_it_was(kind=KIND, ref=complaint.ref, office=office, at=event.at)
    body = _("Laporan %(ref)s ditutup. Bila masalahnya muncul lagi, Anda dapat membukanya kembali sampai %(until)s.")
    if survey:
        body += "\n\n" + _("Bagaimana pelayanan kami? Nilailah dalam dua menit, tanpa nama: %(survey)s")
    told = long_date(until) if until else "–"
    _reporter(complaint, event, _("Laporan %(ref)s ditutup"), body, until=told, survey=survey)
    _followers(complaint, event, _("Laporan ini ditutup."))


def reopened(complaint: Complaint, event: Event) -> None:
    _owner(complaint, event, _("Dibuka kembali: %(ref)s"), _("%(ref)s · pelapor menyatakan belum selesai"))
    _followers(complaint, event, _("Laporan ini dibuka kembali: menurut pelapor, masalahnya belum selesai."))


def refused(complaint: Complaint, event: Event, text: str) -> None:
    _reporter(complaint, event, _("Laporan %(ref)s tidak dapat kami tangani"), _(
        "%(text)s\n\nAnda boleh membuat laporan baru kapan saja."
    ), text=text)  # fmt: skip


def withdrawn(complaint: Complaint, event: Event) -> None:
    _reporter(complaint, event, _("Laporan %(ref)s dicabut"), _(
        "Laporan %(ref)s sudah dicabut. Bila masalahnya masih ada, buatlah laporan baru."
    ))  # fmt: skip
    _owner(complaint, event, _("Dicabut: %(ref)s"), _("%(ref)s · laporan dicabut"))


def asked_outcome(complaint: Complaint, asked_at: datetime) -> None:
    """Four weeks later: three links, one for each answer, that open a page and record nothing before a button is
    pressed; where the door has buttons itself, those.
    """
    page = house_url() + reverse("complaints:outcome", args=[complaint.ref, complaint.secret])
    to, about, asks = reporter_of(complaint), (KIND, complaint.ref), _asks_outcome(complaint)
    answers = "\n".join(f"• {label}: {page}?jawab={value}" for value, label in Outcome.Answer.choices)
    body = _("Empat minggu lalu laporan Anda “%(title)s” ditutup. Apakah masalahnya benar sudah beres?")
    if not asks.choices:
        body += "\n\n%(answers)s\n\n"
        body += _("Pilih satu. Bila belum beres, Anda dapat membukanya kembali di halaman yang sama.")
    facts = {"title": complaint.title, "answers": answers}
    subject, key = _("Apakah benar sudah beres? %(ref)s") % {"ref": complaint.ref}, f"{complaint.pk}:outcome"
    pushing.tell(complaint, "outcome", at=asked_at)
    notify(to, subject=subject, body=body % facts, key=key, about=about, at=asked_at, choices=asks.choices)


def moved(complaint: Complaint, before: str, at: datetime) -> None:
    """The reporter left another contact: the new one hears where the report is, the old one that it left."""
    subject = _("Kabar laporan %(ref)s") % {"ref": complaint.ref}
    number, about = f"{complaint.pk}:moved:{at.isoformat()}", (KIND, complaint.ref)
    old = _("Kabar laporan %(ref)s tidak lagi kami kirim ke alamat ini, atas permintaan pemegang kode rahasianya.")
    body = old % {"ref": complaint.ref}
    notify(_left(before), subject=subject, body=body, key=f"{number}:old", about=about, at=at)
    new = _("Mulai sekarang kabar laporan %(ref)s kami kirim ke alamat ini.") % {"ref": complaint.ref}
    to, body = _left(complaint.reporter_contact), f"{new}\n\n{_own_link(complaint)}\n"
    notify(to, subject=subject, body=body, key=f"{number}:new", about=about, at=at)


def found_again(complaints: Sequence[Complaint], contact: str, at: datetime) -> None:
    """The links of one's own reports, for whoever lost them; the same day once."""
    links = "\n".join(f"• {one.ref} · {one.title}\n  {_own_link(one)}" for one in complaints)
    body = _("Seseorang meminta tautan laporan untuk alamat ini. Bila bukan Anda, abaikan pesan ini.\n\n%(links)s")
    key = f"links:{complaints[0].contact_hash}:{localdate(at).isoformat()}"
    subject = _("Tautan laporan Anda")
    notify(_left(contact), subject=subject, body=body % {"links": links}, key=key, about=(KIND, ""), at=at)


def invited(follower: Follower, at: datetime) -> None:
    """Does this address want to hear about a report? The one message that comes before a yes; the same day once."""
    body = _(
        "Seseorang meminta kabar tentang laporan “%(title)s” untuk alamat ini. Bila itu Anda, buka tautan ini dan"
        " tekan “Ya, ikuti”:\n%(link)s\n\nBila bukan Anda, abaikan pesan ini: kami tidak akan mengirim kabar."
    )
    facts = {"title": follower.complaint.public_title, "link": _follower_link(follower)}
    key = f"{follower.pk}:invited:{localdate(at).isoformat()}"
    to, about = _left(follower.contact), (FOLLOWERS, follower.complaint.ref)
    notify(to, subject=_("Ikuti laporan ini?"), body=body % facts, key=key, about=about, at=at)


def merged(complaint: Complaint, event: Event) -> None:
    """Nothing of the other report is told here, not even its number."""
    _reporter(complaint, event, _("Laporan %(ref)s ditangani bersama laporan lain"), _(
        "Hal yang Anda laporkan juga dilaporkan warga lain, jadi sekarang kami menanganinya bersama-sama. Nomor, kode,"
        " dan batas waktu laporan Anda tetap berlaku, dan Anda tetap kami kabari."
    ))  # fmt: skip


def called_improper(complaint: Complaint, event: Event) -> None:
    """To the coordinator: somebody finds the words of a public report improper."""
    if office := coordinating_office():
        subject, body = _("Isi laporan dipersoalkan: %(ref)s"), _("%(ref)s · seorang pembaca mempersoalkan isinya")
        _office(complaint, event, office, subject, body)


def reporter_of(complaint: Complaint) -> Recipient:
    """By the door through which they came, else by the contact that they left; then by their other doors."""
    contact, talk = complaint.reporter_contact, complaint.conversation
    ways = doors_of(contact)
    if talk is None:
        return Recipient.contact(contact).through(ways)
    return Recipient.conversation(talk, then=tuple(way for way in ways if way != (talk.channel, talk.address)))


def _left(contact: str) -> Recipient:
    """Whoever left this contact, by the doors that lead to them."""
    return Recipient.contact(contact).through(doors_of(contact))


def _follower(follower: Follower) -> Recipient:
    """An address that was left on the web, or the conversation from which they asked: `telegram:81234`."""
    channel, colon, address = follower.contact.partition(":")
    return Recipient.address(channel, address) if colon else _left(follower.contact)


def delivered(complaint: Complaint, verb: str) -> str:
    """What became of the message about the last such line: "sent", "failed" at every door, or "" while it is tried.

    "page" when none was owed: the reporter left no door but their own page.
    """
    line = complaint.obligation.events.filter(verb=verb).order_by("-seq").values_list("seq", flat=True).first()
    sent = Notice.objects.about(KIND, complaint.ref).filter(key__startswith=f"{complaint.pk}:{line}:reporter")
    outcomes = set(sent.values_list("outcome", flat=True))
    if not outcomes:
        return "page"
    if Notice.Outcome.SENT in outcomes:
        return "sent"
    return "" if Notice.Outcome.WAITING in outcomes else "failed"


@dataclass(frozen=True)
class Asks:
    """What the reporter may answer at once: by buttons where the door has them, else by a word."""

    choices: tuple[tuple[str, str], ...] = ()
    word: str = ""  # what to write back


NOTHING = Asks()


def _asks_whether_solved(complaint: Complaint) -> Asks:
    yes, no = (f"close:{complaint.ref}", _("Ya, sudah")), (f"reopen:{complaint.ref}", _("Belum beres"))
    return _asks(complaint, (yes, no), _("Balas YA atau BELUM."))


def _asks_outcome(complaint: Complaint) -> Asks:
    choices = ((f"{value}:{complaint.ref}", str(label)) for value, label in Outcome.Answer.choices)
    return _asks(complaint, tuple(choices), "")


def _asks(complaint: Complaint, choices: tuple[tuple[str, str], ...], word: str) -> Asks:
    """As the door of the conversation is able; nothing for whoever did not come through one."""
    talk = complaint.conversation
    if talk is None:
        return NOTHING
    return Asks(choices, "") if able(talk.channel).buttons >= len(choices) else Asks((), word)


def _reporter(
    complaint: Complaint, event: Event | None, subject: str, body: str, asks: Asks = NOTHING, **words: str
) -> None:
    """To the reporter, with the link that opens their own page; nothing when they left no address we can write to."""
    seq, at = (event.seq, event.at) if event else (1, complaint.filed_at)
    pushing.tell(complaint, str(seq), at=at)
    to = reporter_of(complaint)
    if not to.reachable:
        return
    facts = {"ref": complaint.ref, "title": complaint.title} | words
    line, link = subject % facts, _own_link(complaint)
    if to.channel == "sms":
        text = _in_brief(line, words.get("text", ""), asks.word, link)
    else:
        text = "\n\n".join(filter(None, [body % facts, asks.word, f"{_invitation(event)}\n{link}\n"]))
    key, about = f"{complaint.pk}:{seq}:reporter", (KIND, complaint.ref)
    notify(to, subject=line, body=text, key=key, about=about, at=at, choices=asks.choices)


def _invitation(event: Event | None) -> str:
    """What stands above the link; pictures of an answer are looked at there."""
    if count := event.evidence.count() if event else 0:
        return _("%(count)d foto atau berkas menyertai kabar ini. Lihat di sini:") % {"count": count}
    return _("Ikuti laporan Anda di sini:")


def _in_brief(line: str, text: str, word: str, link: str) -> str:
    """For doors where each sign is paid for: the words themselves stand on the page."""
    told = Truncator(" ".join(text.split())).chars(LONGEST_TOLD)
    return " ".join(filter(None, [f"{line}.", told, word, link]))


def _followers(complaint: Complaint, event: Event, sentence: str) -> None:
    """To those who follow: what everyone may read, where to read it, and how to stop; never words to the reporter."""
    if complaint.published_at is None or complaint.obligation.visibility != Visibility.PUBLIC:
        return
    listening = list(complaint.followers.listening().order_by("id"))
    if not listening:
        return
    page = house_url() + reverse("complaints:published", args=[complaint.ref])
    facts = {"title": complaint.public_title, "office": str(complaint.obligation.owner_office or "")}
    about, subject = (FOLLOWERS, complaint.ref), _("Kabar laporan yang Anda ikuti: %(title)s") % facts
    for follower in listening:
        body = f"{facts['title']}\n\n{sentence % facts}\n{page}\n\n"
        body += f"{_('Berhenti mengikuti laporan ini:')}\n{_follower_link(follower)}\n"
        key = f"{complaint.pk}:{event.seq}:{follower.pk}"
        notify(_follower(follower), subject=subject, body=body, key=key, about=about, at=event.at)


def _own_link(complaint: Complaint) -> str:
    return house_url() + reverse("complaints:own", args=[complaint.ref, complaint.secret])


def _follower_link(follower: Follower) -> str:
    return house_url() + reverse("complaints:follower", args=[follower.token])


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
    rows = Holding.objects.current(event.at).filter(post__office=office, post__role__in=RECEIVERS)
    barred = Exclusion.objects.filter(obligation=event.obligation_id)
    rows = rows.exclude(post__in=barred.values("post")).exclude(person__in=barred.exclude(person=None).values("person"))
    rows = rows.select_related("person", "post").defer("person__nip", "person__phone")
    by_role = sorted(rows, key=lambda holding: RECEIVERS.index(Post.Role(holding.post.role)))
    first = [holding.person for holding in by_role if holding.post.role == by_role[0].post.role]
    return list({person.pk: person for person in first}.values())


def _due(complaint: Complaint) -> str:
    moment = complaint.obligation.next_at
    return long_date(moment) if moment else "–"


def _until(complaint: Complaint) -> str:
    moment = complaint.obligation.answer_by
    return long_date(moment) if moment else "–"

"""What an applicant and the officers are told, in plain words. A short message says a number and nothing of anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.kernel.messaging.actions import Recipient, notify, notify_all
from balairung.kernel.obligations.models import Event, Exclusion
from balairung.kernel.people.house import house_url
from balairung.kernel.people.models import Holding, Person, Post
from balairung.kernel.people.satisfaction import ask_how_it_was
from balairung.rooms.services.definition.shape import Does, Step
from balairung.rooms.services.models import Application
from balairung.rooms.services.routing import KIND, Place

#: Who receives for an office where the step names no post; the first role that somebody holds.
RECEIVERS = (Post.Role.VILLAGE_OPERATOR, Post.Role.LIAISON, Post.Role.HEAD)


def applied(application: Application, step: Step, place: Place) -> None:
    """The receipt, and the first officers."""
    due = application.obligation.next_at
    _applicant(application, 1, application.applied_at, _("Permohonan %(ref)s kami terima"), _(
        "Terima kasih. Permohonan “%(service)s” tercatat dengan nomor %(ref)s. Sekarang: %(step)s di %(office)s."
    ), step=step.title, office=place.office.name)  # fmt: skip
    _officers(application, 1, application.applied_at, place, _("Permohonan baru: %(ref)s"), _(
        "%(ref)s · %(service)s · paling lambat %(due)s"
    ), due=long_date(due) if due else "–")  # fmt: skip


def entered(application: Application, event: Event, step: Step, place: Place) -> None:
    """The next officers; the applicant by mail only, because short messages cost money and patience."""
    if step.does == Does.SIGN:  # whoever signs is told by the letter itself
        _by_mail(application, event, step, place)
        return
    due = application.obligation.next_at
    _officers(application, event.seq, event.at, place, _("Permohonan masuk: %(ref)s"), _(
        "%(ref)s · %(service)s · %(step)s paling lambat %(due)s"
    ), step=step.title, due=long_date(due) if due else "–")  # fmt: skip
    _by_mail(application, event, step, place)


def sent_back(application: Application, event: Event, missing: Sequence[Mapping[str, str]]) -> None:
    until = application.obligation.answer_by
    _applicant(application, event.seq, event.at, _("Permohonan %(ref)s perlu dilengkapi"), _(
        "Ada yang perlu dilengkapi pada permohonan %(ref)s:\n%(missing)s\n\nLengkapi paling lambat %(until)s. Selama"
        " kami menunggu, waktu kantor berhenti. Bila tidak dilengkapi, permohonan ini dianggap dicabut."
    ), missing="\n".join(f"• {one['words']}" for one in missing), until=long_date(until) if until else "–")  # fmt: skip


def reminded(application: Application, event: Event, until: datetime) -> None:
    _applicant(application, event.seq, event.at, _("Permohonan %(ref)s masih menunggu Anda"), _(
        "Permohonan %(ref)s belum Anda lengkapi. Waktunya sampai %(until)s; setelah itu permohonan dianggap dicabut."
    ), until=long_date(until))  # fmt: skip


def completed(application: Application, event: Event) -> None:
    office = application.obligation.owner_office
    if office is None:
        return
    place = Place(office, application.obligation.owner_post)
    _officers(application, event.seq, event.at, place, _("Sudah dilengkapi: %(ref)s"), _(
        "%(ref)s · %(service)s · pemohon sudah melengkapi"
    ))  # fmt: skip


def refused(application: Application, event: Event, text: str) -> None:
    """The reason, and where to object."""
    _applicant(application, event.seq, event.at, _("Permohonan %(ref)s tidak dapat kami kabulkan"), _(
        "%(text)s\n\n%(objection)s"
    ), text=text, objection=objection_words())  # fmt: skip


def objection_words() -> str:
    """Where to go with a refusal (UU 30/2014 arts 75-78: objection, then appeal; UU 25/2009 art. 40: complaint)."""
    return _(
        "Bila Anda tidak setuju, ajukan keberatan kepada kantor yang memutus dalam 21 hari kerja, atau adukan lewat"
        " %(house)s/pengaduan/baru/. Anda juga boleh mengajukan permohonan baru kapan saja."
    ) % {"house": house_url()}


def issued(application: Application, event: Event) -> None:
    """The result, and how it was."""
    office, key = application.obligation.owner_office, application.service.key
    survey = ask_how_it_was(kind=KIND, ref=application.ref, office=office, service_key=key, at=event.at)
    body = _("Permohonan “%(service)s” dikabulkan. Hasilnya dapat Anda ambil di tautan ini kapan saja.")
    if survey:
        body += "\n\n" + _("Bagaimana pelayanan kami? Nilailah dalam dua menit, tanpa nama: %(survey)s")
    _applicant(application, event.seq, event.at, _("Permohonan %(ref)s selesai"), body, survey=survey)


def revoked(application: Application, event: Event) -> None:
    _applicant(application, event.seq, event.at, _("Surat permohonan %(ref)s tidak berlaku lagi"), _(
        "Surat dari permohonan %(ref)s dicabut. Alasannya dapat Anda baca di tautan ini."
    ))  # fmt: skip


def withdrawn(application: Application, event: Event) -> None:
    _applicant(application, event.seq, event.at, _("Permohonan %(ref)s dicabut"), _(
        "Permohonan %(ref)s sudah dicabut. Anda boleh mengajukannya lagi kapan saja."
    ))  # fmt: skip


def lapsed(application: Application, event: Event) -> None:
    _applicant(application, event.seq, event.at, _("Permohonan %(ref)s dianggap dicabut"), _(
        "Permohonan %(ref)s tidak dilengkapi sampai batas waktunya, jadi dianggap dicabut. Anda boleh mengajukannya"
        " lagi kapan saja."
    ))  # fmt: skip


def warned(application: Application, event: Event, people: Sequence[Person], due: datetime) -> None:
    """Before silence grants it: whoever owes the step, the head, and whoever stands above."""
    _tell(application, event, people, _("Hampir dianggap dikabulkan: %(ref)s"), _(
        "%(ref)s · %(service)s harus diputus paling lambat %(due)s. Setelah itu hukum menganggapnya dikabulkan."
    ), due=long_date(due))  # fmt: skip


def deemed(application: Application, event: Event, people: Sequence[Person]) -> None:
    """Silence has granted it: the applicant in plain words, and everybody who was warned."""
    _applicant(application, event.seq, event.at, _("Permohonan %(ref)s dianggap dikabulkan"), _(
        "Permohonan “%(service)s” tidak diputus pada waktunya. Menurut undang-undang, permohonan Anda dianggap"
        " dikabulkan. Kantor tetap wajib menerbitkan hasilnya; keterlambatan ini sudah disampaikan kepada atasannya."
    ))  # fmt: skip
    _tell(application, event, people, _("Dianggap dikabulkan: %(ref)s"), _(
        "%(ref)s · %(service)s tidak diputus pada waktunya dan dianggap dikabulkan menurut hukum. Hasilnya tetap wajib"
        " diterbitkan."
    ))  # fmt: skip


def receivers(application: Application, place: Place, at: datetime) -> list[Person]:
    """The holders of the post that owes the step; else whoever receives for the office. Not whom it is about."""
    roles = {"post": place.post} if place.post else {"post__office": place.office, "post__role__in": RECEIVERS}
    rows = Holding.objects.current(at).filter(**roles)
    barred = Exclusion.objects.filter(obligation=application.obligation_id)
    rows = rows.exclude(post__in=barred.values("post")).exclude(person__in=barred.exclude(person=None).values("person"))
    found = list(rows.select_related("person", "post").defer("person__nip", "person__phone").order_by("since", "id"))
    if not place.post:
        present = {holding.post.role for holding in found}
        first = next((role for role in RECEIVERS if role in present), "")
        found = [holding for holding in found if holding.post.role == first]
    return list({holding.person_id: holding.person for holding in found}.values())


def own_link(application: Application) -> str:
    """The applicant's own page."""
    return house_url() + f"/permohonan/{application.ref}/{application.secret}/"


def _by_mail(application: Application, event: Event, step: Step, place: Place) -> None:
    if "@" not in application.contact:
        return
    _applicant(application, event.seq, event.at, _("Kabar permohonan %(ref)s"), _(
        "Permohonan “%(service)s” sekarang: %(step)s di %(office)s."
    ), step=step.title, office=place.office.name)  # fmt: skip


def _applicant(application: Application, seq: int, at: datetime, subject: str, body: str, **words: str) -> None:
    """To the contact that was left, with the link to the own page; nothing when there is none."""
    to = Recipient.contact(application.contact)
    if not to.reachable:
        return
    facts = _facts(application) | words
    line, link = subject % facts, own_link(application)
    text = f"{line}. {link}" if to.channel == "sms" else f"{body % facts}\n\n{_('Lihat di sini:')}\n{link}\n"
    notify(to, subject=line, body=text, key=f"{application.pk}:{seq}:applicant", about=(KIND, application.ref), at=at)


def _officers(
    application: Application, seq: int, at: datetime, place: Place, subject: str, body: str, **words: str
) -> None:
    """Bundled: thirty applications in an hour are one message."""
    _send(application, seq, at, receivers(application, place, at), subject, body, words)


def _tell(
    application: Application, event: Event, people: Sequence[Person], subject: str, body: str, **words: str
) -> None:
    _send(application, event.seq, event.at, people, subject, body, words)


def _send(
    application: Application, seq: int, at: datetime, people: Sequence[Person], subject: str, body: str,
    words: dict[str, str],
) -> None:  # fmt: skip
    facts = _facts(application) | words
    to = [(Recipient.person(person), f"{application.pk}:{seq}:{person.pk}") for person in people]
    notify_all(to, subject=subject % facts, body=body % facts, about=(KIND, application.ref), bundle="inbox", at=at)


def _facts(application: Application) -> dict[str, str]:
    return {"ref": application.ref, "service": application.service.name}

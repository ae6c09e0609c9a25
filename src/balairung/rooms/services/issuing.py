"""From the last step to the letter: what it says, who is asked to sign it, and what follows when that is done.

There is no letter that the register does not know: the room composes the words, `kernel/documents` keeps the letter,
and the application is issued in the very transaction in which the letter becomes signed.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.documents.bodies import Body
from balairung.kernel.documents.expecting import matter_of
from balairung.kernel.documents.models import Document
from balairung.kernel.documents.requesting import draft, request_signature, void
from balairung.kernel.obligations.actions import note
from balairung.kernel.obligations.models import Event, Remark
from balairung.kernel.people.actors import Actor, ActorKind, require
from balairung.kernel.people.matters import Answer
from balairung.kernel.people.models import Office
from balairung.rooms.services import access, moves, notices
from balairung.rooms.services.definition.shape import Definition, Does, Letter, May, Step, Validity
from balairung.rooms.services.definition.words import Applicant, words_of
from balairung.rooms.services.definition.writing import body_of
from balairung.rooms.services.handling.stepping import answers_of, enter, move, standing_at
from balairung.rooms.services.models import Application
from balairung.rooms.services.routing import KIND, Place, definition_of, previous_step, signer_of, signing_place

UNSIGNED = (Document.State.DRAFT, Document.State.AWAITING, Document.State.FAILED)


def letter_of(application: Application) -> Document | None:
    """The letter of this application that counts: the newest that is not void."""
    rows = Document.objects.about(KIND, [application.ref]).exclude(state=Document.State.VOID)
    return rows.select_related("office", "post__office", "expected").first()


@transaction.atomic
def ask_signature(application: Application, *, by: Actor, at: datetime) -> Document:
    """The letter of an application at its last step, waiting for whoever may sign it; asked again, the same.

    Raise `Refused` where a word of the letter is not known or nobody's authority it is.
    """
    if known := letter_of(application):
        return known
    definition, letter = _letter(application)
    post, matter = signer_of(letter.signer, definition, application.region, at)
    place, _answer = signing_place(post, matter, at)
    document = draft(
        office=place.office, body=compose(application, at=at), title=letter.title, holder=_holder(application, letter),
        number_format=letter.number, classification=letter.classification, series=letter.series, post=post,
        matter=matter, valid=last_day(letter.valid, localdate(at)) if letter.valid else None,
        about=(KIND, application.ref), token=f"{application.pk}:{application.obligation.seq}", by=by, at=at,
    )  # fmt: skip
    return request_signature(document, by=by, at=at)


def compose(application: Application, *, at: datetime) -> Body:
    """What the letter says, from the version's words and the applicant's answers. Raise `Refused` naming what lacks."""
    definition, _letter_of_it = _letter(application)
    office = letterhead_of(application, at)
    applicant = Applicant(application.name, application.nik, application.contact, application.region)
    answers = answers_of(application)
    return body_of(definition, answers, words_of(definition, answers, applicant=applicant, office=office))


def letterhead_of(application: Application, at: datetime) -> Office:
    """Whose letterhead and register: the office of the post that signs."""
    definition, letter = _letter(application)
    post, matter = signer_of(letter.signer, definition, application.region, at)
    return signing_place(post, matter, at)[0].office


def signed_by(application: Application, at: datetime) -> Answer | None:
    """Who would sign it at this moment, and why; None where there is no letter."""
    definition = definition_of(application.version)
    if definition.letter is None:
        return None
    post, matter = signer_of(definition.letter.signer, definition, application.region, at)
    return signing_place(post, matter, at)[1]


@transaction.atomic
def issue(
    application: Application, *, by: Actor, at: datetime, text: str = "", letter: Document | None = None
) -> Event:
    """Granted and done: with the signed letter where the service gives one, else by whoever did the last step."""
    if definition_of(application.version).letter:
        require(letter is not None and letter.about_ref == application.ref)
        if letter is None or letter.state != Document.State.SIGNED:
            raise Refused(_("Permohonan ini terbit begitu suratnya ditandatangani, bukan sebelumnya."))
    else:
        require(access.can_handle(by, application, at))
    files = [letter.file] if letter and letter.file else []
    facts = {"letter": str(letter.pk), "number": letter.number_text} if letter else {}
    event = move(application, moves.ISSUE, by=by, at=at, words=text, audience=Remark.Audience.PARTIES, facts=facts)
    if files:
        event.evidence.create(file=files[0])
    application.decided_at, application.granted = at, True
    application.save(update_fields=["decided_at", "granted"])
    notices.issued(application, event)
    return event


@transaction.atomic
def hand_back(application: Application, *, text: str, by: Actor, at: datetime) -> Event:
    """To the step before, with the reason; a letter that waited for its signature is void."""
    definition, step = standing_at(application)
    require(_may_hand_back(by, application, step, at))
    event = _back(application, definition, step, text, by, at)
    if (letter := letter_of(application)) and letter.state in UNSIGNED:
        void(letter, reason=text, by=by, at=at)
    return event


def follow(document: Document, what: str, *, by: Actor, at: datetime) -> None:
    """What became of a letter (settings.DOCUMENT_FOLLOWERS), in the transaction in which it became so."""
    application = _application_of(document)
    if what == "signed":
        issue(application, letter=document, by=by, at=at)
    elif what == "expected":
        _handed_over(application, document, by, at)
    elif what == "void":
        _returned(application, document, by, at)
    elif what == "revoked":
        words = document.revocation or str(document)
        event = note(
            application.obligation, verb="revoke", by=by, at=at, words=words, audience=Remark.Audience.PARTIES,
            facts={"letter": str(document.pk)},
        )  # fmt: skip
        notices.revoked(application, event)


@transaction.atomic
def reassign(application: Application, *, to: Place, text: str, by: Actor, at: datetime) -> Event:
    """The authority to sign went to another post: so does the application, with its clocks as they run."""
    require(by.kind == ActorKind.SYSTEM)
    return move(application, moves.REASSIGN, by=by, at=at, words=text, to=to)


def _handed_over(application: Application, document: Document, by: Actor, at: datetime) -> None:
    place, answer = signing_place(document.post, matter_of(document), at)
    obligation = application.obligation
    owes = (obligation.owner_office_id, obligation.owner_post_id)
    if obligation.is_open and owes != (place.office.pk, place.post and place.post.pk):
        reassign(application, to=place, text=answer.sentences()[-1], by=by, at=at)


def _returned(application: Application, document: Document, by: Actor, at: datetime) -> None:
    """The signer gave it back: the step before has it again. Not where the room itself made the letter void."""
    definition = definition_of(application.version)
    step = next((one for one in definition.steps if one.key == application.obligation.step), None)
    if step and step.does == Does.SIGN and application.obligation.is_open:
        _back(application, definition, step, document.failure or _("Surat dikembalikan penanda tangan."), by, at)


def _back(application: Application, definition: Definition, step: Step, text: str, by: Actor, at: datetime) -> Event:
    before = previous_step(definition, answers_of(application), step.key)
    if before is None:
        raise Refused(_("Ini langkah pertama: tidak ada langkah sebelumnya. Minta pemohon melengkapi, atau tolak."))
    return enter(application, moves.BACK, before, words=text, by=by, at=at)


def _may_hand_back(by: Actor, application: Application, step: Step, at: datetime) -> bool:
    return access.can(by, application, May.BACK, at) or (
        step.does == Does.SIGN and access.can_handle(by, application, at)
    )


def _application_of(document: Document) -> Application:
    rows = Application.objects.select_related(*access.DETAIL)
    return rows.get(obligation__ref=document.about_ref)


def _letter(application: Application) -> tuple[Definition, Letter]:
    definition = definition_of(application.version)
    if definition.letter is None:
        raise Refused(_("Layanan ini tidak menerbitkan surat."))
    return definition, definition.letter


def _holder(application: Application, letter: Letter) -> str:
    """The name that the letter is about."""
    if letter.holder == "nama":
        return application.name
    return str(answers_of(application).get(letter.holder) or application.name)


def last_day(valid: Validity, on: date) -> date:
    """The last day on which a letter of this day counts: the same day of a later month, or its last."""
    if valid.unit == "days":
        return on + timedelta(days=valid.amount)
    months = on.month - 1 + valid.amount * (12 if valid.unit == "years" else 1)
    year, month = on.year + months // 12, months % 12 + 1
    for day in (on.day, 30, 29, 28):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    raise ValueError(f"no such month: {year}-{month}")

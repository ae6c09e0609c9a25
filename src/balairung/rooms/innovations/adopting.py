"""Another office does the same: a draft of its own that names where it comes from."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.references import new_code
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Office
from balairung.rooms.innovations.models import Innovation, Status
from balairung.rooms.innovations.recording import Told, write


def adopt(card: Innovation, *, office: Office, by: Actor, at: datetime) -> Innovation:
    """A draft for this office that says what the card says; its stage and its people are its own.

    The credit goes to where it began, also when it was learnt from somebody who had it from there.
    """
    root = card.origin or card
    if card.status != Status.APPROVED:
        raise Refused(_("Yang dapat ditiru hanya inovasi yang sudah disetujui."))
    if office.pk in {root.office_id, card.office_id}:
        raise Refused(_("Ini inovasi kantor Anda sendiri. Yang ditiru adalah inovasi kantor lain."))
    if known := root.adoptions.exclude(status=Status.DECLINED).filter(office=office).first():
        raise Refused(_("Kantor Anda sudah meniru inovasi ini: kartu %(ref)s.") % {"ref": known.ref})
    told = Told(
        name=card.name, problem=card.problem, what=card.what, form=card.form, affair=card.affair,
        digital=card.digital, replicable=True, how_to=card.how_to,
    )  # fmt: skip
    return write(told, office=office, token=new_code(24), origin=root, by=by, at=at)

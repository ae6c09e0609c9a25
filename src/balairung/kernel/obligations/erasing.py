"""Words that the law wants erased (UU 27/2022 art. 8): the line stays, what was said on it goes; in the log as well."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.files.erasing import erase_files
from balairung.kernel.files.models import File
from balairung.kernel.messaging.forgetting import forget_case
from balairung.kernel.obligations.ledger import record
from balairung.kernel.obligations.models import Event, Evidence, Obligation, Remark
from balairung.kernel.obligations.receipted import ERASE, LINES
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.personal import held
from balairung.kernel.receipts.forgetting import forget

BASIS = "UU 27/2022 pasal 8"


@transaction.atomic
def erase_words(event: Event, *, at: datetime) -> bool:
    """Erase what was said on this line for ever; return whether anything was. The caller knows that the law wants it.

    What only officers read was never in the receipt: it stays as it is then.
    """
    said = Remark.objects.filter(event=event)
    erased = said.filter(erased_at__isnull=True).update(text="", salt="", erased_at=at)
    if said.exclude(audience=Remark.Audience.OFFICERS).exists():
        forget(LINES.name, [event.pk], at=at)
    return bool(erased)


@transaction.atomic
def erase_case(obligation: Obligation, *, by: Actor, at: datetime) -> int:
    """Erase all that was said in this case, by anybody, and every file of it; return how many things went.

    What stays is the skeleton: verbs, moments, offices, commitments. One more line says that it was done. The room
    erases its own row, and takes it out of the search, in the same transaction. What somebody holds is refused; whoever
    holds it now waits for this line, or this waits for theirs.
    """
    record(obligation, ERASE, by=by, at=at, facts={"basis": BASIS}, subject=_("Isi telah dihapus"))
    for why in held([obligation.ref]).values():
        raise Refused(why)
    lines = Event.objects.filter(obligation=obligation)
    words = Remark.objects.filter(event__in=lines, erased_at__isnull=True).update(text="", salt="", erased_at=at)
    obligation.tags.all().delete()
    gone = words + _erase_files(obligation) + forget_case(obligation.kind, obligation.ref)
    forget(LINES.name, list(lines.values_list("pk", flat=True)), at=at)
    for path in settings.ERASURE_FOLLOWERS:
        import_string(path)(obligation.kind, obligation.ref, at=at)
    return gone


def _erase_files(obligation: Obligation) -> int:
    """What was sent with its lines, and what else is about it."""
    proofs = Evidence.objects.filter(event__obligation=obligation)
    keys = set(proofs.values_list("file", flat=True))
    proofs.delete()
    about = File.objects.filter(about_kind=obligation.kind, about_ref=obligation.ref, redaction_of=None)
    return erase_files([*File.objects.filter(pk__in=keys), *about.exclude(pk__in=keys)])

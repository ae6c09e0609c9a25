"""Writing what is owed into the index, one by one as it happens, or all of it anew."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.module_loading import import_string

from balairung.kernel.obligations.models import Clock, Obligation
from balairung.kernel.search.models import SearchText, key_of, month_token, owner_token
from balairung.kernel.search.stemming import EDITION, words_of

BATCH = 500
REWRITTEN = ["words", "public_words", "scope", "edition"]


@dataclass(frozen=True)
class Said:
    """What an obligation is found by: its text for officers, its redacted projection for everyone (or nothing)."""

    text: str
    public: str = ""


#: A room tells what its obligations say, by their keys; `settings.SEARCH_SOURCES` names the function of each.
Source = Callable[[Collection[UUID]], Mapping[UUID, Said]]


def index(obligation: Obligation, *, text: str, public: str = "") -> None:
    """Let it be found by this text, and by everyone through the public one; called again whenever either changes.

    Stands in the transaction of whatever changed it.
    """
    fresh = _row(obligation, Said(text, public))
    known = SearchText.objects.filter(pk=fresh.pk)
    if not known.update(words=fresh.words, public_words=fresh.public_words, edition=EDITION):
        fresh.save(force_insert=True)


def open_index(obligation: Obligation, *, text: str) -> None:
    """The same for an obligation that this very transaction opened: one statement."""
    _row(obligation, Said(text)).save(force_insert=True)


def index_owner(obligation: Obligation) -> None:
    """It was given to another office, whose officers look for it from now on; so do those who were told before."""
    scope = _scope(obligation, _told([obligation]).get(obligation.pk, []))
    SearchText.objects.filter(pk=key_of(obligation.pk)).update(scope=scope)


def reindex(*, tell: Callable[[int], None] = lambda count: None) -> int:
    """Write what is missing or stemmed by older rules, the newest first, batch by batch; return how many.

    Broken off, it goes on where it was. Whoever works meanwhile waits for one batch at most.
    """
    done = 0
    for batch in _stale():
        index_batch(batch)
        done += len(batch)
        tell(done)
    return done


def is_complete() -> bool:
    """Whether all can be found. The oldest is written last."""
    oldest = Obligation.objects.filter(kind__in=settings.SEARCH_SOURCES).order_by("opened_at", "id").first()
    return oldest is None or SearchText.objects.filter(pk=key_of(oldest.pk), edition=EDITION).exists()


@transaction.atomic
def index_batch(obligations: Collection[Obligation]) -> None:
    """Many at once, from what their rooms say of them."""
    said = texts_of(obligations)
    told = _told(obligations)
    rows = [_row(one, said.get(one.pk, Said("")), told.get(one.pk, [])) for one in obligations]
    SearchText.objects.bulk_create(rows, update_conflicts=True, unique_fields=["key"], update_fields=REWRITTEN)


def texts_of(obligations: Iterable[Obligation]) -> dict[UUID, Said]:
    """What their rooms say of them, by key."""
    by_kind: dict[str, list[UUID]] = {}
    for obligation in obligations:
        by_kind.setdefault(obligation.kind, []).append(obligation.pk)
    sources: dict[str, Source] = {kind: import_string(path) for kind, path in settings.SEARCH_SOURCES.items()}
    return {pk: said for kind, keys in by_kind.items() if kind in sources for pk, said in sources[kind](keys).items()}


def _stale() -> Iterator[list[Obligation]]:
    current = SearchText.objects.filter(obligation=OuterRef("pk"), edition=EDITION)
    rows = Obligation.objects.filter(~Exists(current), kind__in=settings.SEARCH_SOURCES).order_by("-opened_at", "-id")
    page = list(rows[:BATCH])
    while page:
        yield page
        page = list(rows.filter(opened_at__lte=page[-1].opened_at)[:BATCH])


def _told(obligations: Collection[Obligation]) -> dict[UUID, list[UUID]]:
    """The offices that were told when these were late, by obligation: they see them though others own them now."""
    found: dict[UUID, list[UUID]] = {}
    told = Clock.objects.filter(obligation__in=obligations, told_post__isnull=False)
    for key, office in told.order_by("id").values_list("obligation_id", "told_post__office_id"):
        found.setdefault(key, []).append(office)
    return found


def _row(obligation: Obligation, said: Said, told: Iterable[UUID] = ()) -> SearchText:
    return SearchText(
        key=key_of(obligation.pk),
        obligation=obligation,
        opened_at=obligation.opened_at,
        words=words_of(said.text),
        public_words=words_of(said.public),
        scope=_scope(obligation, told),
        edition=EDITION,
    )


def _scope(obligation: Obligation, told: Iterable[UUID]) -> str:
    owners = dict.fromkeys(owner_token(owner) for owner in (UUID(obligation.owner_key), *told))
    return " ".join([month_token(obligation.opened_at), *owners])

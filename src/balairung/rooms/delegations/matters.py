"""What authority may be about, by name: subjects, and the kinds of letters, services and complaints below them."""

from __future__ import annotations

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from balairung.ground.common.facts import facts
from balairung.ground.ui.fields import Choices
from balairung.kernel.people.models import Delegation, Subject

Kind = tuple[str, str]  # subject and key; the key "" is all of the subject


class Matters:
    """The kinds that have a name, asked once a page: from data/, and from rooms (settings.MATTERS)."""

    @cached_property
    def _names(self) -> dict[Kind, str]:
        named = {(subject, key): words for subject, rows in facts("delegations").items() for key, words in rows.items()}
        named |= {(row["subject"], row["matter"]): row["words"] for row in facts("authority")["attributions"]}
        for subject, path in settings.MATTERS.items():
            named |= {(subject, key): words for key, words in _flat(import_string(path)()) if key}
        return {kind: _sentence(_(words)) for kind, words in named.items()}

    def words(self, subject: str, key: str) -> str:
        """`Dispensasi nikah`; for a kind without a name its key as words; for all of a subject that."""
        if not key:
            return _("%(subject)s, semua jenis") % {"subject": _sentence(Subject(subject).label)}
        return self._names.get((subject, key)) or key.replace("-", " ").capitalize()

    def found(self, word: str) -> list[Kind]:
        """The kinds whose name has this word."""
        return [kind for kind, words in self._names.items() if word.lower() in words.lower()]

    def choices(self, *, used: bool = False) -> Choices:
        """Every kind below its subject, as `letter:undangan`; with `used` also those that only the register names."""
        known = dict(self._names)
        if used:
            rows = Delegation.objects.exclude(matter="").order_by().values_list("subject", "matter").distinct()
            known |= {(subject, key): self.words(subject, key) for subject, key in rows}
        return [(_sentence(Subject(subject).label), self._below(subject, known)) for subject in Subject.values]

    def _below(self, subject: str, known: dict[Kind, str]) -> list[tuple[str, str]]:
        rows = sorted((words, key) for (one, key), words in known.items() if one == subject)
        return [(f"{subject}:", self.words(subject, "")), *((f"{subject}:{key}", words) for words, key in rows)]


def read_kind(text: str) -> Kind | None:
    """`letter:undangan` as subject and key; None for what names no subject."""
    subject, colon, key = text.partition(":")
    return (subject, key) if colon and subject in Subject.values else None


def _flat(choices: Choices) -> list[tuple[str, str]]:
    """The pairs of a list of choices, without its shelves."""
    pairs: list[tuple[str, str]] = []
    for key, words in choices:
        pairs += [(key, words)] if isinstance(words, str) else words
    return pairs


def _sentence(words: object) -> str:
    text = str(words)
    return text[:1].upper() + text[1:]

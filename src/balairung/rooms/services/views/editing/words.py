"""Conditions and answers in words, as the editor's lists say them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from balairung.rooms.services.definition.shape import Asked, When


def condition_words(whens: Iterable[When], known: Mapping[str, Asked]) -> str:
    """`bila “Untuk apa?” dijawab “Keperluan lain”, dan bila …`; "" where there is no condition."""
    return _(", dan ").join(_one(when, known.get(when.field)) for when in whens)


def _one(when: When, one: Asked | None) -> str:
    labels = {choice.key: choice.label for choice in one.choices} if one else {}
    said = [_answer(value, labels) for value in when.among]
    told = {"question": one.label if one else when.field, "answers": _(" atau ").join(said)}
    if not said:
        sentence = _("bila “%(question)s” tidak dijawab") if when.unless else _("bila “%(question)s” dijawab")
    elif when.unless:
        sentence = _("bila “%(question)s” tidak dijawab %(answers)s")
    else:
        sentence = _("bila “%(question)s” dijawab %(answers)s")
    return sentence % told


def _answer(value: str | bool, labels: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return _("“ya”") if value else _("“tidak”")
    return f"“{labels.get(value, value)}”"

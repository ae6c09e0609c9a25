"""A field whose answer is a row that was chosen: what nobody can see is no choice."""

import pytest
from django import forms

from balairung.ground.ui.fields import ChosenField


def chosen(*, required: bool) -> ChosenField:
    """Nothing may be looked up: there is no list behind it."""
    return ChosenField(rows=None, required=required, error_messages={"required": "Pilih dahulu."})


@pytest.mark.parametrize("value", ["", " ", "\u0099", None])
def test_invisible_signs_are_no_choice(value: str | None) -> None:
    with pytest.raises(forms.ValidationError, match="Pilih dahulu"):
        chosen(required=True).clean(value)
    assert chosen(required=False).clean(value) is None

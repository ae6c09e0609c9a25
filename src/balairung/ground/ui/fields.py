"""Form fields that every room may use: text cleaned of control signs, a contact, a row chosen from a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.core.validators import validate_email
from django.forms.utils import flatatt
from django.utils.choices import CallableChoiceIterator
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, is_valid_number, parse

from balairung.ground.common.errors import Refused
from balairung.ground.common.rupiah import read_rupiah
from balairung.ground.common.text import clean_line, clean_text


class LineField(forms.CharField):
    """One line of text, cleaned of control signs."""

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value) or "")


class TextField(forms.CharField):
    """Several lines of text, cleaned of control signs."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


class ContactField(LineField):
    """An e-mail address, or a telephone number as +62…"""

    def clean(self, value: Any) -> str:
        contact: str = super().clean(value)
        if not contact:
            return ""
        if "@" in contact:
            validate_email(contact)
            return contact.lower()
        return self._phone(contact)

    def _phone(self, text: str) -> str:
        try:
            number = parse(text, "ID")
        except NumberParseException:
            number = None
        if number is None or not is_valid_number(number):
            raise forms.ValidationError(
                _("Ini belum seperti alamat surel atau nomor telepon. Contoh: nama@contoh.id atau 0812 3456 7890.")
            )
        return str(format_number(number, PhoneNumberFormat.E164))


Pair = tuple[str, str]
Choices = list[tuple[str, str | list[Pair]]]  # (value, words), or (name of a group, its pairs)


class LongSelect(forms.Select):
    """A select of hundreds of options: put together here, where a template would take a hundred times as long.

    Its first choice is the empty one, so that it may be required.
    """

    def use_required_attribute(self, initial: Any) -> bool:
        return not self.is_hidden  # Django's own would make the whole list to look at its first choice

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        chosen = "" if value is None else str(value)
        said = flatatt(self.build_attrs({"name": name, **self.attrs}, attrs))
        return format_html("<select{}>{}</select>", said, _drawn(_frozen(self.choices), chosen))


def _frozen(choices: Iterable[tuple[Any, Any]]) -> tuple[tuple[str, Any], ...]:
    """In the reader's language, and fit for a key."""
    return tuple(
        (str(key), _frozen(words) if isinstance(words, (list, tuple)) else str(words)) for key, words in choices
    )


@lru_cache(maxsize=64)  # the same hundreds of offices or villages stand on page after page
def _drawn(choices: tuple[tuple[str, Any], ...], chosen: str) -> Any:
    return format_html_join("", "{}", ((_option(key, words, chosen),) for key, words in choices))


def _option(key: Any, words: Any, chosen: str) -> Any:
    if isinstance(words, tuple):
        return format_html('<optgroup label="{}">{}</optgroup>', key, _drawn(words, chosen))
    mark = " selected" if str(key) == chosen else ""
    return format_html('<option value="{}"{}>{}</option>', key, mark, words)


class RupiahInput(LineField):
    """Rupiah as people write them, cleaned to an exact `Decimal`; nothing is nothing."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return Decimal()
        try:
            return read_rupiah(typed)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class ChosenField(forms.CharField):
    """The key of a row that was chosen from a list; cleaned to the row. `choices` makes the list when it is drawn."""

    widget = LongSelect

    def __init__(
        self, rows: Any, to: str = "pk", sentence: Any = "", choices: Callable[[], Choices] = list, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.rows, self.to = rows, to
        self.widget.choices = CallableChoiceIterator(choices)
        self.sentence = sentence or _("Pilihan ini tidak ada dalam daftar. Pilih salah satu dari daftar.")

    def clean(self, value: Any) -> Any:
        key = clean_line(super().clean(value))
        if not key and self.required:  # signs that nobody sees are no choice
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if not key:
            return None
        try:
            return self.rows().get(**{self.to: key})
        except (ObjectDoesNotExist, ValueError, forms.ValidationError) as problem:
            raise forms.ValidationError(self.sentence) from problem

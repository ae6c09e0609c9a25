"""Form fields that every room may use: text cleaned of control signs, a contact, a row chosen from a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.core.validators import validate_email
from django.utils.choices import CallableChoiceIterator
from django.utils.translation import gettext_lazy as _
from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, is_valid_number, parse

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
    """A select of hundreds of options, drawn by one template; Django's own draws each option by two."""

    template_name = "ui/forms/select.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        chosen = "" if value is None else str(value)
        return {
            "widget": {"name": name, "attrs": self.build_attrs(self.attrs, attrs)},
            "chosen": chosen,
            "groups": [(words if isinstance(words, list) else None, key, words) for key, words in self.choices],
        }


class ChosenField(forms.CharField):
    """The key of a row that was chosen from a list; cleaned to the row. `choices` makes the list when it is drawn."""

    widget = LongSelect

    def __init__(
        self, rows: Any, to: str = "pk", sentence: object = "", choices: Callable[[], Choices] = list, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.rows, self.to = rows, to
        self.widget.choices = CallableChoiceIterator(choices)
        self.sentence = sentence or _("Pilihan ini tidak ada dalam daftar. Pilih salah satu dari daftar.")

    def clean(self, value: Any) -> Any:
        key = clean_line(super().clean(value))
        if not key:
            return None
        try:
            return self.rows().get(**{self.to: key})
        except (ObjectDoesNotExist, ValueError, forms.ValidationError) as problem:
            raise forms.ValidationError(self.sentence) from problem

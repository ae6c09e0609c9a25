"""The login library's forms with our words (ACCOUNT_FORMS): each field under its label, nothing written inside it."""

from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm, ResetPasswordForm
from django import forms
from django.utils.translation import gettext_lazy as _


def _name(form: forms.Form, field: str, label: Any) -> None:
    form.fields[field].label = label
    form.fields[field].widget.attrs.pop("placeholder", None)


class SignInForm(LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, "login", _("Surel"))
        _name(self, "password", _("Kata sandi"))


class SureForm(ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, "password", _("Kata sandi"))


class ForgottenForm(ResetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, "email", _("Surel"))

"""The login library's forms with our words (ACCOUNT_FORMS, MFA_FORMS), each field under its label."""

from typing import Any

from allauth.account.forms import AddEmailForm, LoginForm, ReauthenticateForm, ResetPasswordForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from balairung.kernel.people.account_limits import admit, may_write
from balairung.kernel.people.account_lines import note
from balairung.kernel.people.models import AccountLine, User


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

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """The page says the same however many were asked for; the earlier letters still count."""
        email: str = self.cleaned_data["email"]
        return str(super().save(request, **kwargs)) if may_write(request, email) else email


class NoEmailForm(AddEmailForm):  # type: ignore[misc]
    """An account has the address that its operator gave it: another one would be a way in past the second factor."""

    def clean(self) -> None:
        raise forms.ValidationError(_("Alamat masuk diatur oleh pengelola sistem."))


class _Code(forms.Form):
    """Wrong codes are counted as wrong passwords are: apart for a browser in which the owner is known."""

    user: User

    def clean_code(self) -> str:
        taken = admit(context.request, self.user.email, what="code")
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except forms.ValidationError:
            note(AccountLine.Verb.WRONG_CODE, context.request, user=self.user)
            raise
        taken.give_back()
        return code


class FactorForm(_Code, AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, "code", _("Kode"))


class SureFactorForm(_Code, CodeForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, "code", _("Kode"))


class FirstCodeForm(ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, "code", _("Enam angka dari aplikasi"))


class KeyForm(AddWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, "name", _("Nama kunci"))
        _name(self, "passwordless", _("Masuk tanpa kata sandi"))
        self.fields["passwordless"].help_text = _(
            "Kunci ini saja cukup untuk masuk. Perlu sidik jari, wajah, atau PIN."
        )


class KeyNameForm(EditWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, "name", _("Nama kunci"))

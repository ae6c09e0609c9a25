"""People and their accounts: who is known, how they are reached, with which address they sign in."""

from __future__ import annotations

from datetime import datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.people.access import can_administer
from balairung.kernel.people.account_devices import end_all
from balairung.kernel.people.actors import Actor, ActorKind, require
from balairung.kernel.people.appointments import appoint
from balairung.kernel.people.contacts import clean_email, clean_name, clean_nip, clean_phone
from balairung.kernel.people.house import house_url
from balairung.kernel.people.journal import write_line
from balairung.kernel.people.models import Change, Holding, Person, Post, User


def new_person(*, name: str, nip: str = "", email: str = "", phone: str = "") -> Person:
    """A person with clean, sealed contacts, not saved yet. Raise `Refused` for a bad one."""
    person = Person(name=clean_name(name))
    person.write_contacts(nip=clean_nip(nip), email=clean_email(email), phone=clean_phone(phone))
    return person


@transaction.atomic
def add_person(*, name: str, nip: str = "", email: str = "", phone: str = "", by: Actor, at: datetime) -> Person:
    """Register somebody; nobody twice under one NIP."""
    require(can_administer(by))
    person = new_person(name=name, nip=nip, email=email, phone=phone)
    _check_nip(person)
    person.save(force_insert=True)
    write_line(Change.Verb.ADD_PERSON, person=person, by=by, at=at)
    return person


@transaction.atomic
def change_person(person: Person, *, name: str, nip: str, email: str, phone: str, by: Actor, at: datetime) -> None:
    """Write the name and all three contacts anew. The address of their account stays (see `move_account`)."""
    require(can_administer(by))
    person.name = clean_name(name)
    person.write_contacts(nip=clean_nip(nip), email=clean_email(email), phone=clean_phone(phone))
    _check_nip(person)
    person.save(update_fields=["name", "nip", "nip_hash", "email", "email_hash", "phone"])
    write_line(Change.Verb.CHANGE_PERSON, person=person, by=by, at=at)


def _check_nip(person: Person) -> None:
    other = Person.objects.with_nip(person.nip).exclude(pk=person.pk).order_by("id").first()
    if other:
        raise Refused(_("NIP ini sudah terdaftar atas nama %(name)s.") % {"name": other.name})


# --- accounts ----------------------------------------------------------------------------------------------------


@transaction.atomic
def give_account(person: Person, *, password: str | None = None, by: Actor, at: datetime) -> str:
    """An account under the person's own address; a closed one is opened again.

    Without a password return the address of the page where the person chooses one, once; with one return "". An account
    that has a password is its owner's: opened again it keeps it, and whoever opens it is given no way in.
    """
    require(can_administer(by))
    if person.user and person.user.is_active:
        raise Refused(_("%(name)s sudah mempunyai akun.") % {"name": person.name})
    user = person.user or _new_user(person)
    if password is not None:
        set_password(user, password)
    user.is_active = True
    user.save()
    person.user = user
    person.save(update_fields=["user"])
    write_line(Change.Verb.GIVE_ACCOUNT, person=person, by=by, at=at)
    return set_up_link(user) if password is None and _is_new(user, by) else ""


def _is_new(user: User, by: Actor) -> bool:
    """Whether nobody chose its password or signed in yet; at the server itself that is not asked."""
    return by.kind == ActorKind.SYSTEM or (user.last_login is None and not user.has_usable_password())


def _require_new(person: Person, user: User, by: Actor) -> None:
    if not _is_new(user, by):
        raise Refused(
            _(
                "Akun ini sudah dipakai, jadi Anda sendiri tidak dapat membukanya untuk orang lain. Minta %(name)s "
                "memakai “Lupa kata sandi?” di halaman masuk, atau mulai pemulihan oleh dua orang."
            )
            % {"name": person.name}
        )


def _new_user(person: Person) -> User:
    if not person.email:
        raise Refused(_("Tuliskan dahulu surel %(name)s: akun dibuka dengan alamat itu.") % {"name": person.name})
    _check_address(person.email)
    return User.objects.create_user(person.email)


def _check_address(email: str) -> None:
    if User.objects.filter(email=email).exists():
        raise Refused(_("Sudah ada akun dengan surel %(email)s.") % {"email": email})


def set_password(user: User, password: str) -> None:
    """Set it on the user, not saved yet; a weak one is refused in the words of the validators."""
    try:
        validate_password(password, user)
    except ValidationError as problem:
        raise Refused(" ".join(problem.messages)) from problem
    user.set_password(password)


def set_up_link(user: User) -> str:
    """The page on which the owner of the account chooses a password: for three days, until it was used."""
    key = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
    return f"{house_url()}{path}"


@transaction.atomic
def renew_link(person: Person, *, by: Actor, at: datetime) -> str:
    """Another set-up page for somebody who lost the first before using it. The second factor stays."""
    user = _user_of(person, by)
    _require_new(person, user, by)
    write_line(Change.Verb.RENEW_LINK, person=person, by=by, at=at)
    return set_up_link(user)


@transaction.atomic
def move_account(person: Person, *, by: Actor, at: datetime) -> None:
    """Sign in with the person's present address from now on."""
    user = _user_of(person, by)
    if not person.email:
        raise Refused(_("Tuliskan dahulu surel %(name)s: akun dibuka dengan alamat itu.") % {"name": person.name})
    _require_new(person, user, by)
    if user.email != person.email:
        _check_address(person.email)
        user.email = person.email
        user.save(update_fields=["email"])
        write_line(Change.Verb.MOVE_ACCOUNT, person=person, by=by, at=at)


@transaction.atomic
def close_account(person: Person, *, by: Actor, at: datetime) -> None:
    """Nobody signs in with it any more; whoever is signed in is out with their next click."""
    user = _user_of(person, by)
    if by.person_id == person.pk:
        raise Refused(_("Anda tidak dapat menutup akun sendiri. Minta pengelola lain melakukannya."))
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_all(user)
    write_line(Change.Verb.CLOSE_ACCOUNT, person=person, by=by, at=at)


def _user_of(person: Person, by: Actor) -> User:
    require(can_administer(by))
    if not person.user or not person.user.is_active:
        raise Refused(_("%(name)s belum mempunyai akun.") % {"name": person.name})
    return person.user


@transaction.atomic
def make_administrator(*, name: str, email: str, password: str | None = None, by: Actor, at: datetime) -> str:
    """Whoever runs the house: a person with an account in the post of administrator. Return as `give_account`.

    A person known under this address is taken; done before, only a new set-up page is made.
    """
    post = Post.objects.filter(role=Post.Role.ADMINISTRATOR, closed_on__isnull=True).order_by("order", "id").first()
    if not post:
        raise Refused(_("Belum ada jabatan pengelola sistem. Bangun dahulu organisasinya: balairung init 35.10."))
    person = Person.objects.with_email(clean_email(email)).select_related("user").order_by("id").first()
    person = person or add_person(name=name, email=email, by=by, at=at)
    if not Holding.objects.current(at).filter(person=person, post=post).exists():
        appoint(person=person, post=post, since=localdate(at), by=by, at=at)
    if person.user and person.user.is_active and password is None:
        return renew_link(person, by=by, at=at)
    return give_account(person, password=password, by=by, at=at)

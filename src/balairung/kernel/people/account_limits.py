"""How often somebody may try to sign in, so that a stranger's tries never shut the owner out.

What is counted is wrong tries; a right one gives its place back. Three things are counted for a browser in which this
account never signed in: the network, the account from this network, and the account from everywhere, which is only
slowed down. A browser in which it did sign in is counted by itself, and passes all of these by. An address that nobody
has is counted like any other, so that nobody learns which there are.
"""

from __future__ import annotations

from collections.abc import Iterable

from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from balairung.kernel.people.account_devices import known
from balairung.kernel.people.account_lines import network_of

PROVED = "kotak-surel"  # in the session: the address whose mailbox this browser has opened
Rule = tuple[str, str, str]  # what is counted, for whom, how many in how long

OWN_BROWSER = "10/15m/key"
NETWORK = "40/15m/key"
HERE = "5/15m/key"
EVERYWHERE, SLOWLY = "20/15m/key", "1/30s/key"  # of strangers' browsers: so many, and then one each half minute
LETTERS_HERE, LETTERS = "3/h/key", "10/h/key"


class Taken:
    """The places that a try has taken; given back when it was right."""

    def __init__(self, usages: Iterable[RateLimitUsage] = ()) -> None:
        self.usages = list(usages)

    def give_back(self) -> None:
        for usage in self.usages:
            usage.rollback()


def admit(request: HttpRequest, email: str, *, what: str = "password") -> Taken:
    """Count one try of this account. Raise `ValidationError` with a sentence when it has to wait."""
    account = f"{what}:{email.strip().lower()}"
    if whose := _own_browser(request, email):
        return _take_all(request, [("own", f"{account}:{whose}", OWN_BROWSER)])
    network = network_of(request)
    taken = _take_all(request, [("network", network, NETWORK), ("here", f"{account}:{network}", HERE)])
    try:
        taken.usages.append(_slowly(request, account))
    except ValidationError:
        taken.give_back()
        raise
    return taken


def prove_mailbox(request: HttpRequest, email: str) -> None:
    """Whoever chose a password by the link of a letter is the owner, in whatever browser that was."""
    request.session[PROVED] = email.strip().lower()


def _own_browser(request: HttpRequest, email: str) -> str:
    """By what a browser is counted that the owner is known in; "" for a stranger's."""
    device = known(request, email)
    proved = PROVED in request.session and request.session[PROVED] == email.strip().lower()
    return str(device.pk) if device else f"mailbox:{request.session.session_key}" if proved else ""


def _slowly(request: HttpRequest, account: str) -> RateLimitUsage:
    usage = _take(request, ("everywhere", account, EVERYWHERE)) or _take(request, ("slowly", account, SLOWLY))
    if usage is None:
        raise ValidationError(
            _(
                "Akun ini sedang dicoba dari banyak tempat. Tunggu setengah menit lalu coba lagi, "
                "atau masuk dari perangkat yang biasa Anda pakai."
            ),
            code="too_many_login_attempts",
        )
    return usage


def _take_all(request: HttpRequest, rules: list[Rule]) -> Taken:
    taken = Taken()
    for rule in rules:
        usage = _take(request, rule)
        if usage is None:
            taken.give_back()
            raise ValidationError(_wait(), code="too_many_login_attempts")
        taken.usages.append(usage)
    return taken


def _wait() -> str:
    return _(
        "Terlalu banyak percobaan masuk dari sini. Tunggu seperempat jam, masuk dari perangkat yang biasa Anda pakai, "
        "atau minta tautan kata sandi lewat surel."
    )


def _take(request: HttpRequest, rule: Rule) -> RateLimitUsage | None:
    what, whose, rate = rule
    return ratelimit.consume(request, app="balairung", action=what, config={what: rate}, key=whose)


def may_write(request: HttpRequest, email: str) -> bool:
    """Whether one more letter with a link goes to this address. Without it the earlier letters still count."""
    address, network = email.strip().lower(), network_of(request)
    if whose := _own_browser(request, email):
        return _take(request, ("letter-own", f"{address}:{whose}", LETTERS_HERE)) is not None
    rules = [("letter-here", f"{address}:{network}", LETTERS_HERE), ("letter", address, LETTERS)]
    return all(_take(request, rule) for rule in rules)

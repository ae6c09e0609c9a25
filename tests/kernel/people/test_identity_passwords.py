"""Which passwords are refused: short ones, common ones, and those that stand in the operator's list of lost ones."""

import hashlib
import random
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from balairung.ground.common.errors import Refused
from balairung.kernel.people.account_passwords import HouseWordsValidator, is_breached
from balairung.kernel.people.accounts import set_password
from balairung.kernel.people.models import User
from tests import make

pytestmark = pytest.mark.django_db
LOST = "kuda-zebra-jerapah-42"


def digest(word: str) -> str:
    return hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest().upper()


def written(path: Path, words: list[str], end: str = "\n") -> Path:
    """The file as it is published: sorted, a line each, with how often it was seen."""
    counts = random.Random(7)
    lines = [f"{one}:{counts.randrange(1, 10 ** counts.randrange(1, 8))}" for one in sorted(map(digest, words))]
    path.write_bytes("".join(line + end for line in lines).encode())
    return path


def by_ranges(folder: Path, words: list[str]) -> Path:
    """The same as a folder of ranges."""
    for word in words:
        with (folder / f"{digest(word)[:5]}.txt").open("a") as file:
            file.write(f"{digest(word)[5:]}:3\n")
    for part in folder.glob("*.txt"):
        part.write_text("".join(sorted(part.read_text().splitlines(keepends=True))))
    return folder


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["unix", "dos"])
@pytest.mark.parametrize("size", [1, 2, 3, 4000])
def test_every_word_of_the_list_is_found_and_no_other(tmp_path: Path, size: int, end: str) -> None:
    words = [f"kata-{number}" for number in range(size)]
    path = written(tmp_path / "pwned.txt", words, end)
    asked = words if size < 100 else [*words[::37], words[0], words[-1]]
    assert all(is_breached(word, path) for word in asked)
    assert not any(is_breached(f"lain-{number}", path) for number in range(200))


def test_the_first_the_last_and_a_line_that_was_cut_off(tmp_path: Path) -> None:
    words = sorted((f"kata-{number}" for number in range(50)), key=digest)
    path = written(tmp_path / "pwned.txt", words)
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    assert is_breached(words[0], path)
    assert is_breached(words[-1], path)
    (tmp_path / "kosong.txt").touch()
    assert not is_breached(words[0], tmp_path / "kosong.txt")


WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)


@given(st.sets(WORDS, min_size=1, max_size=40), WORDS)
def test_the_list_is_answered_as_a_set_would_be(
    tmp_path_factory: pytest.TempPathFactory, words: set[str], asked: str
) -> None:
    path = written(tmp_path_factory.mktemp("list") / "pwned.txt", sorted(words))
    assert is_breached(asked, path) == (asked in words)
    assert all(is_breached(word, path) for word in words)


def test_a_folder_of_ranges_does_as_well(tmp_path: Path) -> None:
    words = [f"kata-{number}" for number in range(300)]
    folder = by_ranges(tmp_path, words)
    assert all(is_breached(word, folder) for word in words)
    assert not any(is_breached(f"lain-{number}", folder) for number in range(300))


def test_an_officers_password_is_held_against_it(tmp_path: Path, settings: Settings) -> None:
    user = User(email="siti@contoh.id")
    set_password(user, LOST)
    settings.BREACHED_PASSWORDS = str(written(tmp_path / "pwned.txt", [LOST, "lain"]))
    with pytest.raises(Refused, match="pernah bocor"):
        set_password(user, LOST)
    set_password(user, f"{LOST}-dan-lagi")


@pytest.mark.parametrize("password", ["sebelas-aja", "123456123456", "qwertyqwerty", "siti-nur@contoh.id"])
def test_what_is_short_or_common_or_ones_own_name_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, User(email="siti-nur@contoh.id"))


WELCOME = ["becakkuningdipasar", "dua belas kata", "密码很长的一句话就可以用了", "x" * 12 + "9" * 60]


@pytest.mark.parametrize("password", WELCOME)
def test_no_mixture_of_signs_is_asked_for(password: str) -> None:
    """NIST 800-63B, ASVS 2.1: length counts, and whatever people write is welcome."""
    validate_password(password, User(email="siti@contoh.id"))


@pytest.mark.parametrize(
    "password", ["kotamadiun2026", "Madiun-Jawa-Timur-1", "siti-aminah-1970", "admin.balairung!", "Dinas#Madiun#99"]
)
def test_what_colleagues_would_guess_is_refused(password: str) -> None:
    make.regency()
    user = make.account(make.person("Siti Aminah"))
    with pytest.raises(ValidationError, match="mudah ditebak"):
        HouseWordsValidator().validate(password, user)
    HouseWordsValidator().validate(f"{password} naik becak kuning", user)
    HouseWordsValidator().validate("kuda-nil-2026", user)

"""`balairung init` and `balairung create-admin`, as an operator types them."""

import io

import pytest
from django.core.management import CommandError, call_command

from balairung.kernel.people.models import Office, Person, Post, Regency, User

pytestmark = pytest.mark.django_db(transaction=True)


def run(*words: str) -> str:
    said = io.StringIO()
    call_command(*words, stdout=said)
    return said.getvalue()


def test_a_regency_is_built_and_its_administrator_signs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    said = run("init", "1303", "--with", "rsud, pdam")
    assert Regency.objects.get().name in said
    assert "8 kecamatan, 62 desa atau kelurahan" in said
    assert Office.objects.filter(key__in=("rsud", "pdam")).count() == 2
    monkeypatch.setattr("sys.stdin", io.StringIO("sepeda-biru-di-pasar\n"))
    said = run("create_admin", "--email", "rina@contoh.id", "--name", "Rina", "--password-stdin")
    assert "rina@contoh.id sekarang pengelola sistem" in said
    assert User.objects.get().check_password("sepeda-biru-di-pasar")
    assert Person.objects.get().holdings.get().post == Post.objects.get(role="administrator")
    assert "/akun/password/reset/key/" in run("create_admin", "--email", "doni@contoh.id", "--name", "Doni")


@pytest.mark.parametrize("code", ["99.99", "35.10.01", "35", "banyuwangi"])
def test_a_wrong_code_is_told_and_builds_nothing(code: str) -> None:
    with pytest.raises(CommandError, match="kode"):
        run("init", code)
    assert not Regency.objects.exists()


def test_a_second_regency_in_one_database_is_refused() -> None:
    run("init", "35.77")
    with pytest.raises(CommandError, match="sudah melayani Kota Madiun"):
        run("init", "35.78")
    assert "Kota Madiun" in run("init", "35.77")


def test_an_administrator_needs_a_regency_a_good_password_and_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="balairung init"):
        run("create_admin", "--email", "rina@contoh.id", "--name", "Rina")
    run("init", "35.77")
    with pytest.raises(CommandError, match="tidak lengkap"):
        run("create_admin", "--email", "rina", "--name", "Rina")
    monkeypatch.setattr("sys.stdin", io.StringIO("pendek\n"))
    with pytest.raises(CommandError):
        run("create_admin", "--email", "rina@contoh.id", "--name", "Rina", "--password-stdin")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(CommandError, match="--email"):
        run("create_admin")
    assert not Person.objects.exists()

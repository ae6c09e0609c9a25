"""A person's own QR: good for a moment, by nobody else, and by a card until it is revoked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from balairung.ground.common.errors import Refused
from balairung.kernel.people import passes
from balairung.kernel.people.models import Person
from tests import make

AT = make.moment("2026-03-02 07:29")


@pytest.mark.django_db
def test_the_code_of_now_is_read_and_is_old_two_windows_later() -> None:
    siti = make.person("Siti Aminah")
    code = passes.code_of(siti, AT)
    shown = passes.read(f"  {code.lower()}\n", AT + timedelta(seconds=31))
    assert (shown.person, shown.kind) == (siti, passes.PassKind.LIVE)
    assert shown.shown_at == AT
    assert passes.is_pass(code)
    assert not passes.is_pass("https://contoh.id/rapat/ABC/")
    with pytest.raises(Refused, match="sudah lewat"):
        passes.read(code, AT + timedelta(seconds=60))
    with pytest.raises(Refused, match="sudah lewat"):
        passes.read(code, AT - timedelta(minutes=2))


@pytest.mark.django_db
def test_nobody_makes_a_code_for_somebody_else() -> None:
    siti, budi = make.person("Siti Aminah"), make.person("Budi Santoso")
    code = passes.code_of(siti, AT)
    for forged in (
        code.replace(siti.pk.hex.upper(), budi.pk.hex.upper()),
        code[:-1] + ("0" if code[-1] != "0" else "1"),
        f"SAYA-{'0' * 32}-{code.split('-')[2]}-{code.split('-')[3]}",
    ):
        with pytest.raises(Refused, match="tidak dikenal"):
            passes.read(forged, AT)
    with pytest.raises(Refused, match="bukan QR pegawai"):
        passes.read("https://contoh.id/", AT)


class TestWindows(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(shown=st.integers(0, 10**9), later=st.integers(-300, 300))
    def test_read_exactly_while_at_most_one_window_apart(self, shown: int, later: int) -> None:
        person = Person.objects.first() or make.person()
        at = make.START + timedelta(seconds=shown)
        then = at + timedelta(seconds=later)
        near = abs(int(then.timestamp()) // 30 - int(at.timestamp()) // 30) <= 1
        try:
            found = passes.read(passes.code_of(person, at), then).person
        except Refused:
            found = None
        assert found == (person if near else None)

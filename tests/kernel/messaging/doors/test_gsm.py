"""How texts become short messages: the arithmetic that the bill follows."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from balairung.kernel.messaging.doors import gsm
from balairung.kernel.messaging.doors.numbers import international, local

SIGNS = [sign for sign in gsm.ALPHABET if ord(sign) != gsm.ESCAPE] + list(gsm.EXTENDED)


@pytest.mark.parametrize(
    ("text", "how", "count"),
    [
        ("", "gsm", 1),
        ("a" * 160, "gsm", 1),
        ("a" * 161, "gsm", 2),
        ("a" * 306, "gsm", 2),
        ("a" * 307, "gsm", 3),
        ("€" * 80, "gsm", 1),
        ("€" * 81, "gsm", 2),  # an escaped sign is never cut in two: 76 fit into a part
        ("€" * 153, "gsm", 3),
        ("ж" * 70, "ucs2", 1),
        ("ж" * 71, "ucs2", 2),
        ("😀" * 35, "ucs2", 1),
        ("😀" * 36, "ucs2", 2),
        ("😀" * 67, "ucs2", 3),  # nor a pair of UTF-16 units: 33 fit
    ],
)
def test_so_many_signs_are_so_many_messages(text: str, how: str, count: int) -> None:
    assert gsm.coding(text) == how
    assert len(gsm.parts(text)) == count


@given(st.text(max_size=600))
@example("a" * 152 + "€")
@example("\x1b")
def test_parts_fit_and_are_the_text(text: str) -> None:
    parts, how = gsm.parts(text), gsm.coding(text)
    assert "".join(parts) == text
    room = gsm.WHOLE[how] if len(parts) == 1 else gsm.PART[how]
    assert all(gsm.size(part, how) <= room for part in parts)
    assert all(len(gsm.encode(part, how)) <= 2 * room for part in parts)


@given(st.text(st.sampled_from(SIGNS), max_size=500))
def test_what_the_alphabet_has_comes_back(text: str) -> None:
    assert gsm.coding(text) == "gsm"
    assert gsm.decode(gsm.encode(text, "gsm")) == text


@given(st.binary(max_size=300))
def test_any_octets_can_be_read(octets: bytes) -> None:
    assert isinstance(gsm.decode(octets), str)


@given(st.text(st.sampled_from([*SIGNS, *"–—“”‘’…•·"]), max_size=300))
def test_typesetting_costs_nothing(text: str) -> None:
    assert gsm.coding(gsm.plain(text)) == "gsm"


@given(st.text(max_size=300))
def test_what_is_not_typesetting_is_left_as_it_is(text: str) -> None:
    assert gsm.plain(text) == text or gsm.coding(gsm.plain(text)) == "gsm"


def test_a_notice_of_ours_is_one_message() -> None:
    text = "Laporan “P-26-AB12” diteruskan – jawaban pertama paling lambat Rabu, 25 Maret 2026, 14.30 WIB…"
    assert gsm.coding(text) == "ucs2"
    assert gsm.plain(text) == (
        'Laporan "P-26-AB12" diteruskan - jawaban pertama paling lambat Rabu, 25 Maret 2026, 14.30 WIB...'
    )
    assert len(gsm.parts(gsm.plain(text))) == 1
    assert gsm.plain("Terima kasih 🙏 – kami") == "Terima kasih 🙏 – kami"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("081234567890", "+6281234567890"),
        ("6281234567890", "+6281234567890"),
        ("+6281234567890", "+6281234567890"),
        (" +62 812-3456 ", "+62 812-3456"),  # no gateway writes so; it is left alone
        ("1708", "1708"),
        ("TELKOMSEL", "TELKOMSEL"),
        ("", ""),
        ("+", "+"),
        ("٠٨١٢٣٤٥٦٧٨٩", "٠٨١٢٣٤٥٦٧٨٩"),  # digits, and no number of any network
        ("9" * 40, "9" * 40),
    ],
)
def test_numbers_are_brought_into_one_form(written: str, number: str) -> None:
    assert international(written) == number


def test_numbers_as_they_are_dialled() -> None:
    assert local("+6281234567890") == "081234567890"
    assert local("+14155550100") == "14155550100"

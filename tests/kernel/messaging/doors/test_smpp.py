"""SMPP v3.4 against an SMSC that reads and writes its PDUs by hand."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator

import pytest

from balairung.kernel.messaging.doors import gsm, smpp
from balairung.kernel.messaging.doors.door import Outgoing, Reading, Undeliverable
from balairung.kernel.messaging.doors.sms import Sms
from tests.doors.smpp import BIND, BIND_TRANSMITTER, CITIZEN, Smsc

WHO = f"+{CITIZEN}"


@pytest.fixture
def smsc() -> Iterator[Smsc]:
    with Smsc() as centre:
        yield centre
        for one in list(smpp._sessions.values()):
            one.close()
        smpp._sessions.clear()


@pytest.fixture
def door(smsc: Smsc) -> Sms:
    return Sms(smsc.account)


def message(body: str = "Isi") -> Outgoing:
    return Outgoing("1", WHO, "", body)


def look(door: Sms, cursor: str = "", *, until: int = 1) -> Reading:
    """Look until something came."""
    for _each in range(100):
        reading = door.poll(cursor)
        if len(reading.heard) + len(reading.told) >= until:
            break
        time.sleep(0.01)
    return reading


# --- out -----------------------------------------------------------------------------------------------------------


def test_a_short_text_is_one_message(door: Sms, smsc: Smsc) -> None:
    assert door.send(message("Laporan [P-1] – selesai: €5")) == "0000001A"
    [taken] = smsc.taken
    assert (taken.source, taken.to, taken.esm, taken.coding, taken.wants_receipt) == ("1708", CITIZEN, 0, 0, True)
    assert gsm.decode(taken.octets) == "Laporan [P-1] - selesai: €5"


@pytest.mark.parametrize(("text", "coding"), [("a" * 400, 0), ("ж" * 150, 8), ("€" * 200, 0), ("😀" * 80, 8)])
def test_a_long_text_is_parts_that_the_telephone_joins(door: Sms, smsc: Smsc, text: str, coding: int) -> None:
    number = door.send(message(text))
    heads = [taken.octets[:6] for taken in smsc.taken]
    count = len(heads)
    assert count == len(gsm.parts(text)) > 1
    assert [(head[:3], head[4], head[5]) for head in heads] == [(b"\5\0\3", count, place + 1) for place in range(count)]
    assert len({head[3] for head in heads}) == 1
    assert {taken.esm for taken in smsc.taken} == {0x40}
    assert [taken.wants_receipt for taken in smsc.taken] == [False] * (count - 1) + [True]
    assert number == smsc.taken[-1].number
    octets = [taken.octets[6:] for taken in smsc.taken]
    joined = "".join(one.decode("utf-16-be") if coding else gsm.decode(one) for one in octets)
    assert joined == text


def test_a_line_is_bound_once_and_again_when_it_broke(door: Sms, smsc: Smsc) -> None:
    door.send(message())
    Sms(smsc.account).send(message())
    assert smsc.binds == [BIND], "doors of one account share a line"
    smsc.bad.append("drop")
    with pytest.raises(OSError, match="SMSC"):
        door.send(message())
    door.send(message())
    assert smsc.binds == [BIND, BIND]


@pytest.mark.parametrize("status", [0x58, 0x14, 0x08])
def test_an_smsc_that_is_busy_is_asked_again(door: Sms, smsc: Smsc, status: int) -> None:
    smsc.bad.append(str(status))
    with pytest.raises(OSError, match="SMSC"):
        door.send(message())
    assert door.send(message())
    assert smsc.binds == [BIND], "its line is well"


def test_a_number_that_is_none_is_never_tried_again(door: Sms, smsc: Smsc) -> None:
    smsc.bad.append(str(0x0B))
    with pytest.raises(Undeliverable):
        door.send(message())


def test_a_wrong_password_is_a_sentence(smsc: Smsc) -> None:
    wrong = Sms(smsc.account | {"password": "salah"})
    for trying in (wrong.check, lambda: wrong.send(message())):
        with pytest.raises(OSError, match="tidak mengenal akun"):
            trying()


def test_nobody_is_there() -> None:
    with Smsc() as gone:
        account = gone.account
    with pytest.raises(OSError, match="tidak dapat dihubungi"):
        Sms(account).send(message())


def test_trying_the_account_takes_nobodys_messages(door: Sms, smsc: Smsc) -> None:
    assert door.check() == "SMSC-UJI"
    assert smsc.binds == [BIND_TRANSMITTER]
    assert smsc.taken == []


# --- in ------------------------------------------------------------------------------------------------------------


def test_what_is_heard_is_acknowledged_when_it_is_written_down(door: Sms, smsc: Smsc) -> None:
    door.poll("")
    number = smsc.deliver(gsm.encode("Jalan rusak [parah]", "gsm"))
    first = look(door)
    assert [(one.address, one.text, one.automatic) for one in first.heard] == [(WHO, "Jalan rusak [parah]", False)]
    assert look(door, "").heard == first.heard, "nobody wrote it down: it is given again, under the same number"
    assert number not in smsc.acknowledged
    after = door.poll(first.cursor)
    assert after.heard == []
    assert smsc.wait_for(number)


def test_what_is_delivered_again_after_a_broken_line_is_heard_once(door: Sms, smsc: Smsc) -> None:
    door.poll("")
    smsc.deliver(b"ya")
    first = look(door)
    smsc.hang_up()
    with pytest.raises(OSError, match="SMSC"):
        look(door, first.cursor)
    door.poll(first.cursor)
    number = smsc.deliver(b"ya")  # once more: it had no answer
    assert door.poll(first.cursor).heard == []
    assert look(door, first.cursor).heard == []
    assert smsc.wait_for(number)
    smsc.deliver(b"ya")
    assert len(look(door, "-").heard) == 1, "and this one is new"


def test_so_it_is_after_a_process_that_was_killed(door: Sms, smsc: Smsc) -> None:
    door.poll("")
    smsc.deliver(b"ya")
    kept = look(door).cursor
    _key, killed = smpp._sessions.popitem()
    assert killed.line is not None
    killed.line._socket.close()
    fresh = Sms(smsc.account)
    smsc.bound.clear()
    fresh.poll(kept)
    number = smsc.deliver(b"ya")
    assert look(fresh, kept).heard == []
    assert smsc.wait_for(number)


def test_what_came_while_something_was_sent_is_not_lost(door: Sms, smsc: Smsc) -> None:
    door.poll("")
    smsc.deliver(b"halo")
    for place in range(3):
        door.send(message(f"Isi {place}"))
    assert [one.text for one in look(door).heard] == ["halo"]


def test_a_receipt_tells(door: Sms, smsc: Smsc) -> None:
    sent = door.send(message())
    smsc.tell(sent, "DELIVRD")
    smsc.tell(sent, "UNDELIV")
    smsc.tell(sent, "UNKNOWN")
    reading = look(door, until=2)
    assert [(one.provider_ref, one.outcome) for one in reading.told] == [(sent, "delivered"), (sent, "failed")]
    by_tlv = struct.pack(">HH", 0x001E, len(sent) + 1) + sent.encode() + b"\0" + struct.pack(">HHB", 0x0427, 1, 2)
    smsc.deliver(b"entah", esm=0x04, tlvs=by_tlv)
    assert look(door, reading.cursor).told[0].outcome == "delivered"


@pytest.mark.parametrize("turned", [False, True])
def test_a_long_message_is_joined(door: Sms, smsc: Smsc, turned: bool) -> None:
    door.poll("")
    first, second = b"\5\0\3\x07\2\1" + b"a" * 153, b"\6\x08\4\0\x07\2\2" + b"akhir"
    second = b"\5\0\3\x07\2\2" + b"akhir"
    numbers = [smsc.deliver(octets, esm=0x40) for octets in ((second, first) if turned else (first, second))]
    reading = look(door)
    assert [one.text for one in reading.heard] == ["a" * 153 + "akhir"]
    door.poll(reading.cursor)
    assert all(smsc.wait_for(number) for number in numbers)


def test_parts_may_come_as_parameters_or_with_a_wide_header(door: Sms, smsc: Smsc) -> None:
    door.poll("")
    for place in (1, 2):
        tlvs = (
            struct.pack(">HHH", 0x020C, 2, 9)
            + struct.pack(">HHB", 0x020E, 1, 2)
            + struct.pack(">HHB", 0x020F, 1, place)
        )
        smsc.deliver(f"bagian {place}; ".encode(), tlvs=tlvs)
        smsc.deliver(b"\6\x08\4\1\2\2" + bytes([place]) + f"potong {place}; ".encode(), esm=0x40)
    texts = {one.text for one in look(door, until=2).heard}
    assert texts == {"bagian 1; bagian 2; ", "potong 1; potong 2; "}


@pytest.mark.parametrize(
    ("octets", "coding", "text"),
    [
        ("Salam 😀".encode("utf-16-be"), 8, "Salam 😀"),
        ("Café".encode("latin-1"), 3, "Café"),
        (b"", 0, ""),
        (b"\x1b", 0, ""),
        (b"\x00\x01", 4, ""),
    ],
)
def test_every_coding_is_read(door: Sms, smsc: Smsc, octets: bytes, coding: int, text: str) -> None:
    door.poll("")
    smsc.deliver(octets, coding=coding)
    [heard] = look(door).heard
    assert heard.text == text
    assert bool(heard.unknown) == (coding == 4)


@pytest.mark.parametrize("octets", [b"\xff", b"\5\0\3", b"\0", b"\5\0\3\1\0\0x", b"\x05\x00\x03\x01\xff\xff"])
def test_an_odd_header_hurts_nobody(door: Sms, smsc: Smsc, octets: bytes) -> None:
    door.poll("")
    smsc.deliver(octets, esm=0x40)
    smsc.deliver(b"halo")
    assert "halo" in [one.text for one in look(door, until=1).heard] + [one.text for one in look(door, until=2).heard]


def test_an_advertisement_is_never_answered(door: Sms, smsc: Smsc) -> None:
    door.poll("")
    smsc.deliver(b"Promo!", source="TELKOMSEL")
    assert look(door).heard[0].automatic


def test_a_pdu_larger_than_any_ends_the_line(door: Sms, smsc: Smsc) -> None:
    door.poll("")
    assert smsc._line is not None
    smsc._line.sendall(struct.pack(">LLLL", 0x7FFFFFFF, 5, 0, 1))
    with pytest.raises(OSError, match="SMSC"):
        look(door)

"""What a mail says: real shapes of real programs, and those that only enemies send."""

from __future__ import annotations

import time
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from balairung.kernel.messaging.doors.mail_reading import decoded, file_in, read_mail
from balairung.kernel.messaging.doors.prose import of_html, of_rtf, own_words

FROM = "Siti Aminah <Siti@Contoh.id>"


def letter(body: str = "Jalan rusak.", subtype: str = "plain", **headers: str) -> EmailMessage:
    made = EmailMessage(policy=policy.SMTP)
    given = {"From": FROM, "Subject": "Laporan", "Message_ID": "<satu@contoh.id>"} | headers
    for name, value in given.items():
        made[name.replace("_", "-")] = value
    made.set_content(body, subtype=subtype)
    return made


def raw(head: str, body: str | bytes = "Isi") -> bytes:
    lines = "\r\n".join(line.strip() for line in head.strip().splitlines())
    return lines.encode() + b"\r\n\r\n" + (body if isinstance(body, bytes) else body.encode())


# --- who, when, which ----------------------------------------------------------------------------------------------


def test_a_letter_in_the_houses_words() -> None:
    at = timezone.now().replace(microsecond=0) - timedelta(hours=1)
    found = read_mail(bytes(letter(Date=format_datetime(at), Subject="Jalan “rusak” – parah 😀")))
    assert (found.address, found.name) == ("siti@contoh.id", "Siti Aminah")
    assert (found.number, found.subject) == ("<satu@contoh.id>", "Jalan “rusak” – parah 😀")
    assert (found.text, found.sent_at) == ("Jalan rusak.", at)
    assert not found.automatic
    assert not found.unknown


@pytest.mark.parametrize(
    "date", ["", "kemarin", "Thu, 01 Jan 1970 00:00:00 +0000", "Fri, 31 Dec 9999 23:59:59 -2400", "1 2 3"]
)
def test_a_date_that_cannot_be_is_now(date: str) -> None:
    found = read_mail(raw(f"From: {FROM}\nDate: {date}"))
    assert abs(found.sent_at - timezone.now()) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("head", "address"),
    [
        ("From: siti@contoh.id", "siti@contoh.id"),
        ("From: =?utf-8?B?U2l0aQ==?= <siti@contoh.id>", "siti@contoh.id"),
        ("Subject: tanpa pengirim", ""),
        ("From: bukan alamat", ""),
        ("From: a@b@c", ""),
        ("From: \x00<siti@contoh.id>", "siti@contoh.id"),
        ("From: siti@contoh.id\nFrom: lain@contoh.id", "siti@contoh.id"),
        ("From: " + "x" * 5000 + "@contoh.id", ""),
    ],
)
def test_the_sender_is_one_address_or_nobody(head: str, address: str) -> None:
    found = read_mail(raw(head))
    assert found.address == address
    assert bool(address) or found.automatic, "what nobody wrote is never answered"


def test_a_letter_without_a_number_has_one_by_its_bytes() -> None:
    first, again, other = (read_mail(raw(f"From: {FROM}", body)) for body in ("a", "a", "b"))
    assert first.number == again.number != other.number
    long = read_mail(raw(f"From: {FROM}\nMessage-ID: <{'a' * 300}@x>"))
    assert len(long.number) == 64


def test_it_refers_to_the_nearest_letter_first() -> None:
    found = read_mail(raw(f"From: {FROM}\nIn-Reply-To: <c@x>\nReferences: <a@x> <b@x>\n <c@x>".replace("\n <", " <")))
    assert found.refers == ("<c@x>", "<b@x>", "<a@x>")
    many = " ".join(f"<{number}@x>" for number in range(5000))
    assert len(read_mail(raw(f"From: {FROM}\nReferences: {many}")).refers) <= 20


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("=?utf-8?Q?Jalan_rusak?=", "Jalan rusak"),
        ("=?iso-8859-1?Q?Caf=E9?=", "Café"),
        ("=?tidak-ada?Q?Caf=E9?=", "Café"),
        ("=?utf-8?B?!!!!?=", None),
        ("=?idna?Q?xn--abc?=", "xn--abc"),
        ("=?utf-8?Q?a=0D=0ABcc:_x@y?=", "a Bcc: x@y"),
        ("=?utf-8?B?4oCuYWJj?=", "abc"),  # a mark that turns the direction of writing
        ("=?" * 5000, None),
    ],
)
def test_headers_are_one_line_of_words(value: str, words: str | None) -> None:
    found = decoded(value)
    assert "\n" not in found
    assert words is None or found == words


@given(st.binary(max_size=2000))
def test_no_bytes_are_too_odd(body: bytes) -> None:
    read_mail(body)
    read_mail(b"From: siti@contoh.id\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" + body + b"\r\n--x--")


@given(st.text(max_size=500), st.booleans())
@example("https://contoh.id/", True)
@example("<?xml version='1.0'?><p>a</p>", False)
@example("../../etc/passwd", False)
def test_no_words_are_too_odd(text: str, answer: bool) -> None:
    own_words(text, answer=answer)
    of_html(text, answer=answer)
    of_html(f"<p>{text}<br>{text}", answer=answer)
    of_rtf("{\\rtf1 " + text + "}")


# --- no person wrote it --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        "Auto-Submitted: auto-replied", "Auto-Submitted: auto-generated (vacation)", "Precedence: bulk",
        "Precedence: auto_reply", "X-Auto-Response-Suppress: All", "X-Autoreply: yes", "List-Id: <warta.contoh.id>",
        "List-Unsubscribe: <https://contoh.id>", "Return-Path: <>", "Subject: Out of Office: libur",
        "Subject: Balasan otomatis: cuti", "Subject: Automatic reply: x",
    ],
)  # fmt: skip
def test_what_no_person_wrote_is_never_answered(head: str) -> None:
    assert read_mail(raw(f"From: {FROM}\n{head}")).automatic


@pytest.mark.parametrize(
    "sender", ["MAILER-DAEMON@contoh.id", "noreply@contoh.id", "no-reply+7@x.id", "postmaster@x.id"]
)
def test_nor_what_machines_sign(sender: str) -> None:
    assert read_mail(raw(f"From: {sender}")).automatic


@pytest.mark.parametrize("head", ["Auto-Submitted: no", "Precedence: first-class", "Return-Path: <siti@contoh.id>"])
def test_a_person_is_a_person(head: str) -> None:
    assert not read_mail(raw(f"From: {FROM}\n{head}")).automatic


BOUNCE = """From: MAILER-DAEMON@mx.contoh.id
Return-Path: <>
Content-Type: multipart/report; report-type=delivery-status; boundary=b
Subject: Undelivered Mail Returned to Sender

--b
Content-Type: text/plain

I'm sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.contoh.id

Final-Recipient: rfc822; siti@contoh.id
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <siti@contoh.id>: no such user

--b
{returned}
--b--
"""
WHOLE = "Content-Type: message/rfc822\n\nMessage-ID: <kita@kab.go.id>\nSubject: Kabar\n\nIsi"
HEAD = "Content-Type: text/rfc822-headers\n\nMessage-ID: <kita@kab.go.id>\nSubject: Kabar\n"


@pytest.mark.parametrize("returned", [WHOLE, HEAD])
def test_a_bounce_names_the_letter_that_came_back(returned: str) -> None:
    found = read_mail(BOUNCE.format(action="failed", returned=returned).encode())
    assert found.bounced == (("<kita@kab.go.id>", "5.1.1"),), "the status, and no word of whose address it was"
    assert found.automatic


def test_a_letter_that_is_late_did_not_fail() -> None:
    assert read_mail(BOUNCE.format(action="delayed", returned=WHOLE).encode()).bounced == ()


def test_a_report_that_names_nothing_is_nothing() -> None:
    assert read_mail(BOUNCE.format(action="failed", returned="Content-Type: text/plain\n\nx").encode()).bounced == ()


# --- the words -----------------------------------------------------------------------------------------------------


def test_plain_text_wins_over_html() -> None:
    made = letter("Jalan rusak.")
    made.add_alternative("<p>Jalan <b>rusak</b>, kata HTML.</p>", subtype="html")
    assert read_mail(bytes(made)).text == "Jalan rusak."


def test_html_is_read_as_people_see_it() -> None:
    source = """<html><head><title>Judul</title><style>p{color:red}</style></head><body>
    <script>alert("jahat")</script><p>Jalan di depan
    pasar <b>rusak</b>.</p><ul><li>lubang</li><li>lampu</li></ul>Baris<br>lain
    <div style="display: none">tersembunyi</div><!-- komentar --><img src="https://lacak.contoh/x.gif">
    <a href="https://contoh.id/peta">peta</a> <a href="javascript:alert(1)">klik</a>
    <table><tr><td>a</td><td>b</td></tr></table></body></html>"""
    text = read_mail(bytes(letter(source, "html"))).text
    assert text.splitlines()[0] == "Jalan di depan pasar rusak."
    for wanted in ("- lubang", "- lampu", "Baris\nlain", "peta (https://contoh.id/peta)", "klik", "a b"):
        assert wanted in text
    for gone in ("alert", "Judul", "color", "tersembunyi", "komentar", "lacak.contoh", "<"):
        assert gone not in text


def test_markup_that_stays_words_is_only_words() -> None:
    text = read_mail(bytes(letter("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>", "html"))).text
    assert text == "<script>alert(1)</script>", "a page that shows it escapes it, as it escapes all"


def test_rtf_is_read() -> None:
    source = r"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}\f0 Jalan \b rusak\b0  di pasar.\par Tolong!{\*\generator x;}}"
    for kind in ("text/rtf", "application/rtf"):
        found = read_mail(raw(f"From: {FROM}\nContent-Type: {kind}", source))
        assert found.text == "Jalan rusak di pasar.\nTolong!"
        assert found.enclosures == ()


def test_signs_that_hide_are_gone() -> None:
    found = read_mail(bytes(letter("\u202eTol\u200bong\u2066 jalan\u202c 😀😀")))
    assert found.text == "Tolong jalan 😀😀"
    nul = read_mail(raw(f"From: {FROM}", b"Jalan\x00 rusak\x1b[31m"))
    assert nul.text == "Jalan rusak[31m"


@pytest.mark.parametrize(
    ("charset", "octets", "text"),
    [
        ("windows-1252", b"\x93Jalan\x94", "“Jalan”"),
        ("tidak-ada", "Café".encode(), "Café"),
        ("tidak-ada", b"Caf\xe9", "Café"),
        ("utf-8", b"Caf\xe9", "Café"),
        ("base64", b"Jalan", "Jalan"),
        ("idna", b"xn--" + b"a" * 50_000, "xn--" + "a" * 50_000),
        ("gb2312", "你好".encode("gb2312"), "你好"),
    ],
)
def test_every_charset_is_read_somehow(charset: str, octets: bytes, text: str) -> None:
    assert read_mail(raw(f"From: {FROM}\nContent-Type: text/plain; charset={charset}", octets)).text == text


@pytest.mark.parametrize(
    "history",
    [
        "On Wed, 25 Mar 2026 at 14:30, Pengaduan <p@kab.go.id> wrote:\n> Apa yang terjadi?\n>\n> -- \n> Kabupaten",
        "Pada Rab, 25 Mar 2026 pukul 14.30 Pengaduan Kabupaten Contoh\n<p@kab.go.id> menulis:\n\n> Apa yang terjadi?",
        "-----Original Message-----\nFrom: Pengaduan\nApa yang terjadi?",
        "-----Pesan Asli-----\nApa yang terjadi?",
        "____________________\nDari: Pengaduan <p@kab.go.id>\nTerkirim: Rabu\nKepada: Siti\n\nApa yang terjadi?",
        "From: Pengaduan\nSent: Wednesday\nTo: Siti\nSubject: x\n\nApa yang terjadi?",
        "> Apa yang terjadi?",
        "-- \nSiti Aminah\nDusun Krajan",
        "Dikirim dari iPhone saya",
        "Sent from my Samsung Galaxy smartphone.",
    ],
)
def test_an_answer_is_what_its_writer_wrote(history: str) -> None:
    made = letter(f"Lampunya mati sejak Senin.\n\n{history}\n", In_Reply_To="<kita@kab.go.id>")
    assert read_mail(bytes(made)).text == "Lampunya mati sejak Senin."


def test_words_between_the_quoted_lines_are_kept() -> None:
    body = "On Wed, 25 Mar 2026, Pengaduan wrote:\n> Di mana?\nDi depan pasar.\n> Sejak kapan?\nSejak Senin.\n"
    found = read_mail(bytes(letter(body, In_Reply_To="<kita@kab.go.id>")))
    assert found.text == "Di depan pasar.\nSejak Senin."


def test_what_is_passed_on_is_left_whole() -> None:
    body = "Tolong dibaca.\n\n---------- Forwarded message ---------\nFrom: Budi\nDate: Senin\n\n> Jalan rusak."
    assert "Jalan rusak." in read_mail(bytes(letter(body, In_Reply_To="<x@y>"))).text
    assert "> Jalan" in read_mail(bytes(letter("> Jalan rusak\nkata tetangga saya"))).text, "and so is a first letter"


@pytest.mark.parametrize(
    "quote",
    [
        '<div class="gmail_quote"><blockquote>Apa yang terjadi?</blockquote></div>',
        '<blockquote type="cite">Apa yang terjadi?</blockquote>',
        '<hr><div id="divRplyFwdMsg">Dari: Pengaduan</div><div>Apa yang terjadi?</div>',
        '<div id="appendonsend"></div><p>Apa yang terjadi?</p>',
    ],
)
def test_history_in_html_is_cut(quote: str) -> None:
    found = read_mail(bytes(letter(f"<div>Sejak Senin.</div>{quote}", "html", In_Reply_To="<kita@kab.go.id>")))
    assert found.text == "Sejak Senin."


# --- files ---------------------------------------------------------------------------------------------------------


def test_files_keep_their_places() -> None:
    made = letter()
    made.add_alternative("<p>Jalan rusak. <img src=cid:a></p>", subtype="html")
    made.add_attachment(b"\xff\xd8gambar", "image", "jpeg", filename="../../jalan “rusak”.jpg")
    made.add_attachment("catatan", filename="catatan.txt")
    made.add_attachment(letter("di dalam"))
    found = read_mail(bytes(made))
    kinds = [(one.media_type, one.name) for one in found.enclosures]
    assert kinds == [("image/jpeg", "../../jalan “rusak”.jpg"), ("text/plain", "catatan.txt"), ("message/rfc822", "")]
    assert file_in(bytes(made), found.enclosures[0].handle) == b"\xff\xd8gambar"
    assert b"di dalam" in file_in(bytes(made), found.enclosures[2].handle)
    assert found.text == "Jalan rusak."
    with pytest.raises(LookupError):
        file_in(bytes(made), "99")


@pytest.mark.parametrize("size", [0, 1, 2, 3, 56, 57, 58, 1000, 40_000])
def test_the_size_of_a_file_is_told_to_the_byte(size: int) -> None:
    made = letter()
    made.add_attachment(b"f" * size, "video", "mp4", filename="banjir.mp4")
    assert read_mail(bytes(made)).enclosures[0].size == size


def test_a_picture_without_a_name_is_a_file_too() -> None:
    found = read_mail(raw(f"From: {FROM}\nContent-Type: image/png\nContent-Transfer-Encoding: base64", "iVBORw0K"))
    assert [(one.media_type, one.size) for one in found.enclosures] == [("image/png", 6)]


# --- enemies -------------------------------------------------------------------------------------------------------


def test_a_thousand_headers_are_read_and_more_are_not_answered() -> None:
    head = f"From: {FROM}\nMessage-ID: <x@y>\n"
    some = read_mail(raw(head + "\n".join(f"X-{n}: {n}" for n in range(900))))
    many = read_mail(raw(head + "\n".join(f"X-{n}: {n}" for n in range(1000))))
    assert (some.text, some.automatic, some.unknown) == ("Isi", False, "")
    assert (many.text, many.automatic, many.unknown) == ("Isi", True, "headers")


def nested(depth: int) -> bytes:
    opening = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(depth))
    return f"From: {FROM}\r\n{opening}Content-Type: text/plain\r\n\r\nIsi\r\n".encode()


@pytest.mark.parametrize(
    "body",
    [
        nested(5),
        nested(50),
        nested(3000),
        b"From: a@b.id\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\na\r\n" * 20_000,
        b"From: a@b.id\r\nSubject: " + b"=?utf-8?Q?" * 100_000,
        b"From: a@b.id\r\nContent-Type: text/html\r\n\r\n" + b"<div>" * 100_000,
        b"From: a@b.id\r\nContent-Type: text/html\r\n\r\n" + b"<!" * 100_000,
        b"From: a@b.id\r\nContent-Type: text/rtf\r\n\r\n" + b"{\\rtf1 " * 50_000,
        b"From: a@b.id\r\n\r\n" + b">" * 1_000_000,
        b"From: a@b.id\r\nIn-Reply-To: <a@b>\r\n\r\n" + b"On " * 100_000,
        b"From: a@b.id\r\nIn-Reply-To: <a@b>\r\n\r\n" + b"On a\n" * 50_000,
        b"From: " + b"(" * 100_000 + b" a@b.id\r\n\r\nIsi",
        b"From: a@b.id\r\nX: " + b"y" * 5_000_000 + b"\r\n\r\nIsi",
    ],
)
def test_bombs_are_read_in_a_moment(body: bytes) -> None:
    begun = time.process_time()
    read_mail(body)
    assert time.process_time() - begun < 10  # seconds at work; what is not cut short takes minutes


def test_parts_without_end_are_not_all_looked_at() -> None:
    body = b"From: a@b.id\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    body += b"--x\r\nContent-Disposition: attachment; filename=a\r\n\r\na\r\n" * 500
    assert len(read_mail(body).enclosures) <= 100


def test_what_is_too_large_is_known_by_its_head() -> None:
    found = read_mail(bytes(letter()), cut=True)
    assert (found.subject, found.text, found.unknown) == ("Laporan", "", "size")

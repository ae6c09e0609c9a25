"""What the style page shows. Invented, and for programmers: nothing here is translated."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone

from balairung.ground.common.polygons import Rings
from balairung.ground.ui import maps

STATES = [
    ("new", "Masuk"),
    ("active", "Dikerjakan"),
    ("waiting", "Menunggu pemohon"),
    ("done", "Selesai"),
    ("refused", "Ditolak"),
    ("withdrawn", "Dicabut"),
]
SUBJECTS = [
    "Jalan berlubang di depan SD Negeri 2 Sukamaju",
    "Lampu jalan mati sejak Lebaran",
    "Bantuan beras belum diterima",
]
SIGNS = """
home send search map-pin clock check x alert user users building file image paperclip message flag phone
printer lock eye eye-off refresh arrow-right arrow-left arrow-up arrow-down
chevron-right chevron-down plus minus download
upload calendar list bell shield gavel log-in log-out megaphone ticket inbox info pencil languages copy
keyboard route camera trash link pause forward reply undo merge at-sign help external-link settings book
chart scale mail snooze menu history accessibility care stamp landmark map star
"""
VILLAGES = [
    ("", "Pilih desa"),
    ("Girimulya", [("33.01.01.2001", "Sukamaju"), ("33.01.01.2002", "Karanganyar")]),
    ("Banyuasri", [("33.01.02.2001", "Wanasari"), ("33.01.02.2002", "Tirtonirmolo")]),
]


class SampleForm(forms.Form):
    """One field of each kind."""

    story = forms.CharField(
        label="Apa yang terjadi?",
        help_text="Tulis apa adanya. Sebut tempat dan waktunya bila Anda ingat.",
        widget=forms.Textarea,
        max_length=2000,
    )
    name = forms.CharField(label="Nama Anda", max_length=80, required=False)
    phone = forms.CharField(label="Nomor telepon", widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}))
    date = forms.DateField(label="Tanggal kejadian", widget=forms.DateInput({"type": "date"}), required=False)
    district = forms.ChoiceField(
        label="Kecamatan",
        choices=[("", "Pilih kecamatan"), ("33.01.01", "Girimulya"), ("33.01.02", "Banyuasri")],
        widget=forms.Select({"data-narrows": "id_village"}),
    )
    village = forms.ChoiceField(label="Desa", choices=VILLAGES)
    show = forms.ChoiceField(
        label="Siapa yang boleh melihat laporan ini?",
        choices=[("all", "Semua orang, tanpa nama saya"), ("office", "Hanya kantor yang mengurusnya")],
        widget=forms.RadioSelect,
    )
    channels = forms.MultipleChoiceField(
        label="Kabari saya lewat",
        choices=[("wa", "WhatsApp"), ("sms", "SMS"), ("email", "Surel")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    photos = forms.FileField(label="Foto", help_text="JPG atau PNG, paling besar 10 MB.", required=False)
    agreed = forms.BooleanField(label="Yang saya tulis ini benar", help_text="Laporan palsu merugikan tetangga Anda.")


def greet(request: HttpRequest) -> None:
    """One message of each level."""
    messages.success(request, "Laporan Anda sudah kami terima.")
    messages.info(request, "Kantor tutup besok, Kamis, 26 Maret 2026.")
    messages.warning(request, "Nomor telepon Anda belum diperiksa.")


def context() -> dict[str, Any]:
    """Everything that the style page draws."""
    now = timezone.now()
    return {
        "form": SampleForm(),
        "wrong_form": SampleForm({"salah-name": "Siti", "salah-village": "x"}, prefix="salah"),
        "states": STATES,
        "deadlines": deadlines(now),
        "entries": entries(now),
        "values": [3, 5, 4, 8, 6, 9, 7, 12, 10, 14, 9, 11],
        "year": year(now.date()),
        "late_due": now - dt.timedelta(days=4),
        "cases": cases(now),
        "signs": SIGNS.split(),
        "map": maps.draw(places(), key="contoh", late=True),
        "bare_map": maps.draw([maps.Place("Kecamatan Girimulya", 3, "#a", [])], key="kosong"),
    }


def places() -> list[maps.Place]:
    """Six invented districts on a chessboard, and one without an outline."""
    names = ["Girimulya", "Banyuasri", "Tirtajaya", "Wanasari", "Karangsari", "Sumberagung"]
    drawn = [maps.Place(f"Kecamatan {name}", 4 * i, "#d", _square(*divmod(i, 3))) for i, name in enumerate(names)]
    return [*drawn, maps.Place("Kecamatan Pulau Baru", 2, "#d", [])]


def _square(row: int, column: int) -> Rings:
    south, west = -800_000 - 6000 * row, 11_400_000 + 8000 * column
    return [[(south, west), (south, west + 8000), (south + 6000, west + 8500), (south + 6000, west + 500)]]


def deadlines(now: dt.datetime) -> list[dict[str, Any]]:
    """Each state that a deadline can be in."""
    plan = [(5, False, False), (1, False, False), (0, False, False)]
    plan += [(-3, True, False), (0, True, False), (4, False, True)]
    return [
        {"due": now + dt.timedelta(days=days, hours=1), "days": days, "late": late, "paused": paused}
        for days, late, paused in plan
    ]


def entries(now: dt.datetime) -> list[dict[str, Any]]:
    """A life of one report, the newest on top."""
    photo = {"name": "jalan-sesudah.jpg", "url": "#berkas"}
    lines = [
        ("done", "Selesai", "Dinas Pekerjaan Umum", "Lubang sudah ditambal. Foto sesudahnya terlampir.", [photo]),
        ("note", "Catatan dalam", "Budi Santoso", "Tolong cek lagi setelah hujan.", []),
        ("late", "Lewat batas waktu, naik ke kepala dinas", "Balairung", "", []),
        ("wait", "Menunggu keterangan Anda", "Dinas Pekerjaan Umum", "Di sebelah mana jembatannya?", []),
        ("reply", "Dijawab", "Dinas Pekerjaan Umum", "Petugas kami datang hari Kamis.\n\nTerima kasih.", []),
        ("move", "Diteruskan ke Dinas Pekerjaan Umum", "Sekretariat", "", []),
        ("open", "Laporan masuk", "", "", []),
    ]
    return [
        {"kind": kind, "title": title, "who": who, "text": text, "files": files, "at": now - dt.timedelta(days=2 * i)}
        for i, (kind, title, who, text, files) in enumerate(lines)
    ]


def year(today: dt.date) -> list[tuple[dt.date, int]]:
    """Invented counts of the last 364 days: none on Sundays, more in the rains."""
    days = [today - dt.timedelta(days=i) for i in range(364)]
    return [(day, 0 if day.weekday() == 6 else day.toordinal() * 7919 % (21 if day.month < 3 else 11)) for day in days]


def cases(now: dt.datetime) -> list[dict[str, Any]]:
    """Rows of a list."""
    rows = zip(SUBJECTS, STATES, deadlines(now)[3:0:-1], strict=False)
    return [
        {"subject": subject, "state": state, "label": label, "due": due, "ref": f"LPR-2026-00{i}7"}
        for i, (subject, (state, label), due) in enumerate(rows)
    ]

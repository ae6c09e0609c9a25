"""Tables for these tests, made here: no row of anybody's."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from balairung.kernel.people.actors import SYSTEM
from balairung.rooms.complaints.intake.checking import Order, prepare, survey
from balairung.rooms.complaints.intake.importing import Outcome, import_reports
from balairung.rooms.complaints.models import Complaint
from tests.make import START

#: The columns of an export of SP4N-LAPOR!, as they stand in the file.
SP4N = (
    "Tracking ID", "Tanggal Laporan Masuk", "Waktu Laporan Masuk", "Nama Pelapor", "Klasifikasi Laporan", "ID Kategori",
    "Kategori", "Judul Laporan", "Isi Laporan Awal", "Isi Laporan Akhir", "Tipe Laporan (Anonim/Rahasia)",
    "Sumber Laporan", "Instansi Induk", "ID Instansi Terdisposisi", "Instansi Terdisposisi", "Status Laporan",
    "Alasan Tunda/Arsip", "Provinsi", "Kota/Kabupaten", "Kecamatan", "Kelurahan",
)  # fmt: skip
ROW = {
    "Tracking ID": "7001", "Tanggal Laporan Masuk": "23 Sep 2024", "Waktu Laporan Masuk": "00:41:43",
    "Nama Pelapor": "Sri Wahyuni", "Klasifikasi Laporan": "Pengaduan Tidak Berkadar Pengawasan", "ID Kategori": "1397",
    "Kategori": "Jalan Berlubang", "Judul Laporan": "Jalan berlubang di dekat pasar",
    "Isi Laporan Awal": "Jalan di dekat pasar berlubang besar.\nSudah dua orang jatuh.",
    "Isi Laporan Akhir": "Jalan di dekat pasar berlubang besar. Sudah dua orang jatuh.",
    "Sumber Laporan": "Website", "Instansi Induk": "Pemerintah Kota Madiun", "ID Instansi Terdisposisi": "12",
    "Instansi Terdisposisi": "Dinas Pekerjaan Umum dan Penataan Ruang", "Status Laporan": "Ditutup oleh Sistem",
    "Provinsi": "Jawa Timur", "Kota/Kabupaten": "Kota Madiun", "Kecamatan": "Taman", "Kelurahan": "Demangan",
}  # fmt: skip


def write_csv(
    path: Path, names: Sequence[str], rows: Sequence[Sequence[str]], delimiter: str = ",", encoding: str = "utf-8"
) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(names)
        writer.writerows(rows)
    return path


def write_sp4n(path: Path, *rows: dict[str, str]) -> Path:
    """Each row is the ordinary one with what is given changed."""
    return write_csv(path, SP4N, [[(ROW | row).get(name, "") for name in SP4N] for row in rows or ({},)])


def write_xlsx(path: Path, *rows: Sequence[Any]) -> Path:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(list(row))
    book.save(path)
    return path


def bring(
    path: Path,
    *,
    at: datetime = START,
    publish: bool = False,
    skip_bad: bool = False,
    leave_unknown: bool = True,
    **order: Any,
) -> Outcome:
    """Preview and import, as the command line does that leaves what it does not know."""
    prepared = prepare(Order(path, **order), at=at)
    return import_reports(
        prepared, survey(prepared), by=SYSTEM, at=at, publish=publish, skip_bad=skip_bad, leave_unknown=leave_unknown
    )


def only() -> Complaint:
    return Complaint.objects.select_related("obligation__owner_office", "topic", "region").get()

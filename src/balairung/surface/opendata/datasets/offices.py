"""Offices, and how each is reached: what the contact board shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as __

from balairung.kernel.people.board import cards
from balairung.kernel.people.models import Office, Region
from balairung.surface.opendata.reading import listed
from balairung.surface.opendata.shape import Asked, Change, Column, Dataset, Kind, Often, Record

OPENED = (Change(date(2026, 11, 23), __("Data ini mulai dibuka.")),)
KEEPER = __("Sekretariat Daerah")


def offices(asked: Asked) -> Iterator[Record]:
    def tell() -> Iterable[Record]:
        parents = dict(Office.objects.values_list("pk", "key"))
        names = {one.pk: str(one) for one in Region.objects.filter(level=Region.Level.DISTRICT)}
        for card in cards():
            one = card.office
            yield Record((
                one.key, one.name, one.short, str(one.get_kind_display()),
                parents.get(one.parent_id) if one.parent_id else None, one.region_id, names.get(card.district),
                one.address, one.calendar, card.open, localdate(card.since) if card.since else None,
            ))  # fmt: skip

    return listed(tell, asked)


def contacts(asked: Asked) -> Iterator[Record]:
    def tell() -> Iterable[Record]:
        for card in cards():
            for one in card.accounts:
                yield Record((
                    f"{card.office.key}/{one.kind}/{one.value}", card.office.key, card.office.name,
                    str(one.get_kind_display()), one.words, one.link, one.hours, one.post.title if one.post else None,
                    localdate(one.since),
                ))  # fmt: skip

    return listed(tell, asked)


OFFICES = Dataset(
    key="kantor",
    title=__("Kantor pemerintah daerah"),
    lede=__("Semua kantor pemerintah daerah sampai desa: nama, jenis, induk, wilayah, alamat, dan apakah kontaknya "
            "sudah lengkap."),
    answers=(
        __("Kantor apa saja yang ada di kecamatan saya?"),
        __("Kantor mana yang belum mengumumkan kontaknya, dan sejak kapan?"),
    ),
    columns=(
        Column("kunci", __("nama tetap kantor dalam alamat")),
        Column("nama", __("nama kantor")),
        Column("nama_pendek", __("nama pendek")),
        Column("jenis", __("jenis kantor")),
        Column("induk", __("kunci kantor di atasnya")),
        Column("kode_wilayah", __("kode wilayah menurut Kementerian Dalam Negeri")),
        Column("kecamatan", __("kecamatan tempat kantor bertugas; kosong bila seluruh daerah")),
        Column("alamat", __("alamat kantor")),
        Column("kalender", __("5-day: lima hari kerja; 6-day: enam hari kerja; 24-hour: buka terus")),
        Column("kontak_lengkap", __("apakah kontaknya sudah lengkap"), Kind.YES),
        Column("sejak", __("sejak kapan lengkap, atau sejak kapan belum"), Kind.DAY),
    ),
    rows=offices, often=Often.IRREGULAR, page="people:organisation", office=KEEPER, changes=OPENED,
    keywords=("perangkat daerah", "organisasi", "kontak"),
)  # fmt: skip

CONTACTS = Dataset(
    key="kontak-kantor",
    title=__("Kontak kantor"),
    lede=__("Nomor telepon, surel, dan akun yang diumumkan kantor-kantor, dengan jam layanannya."),
    answers=(
        __("Ke nomor mana saya menghubungi kantor camat?"),
        __("Kantor mana saja yang menjawab lewat WhatsApp?"),
    ),
    columns=(
        Column("id", __("kantor, jenis, dan isi kontak: satu untuk setiap baris")),
        Column("kantor", __("kunci kantor")),
        Column("nama_kantor", __("nama kantor")),
        Column("jenis", __("jenis kontak")),
        Column("isi", __("nomor atau nama akun")),
        Column("tautan", __("tautan untuk langsung menghubungi")),
        Column("jam_layanan", __("kapan dijawab")),
        Column("jabatan", __("jabatan yang menjawab; kosong bila seluruh kantor")),
        Column("diumumkan", __("sejak kapan diumumkan"), Kind.DAY),
    ),
    rows=contacts, often=Often.IRREGULAR, page="contacts:board", office=KEEPER, changes=OPENED,
    keywords=("kontak", "telepon", "WhatsApp", "surel"), when="diumumkan",
)  # fmt: skip

"""A package is looked at and adopted: whose key, which offices, what is different, whose place it speaks of."""

from __future__ import annotations

from typing import Any

import pytest

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.kernel.people.models import Regency
from balairung.rooms.agreements import actions as agreements
from balairung.rooms.agreements.register import exchanged_under
from balairung.rooms.services.definition.publishing import drop_draft, load_standard, publish, save_draft
from balairung.rooms.services.definition.reading import read
from balairung.rooms.services.definition.shape import canonical
from balairung.rooms.services.models import Package, Service, Version
from balairung.rooms.services.packages import container
from balairung.rooms.services.packages.giving import export, file_name
from balairung.rooms.services.packages.places import spoken_of
from balairung.rooms.services.packages.register import origin_of, rows_of
from balairung.rooms.services.packages.taking import Trust, adopt, grouped, moved, read_package
from tests import make
from tests.make import START
from tests.rooms.services.packages import parcels

pytestmark = pytest.mark.django_db
WHO = "Bu Ratna, Kepala Bagian Organisasi"


@pytest.fixture(autouse=True)
def _house() -> None:
    make.regency()


def taken(content: bytes, by: Actor = SYSTEM, **said: Any) -> Version:
    return adopt(content, offices=said.pop("offices", {}), vouched=said.pop("vouched", WHO), by=by, at=START, **said)


# --- giving --------------------------------------------------------------------------------------------------------


def test_the_same_version_is_the_same_file() -> None:
    load_standard(at=START)
    version = Service.objects.get(key="keterangan-tidak-mampu").current
    assert version
    first = export(version, partner="Pemerintah Kabupaten Ngawi", by=SYSTEM, at=START)
    second = export(version, partner="Pemerintah Kabupaten Magetan", by=SYSTEM, at=START)
    assert first.content == second.content
    assert file_name(first) == "keterangan-tidak-mampu-v1-3577.layanan.json"
    parcel = container.unwrap(first.content.encode())
    assert (parcel.definition, parcel.digest) == (version.body, version.digest)
    assert parcel.giver.name == "Kota Madiun"
    with pytest.raises(Refused, match="daerah ini sendiri"):
        read_package(first.content.encode())


def test_who_gives_and_what() -> None:
    load_standard(at=START)
    service = Service.objects.get(key="keterangan-tidak-mampu")
    assert service.current
    for office, role in [("dinkes", "head"), ("setda", "staff")]:
        with pytest.raises(NotAllowed):
            export(service.current, partner="Ngawi", by=make.officer(office, role), at=START)
    with pytest.raises(Refused, match="penerimanya"):
        export(service.current, partner=" ", by=SYSTEM, at=START)
    draft = save_draft(service, parcels.shipped(), by=SYSTEM, at=START)
    with pytest.raises(Refused, match="rancangan"):
        export(draft, partner="Ngawi", by=SYSTEM, at=START)
    with pytest.raises(Refused, match="tidak berlaku hari ini"):
        export(service.current, partner="Ngawi", agreement="J-0000-0000", by=SYSTEM, at=START)


# --- the key -------------------------------------------------------------------------------------------------------


def test_a_new_key_is_compared_once_and_another_one_is_shouted_about() -> None:
    content = parcels.parcel()
    preview = read_package(content)
    assert preview.trust == Trust.NEW
    assert preview.short == grouped(preview.parcel.fingerprint)
    with pytest.raises(Refused, match="belum dicocokkan"):
        taken(content, vouched=" ")
    assert not Package.objects.exists()
    version = taken(content)
    assert version.package
    assert version.package.vouched == WHO
    other = parcels.shipped("domisili-usaha")
    assert read_package(parcels.parcel(other)).trust == Trust.KNOWN
    taken(parcels.parcel(other), vouched="")
    pretender = parcels.parcel(parcels.shipped("keterangan-usaha"), signer="orang lain")
    assert read_package(pretender).trust == Trust.CHANGED
    assert read_package(pretender).before == [preview.parcel.fingerprint]
    with pytest.raises(Refused, match="belum dicocokkan"):
        taken(pretender, vouched="")


def test_one_key_does_not_speak_for_two_regencies() -> None:
    taken(parcels.parcel())
    lying = parcels.parcel(giver=("35.20", "Kabupaten Magetan"), signer="35.21")
    with pytest.raises(Refused, match="mengaku dari Kabupaten Magetan"):
        read_package(lying)


def test_a_regency_that_does_not_exist_gives_nothing() -> None:
    with pytest.raises(Refused, match="tidak dikenal"):
        read_package(parcels.parcel(giver=("99.99", "Kabupaten Khayal")))


# --- what it holds -------------------------------------------------------------------------------------------------


def test_a_definition_of_another_shape_is_told_in_sentences() -> None:
    body = canonical(parcels.shipped())
    strange = parcels.parcel(body=body | {"warna": "merah"})
    with pytest.raises(Refused, match="“warna” tidak dikenal"):
        read_package(strange)
    cover = parcels.resigned(parcels.parcel(), service={"key": "lain", "name": "Lain"})
    with pytest.raises(Refused, match="sampul"):
        read_package(cover)


def test_offices_that_are_not_here_are_chosen() -> None:
    content = parcels.parcel(parcels.agency())
    preview = read_package(content)
    assert dict(preview.offices) == {"dinas-satu-pintu": None}
    assert preview.seats[0].key == "dinas-satu-pintu"
    assert not [fault for fault in preview.faults if "dinas-satu-pintu" in str(fault)]
    with pytest.raises(Refused, match="Pilih kantor di sini untuk: dinas-satu-pintu"):
        taken(content)
    version = taken(content, offices={"dinas-satu-pintu": "dpmptsp"})
    assert version.body["steps"][0]["office"] == "dpmptsp"
    assert moved(parcels.agency(), {}) == parcels.agency()
    origin = origin_of(version)
    assert origin
    assert [str(one) for one in origin.differences] == [
        "Langkah “Diperiksa petugas desa atau kelurahan”: Kantor: “dinas-satu-pintu” menjadi “dpmptsp”."
    ]


def test_words_about_the_givers_place_are_found() -> None:
    body = canonical(parcels.shipped())
    body["summary"] = "Untuk warga Kecamatan Geneng. Hubungi 0351 749 123."
    body["standard"]["basis"].append({"words": "Peraturan Bupati Ngawi Nomor 12 Tahun 2024"})
    regency = Regency.objects.get()
    found = spoken_of(read(body), "35.21", regency)
    assert {one.word for one in found} >= {"Geneng", "Ngawi", "Peraturan Bupati", "0351 749 123"}
    assert {one.why for one in found} == {"nama tempat pemberi", "aturan daerah pemberi", "kontak pemberi"}
    assert not [one for one in spoken_of(parcels.shipped(), "35.21", regency) if one.why == "nama tempat pemberi"]


# --- adopting ------------------------------------------------------------------------------------------------------


def test_an_adopted_service_is_a_draft_until_somebody_publishes_it() -> None:
    version = taken(parcels.parcel())
    assert (version.published_at, version.service.current) == (None, None)
    assert version.body == canonical(parcels.shipped())
    assert version.package
    assert version.digest == version.package.digest
    with pytest.raises(Refused, match="Masih ada naskah"):
        taken(parcels.parcel())
    publish(version, by=SYSTEM, at=START)
    assert read_package(parcels.parcel()).same
    with pytest.raises(Refused, match="sama persis"):
        taken(parcels.parcel())
    changed = parcels.shipped().model_copy(update={"summary": "Surat untuk keluarga yang tidak mampu."})
    service = Service.objects.get()
    draft = save_draft(service, changed, by=SYSTEM, at=START)
    assert draft.package == version.package  # what is changed here still came from there
    (row,) = rows_of([version.package])
    assert (row.changed, row.version) == (True, draft)


def test_what_the_giver_changed_since_is_told_too() -> None:
    publish(taken(parcels.parcel()), by=SYSTEM, at=START)
    newer = parcels.shipped().model_copy(update={"summary": "Bukti bahwa keluarga tidak mampu."})
    preview = read_package(parcels.parcel(newer, number=4))
    assert [one.kind for one in preview.since] == ["changed"]
    assert [str(one)[:10] for one in preview.here] == ["Ringkasan:"]
    assert preview.earlier
    assert preview.earlier.version == 3


def test_a_draft_that_was_dropped_may_be_taken_again() -> None:
    first = taken(parcels.parcel())
    drop_draft(first.service, by=SYSTEM, at=START)
    (row,) = rows_of(list(Package.objects.all()))
    assert row.version is None
    again = taken(parcels.parcel(), vouched="")
    assert Package.objects.get() == again.package


def test_who_takes() -> None:
    for office, role in [("dinkes", "head"), ("setda", "staff")]:
        with pytest.raises(NotAllowed):
            taken(parcels.parcel(), by=make.officer(office, role))
    head = make.officer("dpmptsp", "head")
    taken(parcels.parcel(parcels.agency_of("dpmptsp")), by=head)
    with pytest.raises(NotAllowed):
        taken(parcels.parcel(), by=head)


def test_the_agreement_tells_what_was_exchanged_under_it() -> None:
    made = agreements.record(
        number="119/12/2026", title="Pertukaran layanan", partner="Pemerintah Kabupaten Ngawi", scope="Layanan.",
        signed_on=START.date(), since=START.date(), until=None, office=make.office("dukcapil"), by=SYSTEM, at=START,
    )  # fmt: skip
    version = taken(parcels.parcel(), agreement=made.ref)
    (one,) = exchanged_under(made)
    assert one.words == f"Layanan “{version.service.name}” versi 3 diterima dari Kabupaten Ngawi"
    with pytest.raises(Refused, match="tidak berlaku hari ini"):
        taken(parcels.parcel(parcels.shipped("domisili-usaha")), agreement="J-0000-0000")

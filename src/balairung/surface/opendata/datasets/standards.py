"""What may be applied for, with its standard: cost, days, requirements, the fourteen components."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as __

from balairung.kernel.people.house import house_url
from balairung.rooms.services.catalogue.counting import Median, medians
from balairung.rooms.services.catalogue.showing import level_name, office_names
from balairung.rooms.services.catalogue.standard import components_of, definition_of, promised, time_of
from balairung.rooms.services.models import Service
from balairung.surface.opendata.reading import by_key
from balairung.surface.opendata.shape import Asked, Change, Column, Dataset, Kind, Often, Record, lines

COLUMNS = (
    Column("kunci", __("nama tetap layanan dalam alamat")),
    Column("nama", __("nama layanan")),
    Column("kantor", __("kantor yang memutuskan")),
    Column("ringkasan", __("apa yang Anda dapat, dalam satu kalimat")),
    Column("biaya", __("biaya; 0 berarti tidak dipungut"), Kind.INTEGER, __("rupiah")),
    Column("waktu", __("lama layanan menurut standarnya, dalam kata")),
    Column("waktu_jumlah", __("lama layanan sebagai angka"), Kind.INTEGER, __("lihat kolom waktu_satuan")),
    Column("waktu_satuan", __("working_days: hari kerja; calendar_days: hari; office_hours: jam kerja")),
    Column("median_hari", __("separuh permohonan diputus dalam waktu ini; kosong bila kurang dari lima"), Kind.INTEGER,
           __("hari kerja")),
    Column("permohonan_dihitung", __("dari berapa permohonan median itu dihitung"), Kind.INTEGER, __("permohonan")),
    Column("persyaratan", __("yang harus dibawa, satu baris untuk setiap syarat")),
    Column("prosedur", __("langkah layanan")),
    Column("biaya_keterangan", __("biaya dalam kata")),
    Column("produk", __("hasil layanan")),
    Column("penanganan_pengaduan", __("ke mana mengadu")),
    Column("dasar_hukum", __("dasar hukum")),
    Column("sarana", __("sarana, prasarana, dan fasilitas")),
    Column("kompetensi", __("kompetensi pelaksana")),
    Column("pengawasan", __("pengawasan internal")),
    Column("pelaksana", __("jumlah pelaksana")),
    Column("jaminan", __("jaminan pelayanan")),
    Column("keamanan", __("jaminan keamanan dan keselamatan")),
    Column("evaluasi", __("evaluasi kinerja pelaksana")),
    Column("ditetapkan_dengan", __("keputusan yang menetapkan standar ini")),
    Column("ditetapkan_pada", __("tanggal penetapan"), Kind.DAY),
    Column("alamat", __("halaman layanan")),
)  # fmt: skip
#: The components that are columns of their own; time stands in three columns above.
TOLD = ("requirements", "procedure", "cost", "product", "complaints", "basis", "facilities", "competence", "oversight",
        "staff", "guarantee", "safety", "evaluation")  # fmt: skip


def rows(asked: Asked) -> Iterator[Record]:
    def tell(page: list[Service]) -> Iterable[Record]:
        counted = medians([one.key for one in page], asked.now)
        names = office_names([one.office_key for one in page if one.office_key])
        return [_record(one, counted.get(one.key), names) for one in page]

    today: date = localdate(asked.now)
    return by_key(lambda: Service.objects.offered(today), "key", tell, asked)


def _record(service: Service, median: Median | None, names: dict[str, str]) -> Record:
    assert service.current is not None
    one = definition_of(service.current)
    span, told = time_of(one), {part.key: lines(part.lines) for part in components_of(one)}
    office = names.get(one.office or "", one.office or "") or level_name(one.level)
    return Record((
        service.key, one.name, office, one.summary, one.standard.cost, promised(one), span.amount, str(span.unit.value),
        median.days if median else None, median.count if median else None, *(told[key] for key in TOLD),
        service.current.decree, service.current.decreed_on,
        house_url() + reverse("services:service", args=[service.key]),
    ))  # fmt: skip


SERVICES = Dataset(
    key="layanan",
    title=__("Layanan dan standarnya"),
    lede=__("Apa saja yang dapat Anda urus, di kantor mana, dengan syarat apa, berapa biayanya, berapa lama menurut "
            "standar, dan berapa lama sebenarnya."),
    answers=(
        __("Layanan mana yang tidak dipungut biaya?"),
        __("Layanan mana yang lebih lama daripada standarnya?"),
        __("Syarat apa yang paling sering diminta?"),
    ),
    columns=COLUMNS, rows=rows, often=Often.IRREGULAR, page="services:catalogue",
    office=__("Kantor pemberi layanan"), changes=(Change(date(2026, 11, 23), __("Data ini mulai dibuka.")),),
    keywords=("layanan publik", "standar pelayanan", "PermenPANRB 15/2014"),
)  # fmt: skip

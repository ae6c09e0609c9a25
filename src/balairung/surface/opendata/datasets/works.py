"""Projects with their money, and help that was handed to groups: what the public register shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as __

from balairung.rooms.projects.models import Handover, Project
from balairung.rooms.projects.wording import group_words, source_words
from balairung.surface.opendata.reading import by_key
from balairung.surface.opendata.shape import Asked, Change, Column, Dataset, Kind, Often, Record

OPENED = (Change(date(2026, 11, 23), __("Data ini mulai dibuka.")),)
KEEPER = __("Kantor penanggung jawab proyek")


def projects(asked: Asked) -> Iterator[Record]:
    """One row for each fund, so that the column of money adds up."""
    today = localdate(asked.now)

    def tell(page: list[Project]) -> Iterable[Record]:
        return [record for one in page for record in _funds(one, today)]

    return by_key(lambda: Project.objects.for_list(), "ref", tell, asked)


def _funds(one: Project, today: date) -> Iterator[Record]:
    latitude, longitude = one.point or (None, None)
    about = (
        one.ref, one.title, str(one.get_kind_display()), one.region_id, str(one.region), str(one.region.parent or ""),
        one.office.key, one.office.name, str(one.get_way_display()), one.executor, one.contract, one.planned_start,
        one.planned_end, str(one.status.label), one.is_late(today), one.physical, one.paid,
    )  # fmt: skip
    for fund in one.funds.all():
        money = (source_words(fund.source), fund.year, fund.value)
        yield Record((f"{one.ref}/{fund.year}-{fund.source}", *about, *money, latitude, longitude))


def handovers(asked: Asked) -> Iterator[Record]:
    """One row for each village whose people have something of it."""

    def rows() -> QuerySet[Project]:
        given = Handover.objects.filter(project=OuterRef("pk"))
        return Project.objects.filter(Exists(given)).only("ref", "title")

    return by_key(rows, "ref", _handed, asked)


def _handed(page: list[Project]) -> Iterable[Record]:
    found = Handover.objects.filter(project__in=page).defer("chair").prefetch_related("beneficiaries__region")
    titles = {one.pk: one for one in page}
    given = sorted(found, key=lambda one: (titles[one.project_id].ref, one.on, one.pk))
    for place, one in enumerate(given):
        before = [other for other in given[:place] if other.project_id == one.project_id]
        yield from _helped(titles[one.project_id], one, len(before) + 1)


def _helped(project: Project, one: Handover, number: int) -> Iterator[Record]:
    for village in one.beneficiaries.all():
        yield Record((
            f"{project.ref}/{number}/{village.region_id}", project.ref, project.title, one.goods, one.group,
            group_words(one.group_kind), one.members, one.giver, one.on, one.minutes, one.value or None,
            village.region_id, str(village.region), village.people,
        ))  # fmt: skip


PROJECTS = Dataset(
    key="proyek",
    title=__("Proyek dan uangnya"),
    lede=__("Yang dibangun, dibeli, dan diberikan di setiap desa: dari uang mana, berapa, siapa pelaksananya, kapan "
            "rencananya selesai, dan sudah sampai mana. Satu baris untuk setiap sumber dana."),
    answers=(
        __("Apa yang dibangun di desa saya tahun ini, dan dari uang mana?"),
        __("Proyek mana yang terlambat, dan siapa pelaksananya?"),
        __("Desa mana yang mendapat paling banyak?"),
    ),
    columns=(
        Column("id", __("nomor proyek, tahun, dan sumber dana")),
        Column("nomor", __("nomor proyek")),
        Column("judul", __("judul proyek")),
        Column("jenis", __("pembangunan, bantuan kelompok, atau pengadaan")),
        Column("kode_wilayah", __("kode desa atau kelurahan")),
        Column("desa", __("desa atau kelurahan")),
        Column("kecamatan", __("kecamatan")),
        Column("kantor", __("kunci kantor penanggung jawab")),
        Column("nama_kantor", __("nama kantor penanggung jawab")),
        Column("cara", __("swakelola atau penyedia")),
        Column("pelaksana", __("siapa yang mengerjakan")),
        Column("kontrak", __("nomor kontrak atau SPK")),
        Column("rencana_mulai", __("rencana mulai"), Kind.DAY),
        Column("rencana_selesai", __("rencana selesai"), Kind.DAY),
        Column("keadaan", __("direncanakan, berjalan, selesai, terhenti, atau dibatalkan")),
        Column("terlambat", __("apakah seharusnya sudah selesai"), Kind.YES),
        Column("fisik", __("kemajuan fisik"), Kind.NUMBER, __("persen")),
        Column("dibayarkan", __("yang sudah dibayarkan untuk seluruh proyek"), Kind.NUMBER, __("rupiah")),
        Column("sumber_dana", __("sumber dana")),
        Column("tahun", __("tahun anggaran"), Kind.INTEGER),
        Column("nilai", __("nilai dari sumber dana ini"), Kind.NUMBER, __("rupiah")),
        Column("lintang", __("lintang"), Kind.NUMBER, __("derajat")),
        Column("bujur", __("bujur"), Kind.NUMBER, __("derajat")),
    ),
    rows=projects, often=Often.CONTINUOUS, page="projects:register", office=KEEPER, changes=OPENED,
    keywords=("proyek", "pembangunan", "dana desa", "APBD"), when="rencana_mulai", point=("lintang", "bujur"),
)  # fmt: skip

HANDOVERS = Dataset(
    key="bantuan",
    title=__("Bantuan yang diserahkan"),
    lede=__("Barang dan bantuan yang sudah diserahkan kepada kelompok warga: apa, kepada kelompok mana, kapan, dan "
            "berapa orang di setiap desa yang mendapat manfaatnya. Nama orang tidak ada di dalamnya."),
    answers=(
        __("Kelompok mana di desa saya yang mendapat bantuan?"),
        __("Berapa orang yang mendapat manfaatnya?"),
    ),
    columns=(
        Column("id", __("nomor proyek, urutan serah terima, dan kode desa")),
        Column("nomor", __("nomor proyek")),
        Column("judul", __("judul proyek")),
        Column("barang", __("yang diserahkan")),
        Column("kelompok", __("nama kelompok")),
        Column("jenis_kelompok", __("jenis kelompok")),
        Column("anggota", __("jumlah anggota kelompok"), Kind.INTEGER, __("orang")),
        Column("pemberi", __("pemberi")),
        Column("tanggal", __("diserahkan pada"), Kind.DAY),
        Column("berita_acara", __("nomor berita acara")),
        Column("nilai", __("nilai; kosong bila tidak disebut"), Kind.NUMBER, __("rupiah")),
        Column("kode_wilayah", __("kode desa penerima manfaat")),
        Column("desa", __("desa penerima manfaat")),
        Column("penerima", __("berapa orang di desa itu"), Kind.INTEGER, __("orang")),
    ),
    rows=handovers, often=Often.CONTINUOUS, page="projects:register", office=KEEPER, changes=OPENED,
    keywords=("bantuan", "hibah", "kelompok tani", "UMKM"), when="tanggal",
)  # fmt: skip

"""Districts and villages as maps, and the words of each side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.ui.maps import LEVELS, Map, Place, Shape, draw, level
from balairung.kernel.people.boundaries import map_of, outline
from balairung.surface.openness import naming
from balairung.surface.openness.models import Tally
from balairung.surface.openness.sides import Side, Villages
from balairung.surface.openness.spans import Span

Dimension = Tally.Dimension
HELD = -1  # the shade of what is withheld


def of_districts(side: Side, span: Span, names: Mapping[str, str]) -> Map:
    """Where reports are late: done too late, or still not done."""
    late = {code: one.late for code in names if (one := side.shown(code, span))}
    return map_of(late, link=lambda code: naming.page_of(Dimension.DISTRICT, code, span.query), late=True)


@dataclass(frozen=True)
class Area:
    """One village as drawn, with what is told of it; `shade` is that of a map, or HELD."""

    shape: Shape
    words: str
    shade: int


@dataclass(frozen=True)
class Areas:
    """Unlike a map of counts it says where a count is withheld; the table stands below it on the page."""

    map: Map
    areas: list[Area]
    shades: list[int]


def of_villages(half: Villages, names: Mapping[str, str], district: str) -> Areas | None:
    """How much was reported from each village; None where no outline is known."""
    rings = outline(district)
    if not rings:
        return None
    sizes = {code: half.size(code) for code in names if code}
    spots = [Place(code, size or 0, "", rings.get(code, [])) for code, size in sizes.items()]
    drawn = draw(spots, key="peta-desa")
    most = max((size for size in sizes.values() if size is not None), default=0)
    areas = [_area(shape, half, names, most) for shape in drawn.shapes]
    return Areas(drawn, areas, sorted({area.shade for area in areas}))


def _area(shape: Shape, half: Villages, names: Mapping[str, str], most: int) -> Area:
    code = shape.place.name
    return Area(shape, f"{names[code]}: {_told(half, code)}", _shade(half.size(code), most))


def _shade(size: int | None, most: int) -> int:
    return HELD if size is None else min(level(size, most), LEVELS)


def _told(half: Villages, code: str) -> str:
    size = half.size(code)
    if size is not None:
        return number_format(size, force_grouping=True)
    return _("kurang dari %(count)d") % {"count": half.k} if half.is_small(code) else _("tidak ditampilkan")


# --- words -------------------------------------------------------------------------------------------------------


def words_of_offices() -> dict[str, Any]:
    return {
        "title": gettext_lazy("Kantor demi kantor"), "first": gettext_lazy("Kantor"),
        "lede": gettext_lazy("Setiap kantor, berapa janji yang ditepatinya, dan berapa yang tidak."),
        "caveat": gettext_lazy(
            "Jumlah laporan tidak menunjukkan kantor mana yang lebih baik: yang tugasnya banyak menerima lebih banyak. "
            "Bandingkan bagian yang ditepati, dan lihat rentangnya."
        ),
        "small": gettext_lazy("Kantor ini menerima terlalu sedikit laporan untuk ditampilkan angkanya."),
    }  # fmt: skip


def words_of_districts() -> dict[str, Any]:
    return {
        "title": gettext_lazy("Kecamatan demi kecamatan"), "first": gettext_lazy("Kecamatan"),
        "lede": gettext_lazy("Dari mana laporan datang, dan di mana janji ditepati."),
        "caveat": gettext_lazy(
            "Banyak laporan tidak berarti banyak masalah. Penduduk, jaringan telepon, dan saluran yang dipakai "
            "berbeda-beda, jadi jumlah antardaerah tidak dapat dibandingkan begitu saja."
        ),
        "small": gettext_lazy("Dari tempat ini datang terlalu sedikit laporan untuk ditampilkan angkanya."),
    }  # fmt: skip


def words_of_classes() -> dict[str, Any]:
    return {
        "title": gettext_lazy("Menurut jenis laporan"), "first": gettext_lazy("Jenis laporan"),
        "lede": gettext_lazy("Pengaduan, permintaan informasi, dan aspirasi punya batas waktu yang berbeda."),
        "caveat": gettext_lazy(
            "Laporan tentang perilaku petugas selalu dirahasiakan, jadi tidak ada dalam angka mana pun di sini."
        ),
        "small": gettext_lazy("Jenis ini terlalu sedikit untuk ditampilkan angkanya."),
    }  # fmt: skip


def words_of_topics() -> dict[str, Any]:
    return {
        "title": gettext_lazy("Menurut topik"), "first": gettext_lazy("Topik"),
        "lede": gettext_lazy("Apa yang dilaporkan orang, dan topik mana yang sering lewat waktu."),
        "caveat": gettext_lazy(
            "Topik yang peka, misalnya kekerasan, digabung menjadi satu supaya tidak seorang pun dapat dikenali."
        ),
        "small": gettext_lazy("Laporan tentang topik ini terlalu sedikit untuk ditampilkan angkanya."),
    }  # fmt: skip


def words_of_channels() -> dict[str, Any]:
    return {
        "title": gettext_lazy("Lewat saluran apa"), "first": gettext_lazy("Saluran"),
        "lede": gettext_lazy("Lewat mana laporan datang: situs, telepon, loket, atau percakapan."),
        "caveat": gettext_lazy(
            "Saluran yang tidak dibuka di suatu tempat tidak menghasilkan laporan. Angka ini menunjukkan pintu yang "
            "dipakai, bukan siapa yang paling perlu."
        ),
        "small": gettext_lazy("Laporan lewat saluran ini terlalu sedikit untuk ditampilkan angkanya."),
    }  # fmt: skip

"""Letters on paper: every word is there, nobody's name is changed, and a signature never stands alone."""

import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pydantic import ValidationError
from pytest_django import DjangoAssertNumQueries

from balairung.ground.common.errors import Refused
from balairung.ground.common.paper import PRINTABLE
from balairung.kernel.documents.bodies import Body, Facts, Items, Paragraph, Table, pack, unpack
from balairung.kernel.documents.drawing import SHAPES, Unprintable, check, clean, draw, letterhead, nip_words, preview
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.announcing import publish_account
from tests import make
from tests.kernel.documents.papers import kept, pages, told
from tests.kernel.documents.samples import CODE, DISTRICT, LETTERS, LINK, SKTM, frame

AT = datetime(2026, 11, 25, 3, tzinfo=UTC)
SIGNED = "Ditandatangani secara elektronik oleh"


def drawn(name: str) -> str:
    return " ".join(pages(draw(*LETTERS[name], at=AT)))


def with_blocks(*blocks: Any, **more: Any) -> bytes:
    return draw(Body(title="Surat Keterangan", blocks=blocks, **more), frame(), at=AT)


def squeezed(text: str) -> str:
    return "".join(text.split())


# --- what stands there -------------------------------------------------------------------------------------------


def test_the_same_letter_is_the_same_bytes() -> None:
    body, usual = LETTERS["licence"]
    assert draw(body, usual, at=AT) == draw(body, usual, at=AT)
    assert draw(body, usual, at=AT) != draw(body, replace(usual, number="503/119/DPMPTSP/2026"), at=AT)
    assert draw(unpack(pack(body)), usual, at=AT) == draw(body, usual, at=AT)


@pytest.mark.parametrize("name", LETTERS)
def test_every_word_is_on_paper(name: str) -> None:
    body, around = LETTERS[name]
    found = squeezed(drawn(name)).casefold()
    for text in said_in(body):
        assert squeezed(text).casefold() in found, text
    head = around.letterhead
    said = (*head.above, head.name, head.address, *around.heading, around.name, around.number)
    assert [text for text in said if squeezed(text).casefold() not in found] == []


def said_in(body: Body) -> list[str]:
    found = [body.about, body.code, *body.to, *body.copies, *body.foot]
    if body.layout != "official":
        found.append(body.title)
    for block in body.blocks:
        match block:
            case Facts():
                found += [text for row in block.rows for text in row]
            case Items():
                found += block.items
            case Table():
                found += [*block.head, *(cell for row in block.rows for cell in row)]
            case _:
                found.append(block.text)
    return found


def test_a_certificate_is_dated_numbered_and_says_how_long_it_counts() -> None:
    words = drawn("sktm")
    assert "Nomor: 470/012/Kec.Rogojampi/2026" in words
    assert "Rogojampi, 25 November 2026 a.n. Bupati Banyuwangi Camat Rogojampi," in words
    assert "Surat ini berlaku sampai dengan 25 Desember 2026." in words
    assert "NIP 19700412 199503 1 004" in words
    assert "Halaman 1 dari 1" in words


def test_each_layout_begins_and_ends_in_its_own_way() -> None:
    assert "Ditetapkan di Banyuwangi pada tanggal 25 November 2026" in drawn("licence")
    assert "TENTANG IZIN PENYELENGGARAAN REKLAME" in drawn("licence")
    official = " ".join(told("pdftotext", draw(*LETTERS["official"], at=AT), "-layout").split())
    for word in ("Sifat : Biasa", "Lampiran : Satu berkas", "Hal : Permohonan bantuan pengamanan", "Tembusan: 1."):
        assert word in official
    assert official.count("25 November 2026") == 1


def test_it_says_plainly_what_the_signature_is_worth() -> None:
    body, local = LETTERS["sktm"]
    own = " ".join(pages(draw(body, local, at=AT)))
    assert "Bukan TTE tersertifikasi" in own
    assert "sertifikat pemerintah daerah sendiri" in own
    assert "BSrE" not in own
    certified = " ".join(pages(draw(body, replace(local, certified=True), at=AT)))
    assert "Balai Sertifikasi Elektronik (BSrE), BSSN" in certified
    assert "tersertifikasi" not in certified


def test_the_code_is_read_from_a_picture_of_the_page(tmp_path: Path) -> None:
    with kept(draw(*LETTERS["sktm"], at=AT)) as path:
        subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", path, tmp_path / "page"], check=True)
    read = zxingcpp.read_barcodes(Image.open(tmp_path / "page.png"))
    assert [one.text for one in read] == [LINK]
    assert f"layanan.contoh.id/v/{CODE}/" in squeezed(drawn("sktm"))  # and by whoever has no camera
    assert "#" not in drawn("sktm")


def test_a_konsep_says_so_on_every_page_and_has_no_code() -> None:
    long = Body(title="Surat Keterangan", blocks=(Paragraph(text="Keterangan. " * 450),))
    _body, konsep = LETTERS["konsep"]
    found = pages(draw(long, konsep, at=AT))
    assert len(found) > 1
    assert all("KONSEP" in page for page in found)
    assert "Belum bernomor dan belum ditandatangani. Surat ini belum berlaku." in found[0]
    assert SIGNED not in " ".join(found)


def test_without_number_date_signer_or_link_there_is_only_a_konsep() -> None:
    for lacking in ({"number": ""}, {"dated": None}, {"name": ""}, {"link": ""}):
        with pytest.raises(ValueError, match="only a konsep"):
            draw(SKTM, frame(**lacking), at=AT)


def test_paper_speaks_indonesian_to_every_reader() -> None:
    with override("en"):
        english = draw(*LETTERS["sktm"], at=AT)
    assert english == draw(*LETTERS["sktm"], at=AT)


def test_what_somebody_wrote_is_no_source() -> None:
    wicked = '#panic("x") *tebal* $x$ \\ @siti <label> // `kode` [ ] = judul {nama}'
    assert squeezed(wicked) in squeezed(" ".join(pages(with_blocks(Paragraph(text=wicked)))))


# --- signs -------------------------------------------------------------------------------------------------------


def test_every_sign_that_is_called_printable_has_a_shape() -> None:
    signs = "".join(sorted(PRINTABLE - {" ", "\u00a0"}))
    text = " ".join(signs[at : at + 20] for at in range(0, len(signs), 20))
    assert "SourceSans3" in told("pdffonts", with_blocks(Paragraph(text=text)))


def test_names_keep_their_letters() -> None:
    for name in ("Nguyễn Thị Hạnh", "Ma’ruf ʿAbd al-Ḥamīd", "Żółć Ľubomír", "Αθηνά", "Ольга"):
        found = " ".join(pages(draw(SKTM, frame(name=name), at=AT)))
        assert name in found
    assert clean("Jose\u0301") == "José"


def test_a_sign_without_a_shape_is_refused_by_name() -> None:
    with pytest.raises(Unprintable, match="“李”, “明” tidak ada dalam huruf cetak surat") as caught:
        with_blocks(Paragraph(text="Nama: 李明"))
    assert isinstance(caught.value, Refused)
    with pytest.raises(Unprintable, match="“ﷺ”"):
        draw(SKTM, frame(name="Nabi ﷺ"), at=AT)
    with pytest.raises(Unprintable, match="“😀”"):
        check(Body(title="Surat 😀", blocks=(Paragraph(text="x"),)))
    check(SKTM)


def test_what_nobody_sees_goes_and_lines_stay() -> None:
    assert clean("Siti\u200b \u202eAminah\ufeff\x00\r\nbinti\u2009Ali\u2028Umar\t!") == "Siti Aminah\nbinti Ali\nUmar !"


@given(st.text(max_size=300) | st.text(alphabet=sorted(PRINTABLE), max_size=300))
@settings(max_examples=40)
def test_any_text_is_set_or_refused_with_a_sentence(text: str) -> None:
    body = Body(
        title="Surat",
        blocks=(
            Paragraph(text=text),
            Facts(rows=((text, text),)),
            Table(caption=text, head=(text,), rows=((text,),)),
            Items(items=(text,)),
        ),
    )
    if all(sign in SHAPES for sign in clean(text)):
        assert draw(body, frame(), at=AT).startswith(b"%PDF-1.7")
    else:
        with pytest.raises(Unprintable, match="tidak ada dalam huruf cetak surat"):
            draw(body, frame(), at=AT)


# --- room --------------------------------------------------------------------------------------------------------

LONG = "Keterangan ini ditulis panjang agar halamannya penuh dan tidak ada yang terpotong. "
TALL = [Paragraph(text=LONG * 6)] * 3


@pytest.mark.parametrize("filler", range(0, 22, 3))
@pytest.mark.parametrize(
    "last",
    [
        Paragraph(text=LONG * 5),
        Paragraph(text=LONG * 60),
        Items(items=tuple(f"Butir {at}. {LONG}" for at in range(40))),
        Facts(rows=tuple((f"Butir {at}", LONG) for at in range(40))),
        Table(caption="Daftar", head=("No.", "Nama"), rows=tuple((str(at), f"Warga {at}") for at in range(60))),
    ],
    ids=["paragraph", "long paragraph", "items", "facts", "table"],
)
def test_a_signature_never_stands_alone(last: Any, filler: int) -> None:
    found = pages(with_blocks(*TALL, *[Paragraph(text="Baris.")] * filler, last))
    *_before, end = [page for page in found if SIGNED in page]
    assert sum(SIGNED in page for page in found) == 1
    before = end.partition("Rogojampi, 25 November 2026")[0]
    assert any(word in before for word in ("Keterangan ini", "Butir", "Daftar di atas memuat 60 baris.")), before


def test_a_long_table_repeats_its_head_and_each_page_its_number() -> None:
    rows = tuple((str(at), f"351008150784{at:04}", f"Warga Nomor {at}") for at in range(1, 121))
    found = pages(with_blocks(Table(caption="Penerima", head=("No.", "NIK", "Nama lengkap"), rows=rows)))
    assert len(found) > 2
    assert all("Nama lengkap" in page for page in found if "Warga Nomor" in page)
    assert all("nomor 470/012/Kec.Rogojampi/2026" in page for page in found[1:])
    assert all(f"Halaman {at} dari {len(found)}" in page for at, page in enumerate(found, start=1))
    words = " ".join(found)
    assert all(f"Warga Nomor {at} " in f"{words} " for at in range(1, 121))


def test_nothing_leaves_the_page(tmp_path: Path) -> None:
    endless = "Wiramenggala" * 20
    body = Body(
        title="Surat Keterangan " + endless,
        layout="decision",
        about=endless,
        blocks=(
            Paragraph(text=endless),
            Facts(rows=((endless, endless), ("Nama", "Siti"))),
            Table(caption=endless, head=tuple(f"Kolom {at}" for at in range(8)), rows=(("3510081507840003",) * 8,)),
            Items(items=(endless,)),
        ),
        copies=(endless,),
        foot=(endless,),
    )
    head = replace(DISTRICT, name=("Dinas " + "Pemberdayaan Perempuan dan Perlindungan Anak " * 3).upper())
    usual = frame(head, name="Prof. Dr. Ir. H. " + "Raden Mas Suryadiningrat " * 5, heading=(endless, "Camat " * 20))
    words = told("pdftotext", draw(body, usual, at=AT), "-bbox").split("<word ")[1:]
    edges = [float(word.split('xMax="')[1].split('"')[0]) for word in words]
    widest = max(edges)
    assert widest <= 595.3 - 22 / 25.4 * 72 + 1  # the right margin


def test_cells_of_a_table_do_not_touch() -> None:
    rows = (("3510081507840003", "3510081203120007", "Siti Nurhaliza", "Kepala keluarga", "0812345678901", "Islam"),)
    page = told(
        "pdftotext", with_blocks(Table(caption="x", head=("NIK", "KK", "Nama", "SHDK", "HP", "Agama"), rows=rows))
    )
    for cell in rows[0]:
        assert cell in " ".join(page.split())


# --- the letterhead ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_letterhead_of_each_kind_of_office(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make.regency()
    village = make.village().office
    found = letterhead(village)
    assert found.above == ("PEMERINTAH KOTA MADIUN", make.office("kecamatan-357701").name.upper())
    assert (found.name, found.place) == ("DESA UJI", village.region and village.region.name)
    assert letterhead(make.office("pupr")).name == "DINAS PEKERJAAN UMUM DAN PENATAAN RUANG"
    assert letterhead(make.office("bagian-hukum")).above == ("PEMERINTAH KOTA MADIUN", "SEKRETARIAT DAERAH")
    leader = letterhead(make.office("pimpinan"))
    assert (leader.above, leader.name, leader.place) == ((), "WALI KOTA MADIUN", "Madiun")
    office = make.office("pupr")
    with django_assert_num_queries(1):
        letterhead(office)


@pytest.mark.django_db
def test_a_letterhead_tells_how_the_office_is_reached() -> None:
    make.regency()
    office = make.office("pupr")
    for kind, value in (("email", "pupr@contoh.id"), ("telephone", "0351 462222"), ("instagram", "pupr.uji")):
        publish_account(office=office, kind=kind, value=value, by=SYSTEM, at=make.START)
    assert [kind for kind, _words, _link in letterhead(office).accounts] == ["Telepon", "Surel"]
    first = pages(preview(SKTM, office, at=AT))[0]
    assert "Surel pupr@contoh.id" in first
    assert "instagram" not in first.casefold()
    assert "Madiun, …" in first


# --- values ------------------------------------------------------------------------------------------------------


def test_a_body_that_cannot_be_drawn_is_no_body() -> None:
    with pytest.raises(ValidationError, match="as many cells as its head"):
        Table(caption="x", head=("a", "b"), rows=(("1",),))
    with pytest.raises(ValidationError):
        Body(title="Surat", blocks=())
    with pytest.raises(ValidationError):
        Facts(rows=())
    with pytest.raises(ValidationError):
        unpack('{"title": "x", "blocks": [{"kind": "html", "text": "<b>"}]}')


def test_a_nip_is_written_in_its_four_parts() -> None:
    assert nip_words("197004121995031004") == "19700412 199503 1 004"
    assert nip_words("12345") == "12345"
    assert frame().dated == date(2026, 11, 25)

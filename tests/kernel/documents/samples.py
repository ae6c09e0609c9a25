"""Letters to draw in tests and in the bench, all of them invented: one of each layout, and a letterhead for each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from balairung.kernel.documents.bodies import Body, Facts, Heading, Items, Paragraph, Table
from balairung.kernel.documents.drawing import Frame, Letterhead

HOUSE = "Kabupaten Banyuwangi"
ABOVE = "PEMERINTAH KABUPATEN BANYUWANGI"
DISTRICT = Letterhead(
    above=(ABOVE,), name="KECAMATAN ROGOJAMPI", address="Jalan Diponegoro 12, Rogojampi 68462",
    accounts=(("Telepon", "0333 631234", "tel:+62333631234"),
              ("Surel", "rogojampi@contoh.id", "mailto:rogojampi@contoh.id"),
              ("Situs web", "rogojampi.contoh.id", "https://rogojampi.contoh.id")),
    place="Rogojampi", house=HOUSE,
)  # fmt: skip
VILLAGE = Letterhead((ABOVE, "KECAMATAN GLAGAH"), "DESA KAMPUNGANYAR", "Jalan Raya Ijen 3", (), "Kampunganyar", HOUSE)
AGENCY = Letterhead(
    (ABOVE,), "DINAS PENANAMAN MODAL DAN PELAYANAN TERPADU SATU PINTU", "Jalan Adi Sucipto 8, Banyuwangi",
    (("Telepon", "0333 412345", "tel:+62333412345"),), "Banyuwangi", HOUSE,
)  # fmt: skip
CODE = "0K3JQ7XW2M9PZB4HT6RYCD8FNA"
LINK = f"https://layanan.contoh.id/v/{CODE}/#{'482915730162' * 50}"

SKTM = Body(
    title="Surat Keterangan Tidak Mampu",
    blocks=(
        Paragraph(text="Yang bertanda tangan di bawah ini menerangkan bahwa:"),
        Facts(
            rows=(
                ("Nama", "Siti Maimunah binti Abdul Karim"),
                ("NIK", "3510085403880001"),
                ("Tempat, tanggal lahir", "Banyuwangi, 14 Maret 1988"),
                ("Pekerjaan", "Buruh tani"),
                ("Alamat", "Dusun Krajan RT 02 RW 01, Desa Gitik, Kecamatan Rogojampi, Kabupaten Banyuwangi"),
            )
        ),
        Paragraph(
            text="berdasarkan pemeriksaan pemerintah desa pada 24 November 2026 benar warga kami yang tergolong"
            " keluarga tidak mampu dan tidak mempunyai penghasilan tetap."
        ),
        Paragraph(text="Surat ini diberikan untuk meringankan biaya perawatan anaknya di rumah sakit."),
        Paragraph(text="Demikian surat keterangan ini dibuat dengan sebenarnya."),
    ),
)
MEMBERS = (
    ("Ahmad Fauzi Nugroho", "Kepala keluarga"),
    ("Siti Nurhaliza Rahmawati", "Istri"),
    ("Muhammad Rizki Ramadhan", "Anak"),
    ("Aisyah Putri Kusumaningtyas Wijayakusuma", "Anak"),
    ("Budi Santoso", "Anak"),
    ("Hj. Sumarni", "Orang tua"),
)
F103 = Body(
    layout="form",
    code="F-1.03",
    title="Formulir Pendaftaran Perpindahan Penduduk",
    blocks=(
        Heading(text="Data pemohon"),
        Facts(
            rows=(
                ("Nomor KK", "3510081203120007"),
                ("Nama lengkap", "Ahmad Fauzi Nugroho"),
                ("NIK", "3510081507840003"),
                ("Jenis permohonan", "Surat Keterangan Pindah"),
                ("Alamat asal", "Dusun Krajan RT 02 RW 01, Desa Gitik, Kecamatan Rogojampi"),
            )
        ),
        Heading(text="Kepindahan"),
        Facts(
            rows=(
                ("Klasifikasi", "Antarkecamatan dalam satu kabupaten"),
                ("Alamat tujuan", "Jalan Kepiting 21 RT 03 RW 02, Kelurahan Tukangkayu, Kecamatan Banyuwangi"),
                ("Alasan pindah", "Pekerjaan"),
                ("Jenis kepindahan", "Kepala keluarga dan seluruh anggota"),
                ("Status KK yang pindah", "Membuat KK baru"),
                ("Rencana tanggal pindah", "1 Desember 2026"),
            )
        ),
        Heading(text="Anggota keluarga yang pindah"),
        Table(
            caption="Anggota keluarga yang pindah",
            head=("No.", "NIK", "Nama lengkap", "Hubungan dalam keluarga"),
            rows=tuple(
                (str(at), f"351008150784{at:04}", name, kind) for at, (name, kind) in enumerate(MEMBERS, start=1)
            ),
        ),
        Paragraph(text="Saya menyatakan bahwa data di atas benar dan bersedia menerima akibatnya bila tidak benar."),
    ),
    foot=("Tidak dipungut biaya.",),
)
DUTIES = (
    "Pemegang izin menjaga reklame tetap kokoh, bersih, dan tidak menutupi rambu lalu lintas; membayar pajak reklame"
    " sesuai dengan ketentuan; dan membongkarnya sendiri paling lambat tujuh hari setelah izin berakhir."
)
LICENCE = Body(
    layout="decision",
    title="Keputusan Kepala Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu",
    about="Izin Penyelenggaraan Reklame Toko Kelontong “Sumber Rejeki”",
    blocks=(
        Heading(text="Menimbang"),
        Items(
            items=(
                "bahwa pemohon mengajukan permohonan nomor M-7K3Q9 pada 2 November 2026, lengkap pada 4 November 2026;",
                "bahwa pemeriksaan lapangan pada 9 November 2026 menyatakan letak dan ukuran reklame sesuai ketentuan;",
                "bahwa berdasarkan pertimbangan tersebut perlu menetapkan keputusan ini.",
            )
        ),
        Heading(text="Mengingat"),
        Items(
            items=(
                "Undang-Undang Nomor 30 Tahun 2014 tentang Administrasi Pemerintahan;",
                "Undang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah;",
                "Peraturan Pemerintah Nomor 5 Tahun 2021 tentang Perizinan Berusaha Berbasis Risiko;",
                "Peraturan Bupati Banyuwangi tentang Penyelenggaraan Reklame.",
            )
        ),
        Paragraph(text="MEMUTUSKAN:", centred=True),
        Facts(rows=(("KESATU", "Memberikan izin penyelenggaraan reklame kepada:"),)),
        Facts(
            rows=(
                ("Nama", "Nyoman Ayu Puspitasari"),
                ("Nama usaha", "Toko Kelontong “Sumber Rejeki”"),
                ("Alamat usaha", "Jalan Raya Genteng 45, Desa Genteng Wetan, Kecamatan Genteng"),
                ("Letak reklame", "Di depan toko, menempel pada bangunan"),
                ("Ukuran", "1,5 m × 3 m, satu muka, tinggi ≥ 2,5 m dari tanah"),
            )
        ),
        Facts(
            rows=(
                ("KEDUA", DUTIES),
                ("KETIGA", "Izin ini dapat dicabut setelah pemegangnya dua kali diberi peringatan tertulis."),
                ("KEEMPAT", "Izin ini tidak dapat dipindahtangankan tanpa persetujuan tertulis Kepala Dinas."),
                ("KELIMA", "Keputusan ini mulai berlaku pada tanggal ditetapkan."),
            )
        ),
    ),
    copies=("Bupati Banyuwangi", "Kepala Badan Pendapatan Daerah", "Camat Genteng"),
)
OFFICIAL = Body(
    layout="official",
    title="Permohonan Bantuan Pengamanan",
    about="Permohonan bantuan pengamanan kegiatan pasar malam Desa Gitik",
    enclosures="Satu berkas",
    to=("Yth. Kepala Kepolisian Sektor Rogojampi", "di Rogojampi"),
    blocks=(
        Paragraph(text="Dengan hormat kami sampaikan bahwa Karang Taruna Desa Gitik akan mengadakan pasar malam."),
        Facts(
            rows=(
                ("Hari, tanggal", "Sabtu dan Minggu, 5 dan 6 Desember 2026"),
                ("Waktu", "16.00–22.00 WIB"),
                ("Tempat", "Lapangan Desa Gitik"),
            )
        ),
        Paragraph(text="Untuk itu kami mohon bantuan pengamanan dan pengaturan lalu lintas."),
        Paragraph(text="Atas perhatian dan kerja samanya kami ucapkan terima kasih."),
    ),
    copies=("Bupati Banyuwangi (sebagai laporan)", "Kepala Satuan Polisi Pamong Praja", "Kepala Desa Gitik"),
)


def frame(head: Letterhead = DISTRICT, **more: Any) -> Frame:
    """Signed by a camat in the regent's name; what is given says it otherwise."""
    usual = Frame(
        head, number="470/012/Kec.Rogojampi/2026", dated=date(2026, 11, 25),
        heading=("a.n. Bupati Banyuwangi", "Camat Rogojampi"), name="Drs. H. Suryanto Wibowo, M.Si.",
        nip="197004121995031004", link=LINK,
    )  # fmt: skip
    return replace(usual, **more)


LETTERS: dict[str, tuple[Body, Frame]] = {
    "sktm": (SKTM, frame(valid_until=date(2026, 12, 25))),
    "f-1.03": (F103, frame(VILLAGE, heading=("Kepala Desa Kampunganyar",), nip="")),
    "licence": (LICENCE, frame(AGENCY, number="503/118/DPMPTSP/2026", heading=("Kepala Dinas",), certified=True)),
    "official": (OFFICIAL, frame(heading=("Plt. Camat Rogojampi",))),
    "konsep": (SKTM, Frame(DISTRICT, konsep=True)),
}

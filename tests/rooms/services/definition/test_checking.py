"""Each fault of a definition is one sentence with its place; the example has none."""

import pytest

from balairung.rooms.services.definition.checking import faults
from balairung.rooms.services.definition.reading import read
from tests.rooms.services.example import TEXT, example


def said(text: str, **more: object) -> list[str]:
    return list(map(str, faults(read(text), **more)))  # type: ignore[arg-type]


def test_the_example_is_well() -> None:
    assert faults(example(), offices=set()) == []


CASES = [
    # identity
    ("key: surat-contoh", "key: paket", "Kunci “paket” sudah dipakai halaman lain. Pilih kunci lain."),
    ("summary: Untuk mencoba.", 'summary: ""', "Ringkasan belum diisi: satu kalimat tentang kegunaan layanan ini."),
    (
        "level: village\nsummary",
        "level: leader\nsummary",
        "Tingkat layanan adalah desa, kecamatan, atau kantor kabupaten.",
    ),
    ("level: village\nsummary", "level: agency\nsummary", "Layanan kantor kabupaten harus menyebut kantornya."),
    (
        "level: village\nsummary",
        "level: agency\noffice: dinsoss\nsummary",
        "Kantor “dinsoss” tidak ada di daerah ini. Mungkin maksud Anda “dinsos”?",
    ),
    (
        "words: [contoh, coba-coba]",
        "events: [sekolahh]",
        "Peristiwa hidup “sekolahh” tidak dikenal. Mungkin maksud Anda “sekolah”?",
    ),
    # the form
    ("key: keluarga\n", "key: keperluan\n", "Kunci halaman “keperluan” dipakai lebih dari sekali."),
    (
        "key: keluarga\n",
        "key: pemohon\n",
        "Halaman 2 “Keluarga Anda”: Kunci “pemohon” sudah dipakai halaman bawaan. Pilih kunci lain.",
    ),
    ("{key: alamat, ", "{key: kk, ", "Kunci pertanyaan “kk” dipakai lebih dari sekali."),
    (
        "{key: kk, type: kk",
        "{key: nik, type: kk",
        "Kunci “nik” sudah berarti lain di setiap layanan. Pilih kunci lain.",
    ),
    (
        "{key: kk, type: kk",
        "{key: token, type: kk",
        "Kunci “token” sudah berarti lain di setiap layanan. Pilih kunci lain.",
    ),
    ("label: Alamat tempat tinggal}", 'label: ""}', "Pertanyaan ini belum berisi kata-kata."),
    (
        "{key: kk, type: kk,",
        "{key: kk, type: choice,",
        "Halaman 2 “Keluarga Anda”, pertanyaan “Nomor kartu keluarga”: Pertanyaan ini belum punya pilihan yang cukup.",
    ),
    (
        "{key: sekolah, label: Sekolah}",
        "{key: sekolah, label: Berobat}",
        "Kata pilihan “Berobat” dipakai lebih dari sekali.",
    ),
    ("most: 120,", "most: 120, least: 200,", "Batas terkecil lebih besar daripada batas terbesar."),
    ("type: kk, label", "type: kk, most: 3, label", "Pertanyaan jenis ini tidak punya batas terkecil atau terbesar."),
    ("most: 2, required: false", "most: 20, required: false", "Paling banyak 10 berkas untuk satu pertanyaan."),
    ("type: kk, label", "type: kk, past: true, label", "Hanya tanggal yang dapat dibatasi sampai hari ini."),
    (
        "most: 2, required: false",
        "unknown: true, required: false",
        "“Saya tidak tahu” bukan jawaban untuk pertanyaan jenis ini.",
    ),
    (
        "type: kk, label",
        "type: kk, fields: [{key: x, type: line, label: X}], label",
        "Hanya daftar anggota yang berisi pertanyaan di dalamnya.",
    ),
    (
        "{key: lahir, type: date",
        "{key: nama_anak, type: date",
        "Kunci pertanyaan “nama_anak” dipakai lebih dari sekali.",
    ),
    (
        "{key: lahir, type: date, label: Tanggal lahir, past: true}",
        "{key: 'no', type: file, label: Akta}",
        "Di dalam daftar anggota tidak ada berkas dan tidak ada daftar lagi.",
    ),
    # conditions
    (
        "when: [{field: keperluan, among: [lain]}]}\n  - key: keluarga",
        "when: [{field: keperluam, among: [lain]}]}\n  - key: keluarga",
        "syarat 1: Syarat menunjuk pertanyaan “keperluam” yang tidak ada. Mungkin maksud Anda “keperluan”?",
    ),
    (
        "when: [{field: keperluan, among: [lain]}]}\n  - key: keluarga",
        "when: [{field: kk}]}\n  - key: keluarga",
        "Syarat menunjuk pertanyaan “Nomor kartu keluarga”, yang baru ditanyakan kemudian atau di sini.",
    ),
    (
        "when: [{field: keperluan, among: [lain]}]}\n  - key: keluarga",
        "when: [{field: keperluan, among: [lainn]}]}\n  - key: keluarga",
        "“lainn” bukan pilihan dari “Dipakai untuk apa?”. Mungkin maksud Anda “lain”?",
    ),
    (
        "when: [{field: keperluan, among: [sekolah]}]\n    fields",
        "when: [{field: alamat, among: [x]}]\n    fields",
        "“Alamat tempat tinggal” dijawab bebas; syaratnya hanya dapat “terisi” atau “tidak terisi”.",
    ),
    (
        "when: [{field: keperluan, among: [sekolah]}]\n    fields",
        "when: [{field: keperluan, among: [sekolah]}, {field: keperluan, among: [lain]}]\n    fields",
        "Dua syarat tentang pertanyaan yang sama: gabungkan menjadi satu.",
    ),
    (
        "when: [{field: keperluan, among: [sekolah]}]\n    fields",
        "when: [{field: keperluan, among: [sekolah]}, {field: keperluan_lain}]\n    fields",
        "Halaman 3 “Anak”: Halaman ini tidak pernah muncul: syaratnya tidak mungkin terpenuhi bersama.",
    ),
    # steps
    (
        "role: village_operator",
        "role: vilage_operator",
        "Peran “vilage_operator” tidak ada. Mungkin maksud Anda “village_operator”?",
    ),
    ("{key: kunjungan,", "{key: periksa,", "Kunci langkah “periksa” dipakai lebih dari sekali."),
    (
        "title: Diperiksa desa, at: village",
        "title: Diperiksa desa, at: agency",
        "Kantor kabupaten yang mengerjakannya belum disebut.",
    ),
    (
        "title: Diperiksa desa, at: village",
        "title: Diperiksa desa, office: pupr, at: village",
        "Kantor hanya disebut untuk langkah di kantor kabupaten.",
    ),
    ("title: Diperiksa desa, at: village", "title: Diperiksa desa, at: leader", "Pimpinan hanya dapat menandatangani."),
    (
        "role: village_operator, clock",
        "role: village_operator, may: [back], clock",
        "Langkah pertama tidak dapat mengembalikan ke langkah sebelumnya.",
    ),
    (
        "does: sign, may: [refuse, back]",
        "does: decide",
        "Layanan ini menghasilkan surat, tetapi tidak ada langkah tanda tangan.",
    ),
    ("does: inspect, clock", "does: sign, clock", "Tanda tangan adalah langkah terakhir."),
    ("does: inspect, clock", "does: sign, clock", "Tanda tangan hanya sekali."),
    (
        "may: [refuse, back],",
        "may: [refuse, back], when: [{field: keperluan, among: [lain]}],",
        "Langkah tanda tangan tidak bersyarat",
    ),
    (
        "at: village, does: inspect, clock: {amount: 1}",
        "at: village, does: inspect, clock: {amount: 9}",
        "Langkah-langkahnya memakan 11 hari kerja, padahal layanan dijanjikan dalam 4.",
    ),
    # the letter
    (
        "{alamat}, {wilayah}",
        "{alamt}, {wilayah}",
        "Surat, bagian 2, baris 3: Tidak ada isian {alamt}. Mungkin maksud Anda {alamat}.",
    ),
    ("{kepala_desa} {desa},", "{kepala_desa {desa},", "tidak berpasangan"),
    (
        'Keperluan: {keperluan_lain}."\n      when: [{field: keperluan, among: [lain]}]',
        'Keperluan: {keperluan_lain}."',
        "{keperluan_lain} kosong bila “Sebutkan” tidak ditanyakan atau tidak dijawab.",
    ),
    ("letter:\n  title: Surat Contoh", "letter:\n  title: Surat {keperluan_lain}", "{keperluan_lain} kosong bila"),
    (
        "letter:\n  title: Surat Contoh",
        'letter:\n  number: "{kode}/{tahun}"\n  title: Surat Contoh',
        "Surat: Bentuk nomor harus memuat {nomor}",
    ),
    (
        "letter:\n  title: Surat Contoh",
        "letter:\n  holder: kk\n  title: Surat Contoh",
        "Surat harus atas nama seseorang: pertanyaan “kk” bukan nama.",
    ),
    ('- text: "Yang bertanda', '- heading: Judul\n      text: "Yang bertanda', "Setiap bagian berisi tepat satu hal"),
    ("table: anak", "table: ank", "Tabel menunjuk “ank”, yang bukan daftar anggota. Mungkin maksud Anda “anak”?"),
    ('[Lahir, "{lahir}"]', '[Lahir, "{lahr}"]', "Tidak ada isian {lahr}. Mungkin maksud Anda {lahir}."),
    (
        '[Penghasilan, "{penghasilan}"]',
        '[Penghasilan, "{anak}"]',
        "“Anak yang bersekolah” berisi beberapa anggota: pakai bagian tabel.",
    ),
    ('[Penghasilan, "{penghasilan}"]', '[Penghasilan, "{foto}"]', "“Foto rumah” tidak dapat ditulis di dalam surat."),
    ("signer: {at: village", "signer: {at: agency", "Kantor kabupaten yang mengerjakannya belum disebut."),
    ("menerangkan bahwa:", "menerangkan bahwa {nik}:", ""),
    ("summary: Untuk mencoba.", "summary: Untuk mencoba.\nnik: optional", ""),
    # the standard
    (
        "field: kk}]",
        "field: kkk}]",
        "persyaratan 1 “Nomor kartu keluarga”: Pertanyaan “kkk” tidak ada di formulir. Mungkin maksud Anda “kk”?",
    ),
    (
        "product: Surat Contoh",
        "cost: 5000\n  product: Surat Contoh",
        "Layanan ini berbiaya. Tuliskan dasar dan cara membayarnya.",
    ),
    ("most: 2, required: false", "most: 2", "Berkas “Foto rumah” wajib dilampirkan, tetapi tidak ada di persyaratan."),
    ("basis: [{words: UU 6/2014}]", "basis: []", "Dasar hukum belum diisi."),
    (
        "basis: [{words: UU 6/2014}]",
        "basis: [{words: UU 6/2014}]\ntranslations: {xx: {a: b}}",
        "Bahasa “xx” tidak dikenal.",
    ),
]


@pytest.mark.parametrize(("old", "new", "sentence"), CASES)
def test_a_fault_is_told_with_its_place(old: str, new: str, sentence: str) -> None:
    assert old in TEXT
    told = said(TEXT.replace(old, new, 1), offices={"dinsos", "pupr"})
    assert any(sentence in one for one in told) if sentence else told == [], told


def test_a_service_without_steps_or_letter_is_told() -> None:
    start, rest = TEXT.split("steps:\n")
    standard = rest[rest.index("standard:") :]
    told = said(start + "steps: []\n" + standard)
    assert told == ["Langkah: Belum ada langkah. Siapa yang memeriksa permohonan ini?"]
    step = "steps: [{key: a, title: A, at: village, clock: {amount: 1}}]\n"
    assert said(start + step + standard) == [
        "Langkah 1 “A”: Tanpa surat, langkah terakhir adalah keputusan.",
        "Langkah: Pada sebagian jawaban langkah terakhir bukan keputusan.",
    ]
    decide = step.replace("at: village", "at: village, does: decide")
    assert said(start + decide + standard) == []
    sometimes = decide.replace("does: decide", "does: decide, when: [{field: keperluan, among: [lain]}]")
    assert said(start + sometimes + standard) == [
        "Langkah: Pada sebagian jawaban tidak ada langkah sama sekali. Buat satu langkah tanpa syarat."
    ]


def test_a_fault_knows_the_part_in_which_it_is_put_right() -> None:
    text = TEXT.replace("summary: Untuk mencoba.", 'summary: ""').replace("{alamat}, {wilayah}", "{alamt}")
    assert [(one.part, one.path) for one in faults(read(text))] == [
        ("identity", ("summary",)),
        ("letter", ("letter", "parts", 1, "facts", 2)),
    ]

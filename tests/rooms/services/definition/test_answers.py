"""What is asked, and what somebody typed made clean: each fault one sentence, nothing else ever raised."""

from datetime import date
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from balairung.rooms.services.definition.answers import asked, clean, holds, lacking, pages, pruned, steps
from balairung.rooms.services.definition.shape import Asked, Page, Type, When
from balairung.rooms.services.definition.walking import walks
from tests.rooms.services.example import example

TODAY = date(2026, 3, 2)


def one(kind: str, **more: Any) -> Asked:
    return Asked.model_validate({"key": "x", "type": kind, "label": "X", **more})


def typed(kind: str, text: Any, **more: Any) -> Any:
    """The clean answer, or the sentence."""
    page = Page(key="p", title="P", fields=(one(kind, **more),))
    found = clean(page, {"x": text}, answers={}, today=TODAY, region=lambda code: code == "35.77.01.1001")
    return found.errors.get("x", found.answers.get("x"))


CHOICES = ({"key": "a", "label": "A"}, {"key": "b", "label": "B"})


@pytest.mark.parametrize(
    ("kind", "text", "answer"),
    [
        ("line", "  Jalan   Raya \u200b1 ", "Jalan Raya 1"),
        ("line", "x" * 201, "Tulis paling banyak 200 huruf; sekarang 201."),
        ("text", "satu\r\ndua", "satu\ndua"),
        ("name", "Siti Nur'aini, S.Pd.", "Siti Nur'aini, S.Pd."),
        ("name", "Siti 2", "Tulis nama seperti di KTP, tanpa angka."),
        ("name", "<script>", "Tulis nama seperti di KTP, tanpa angka."),
        ("nik", "3510 0141 0790 0001", "3510014107900001"),
        ("nik", "351001410790001", "NIK terdiri atas 16 angka; yang ditulis 15 angka."),
        ("nik", "35100141O7900001", "NIK hanya berisi angka."),
        ("nik", "٣٥١٠٠١٤١٠٧٩٠٠٠٠١", "NIK hanya berisi angka."),
        ("nik", "0010014107900001", "Enam angka pertama NIK ini bukan kode wilayah. Periksa lagi di KTP atau KK."),
        (
            "nik",
            "3510017202900001",
            "Tanggal lahir di dalam NIK ini tidak ada. Periksa lagi angka ketujuh sampai kedua belas.",
        ),
        ("nik", "3510014107900000", "NIK ini tidak mungkin ada. Periksa lagi di KTP atau KK."),
        ("kk", "3510010107150001", "3510010107150001"),
        ("kk", "3510013207150001", "Nomor kartu keluarga ini tidak mungkin ada. Periksa lagi di KK."),
        ("kk", "1", "Nomor kartu keluarga terdiri atas 16 angka; yang ditulis 1 angka."),
        ("date", "1990-08-17", "1990-08-17"),
        ("date", "17/8/1990", "1990-08-17"),
        ("date", "17 agustus 1990", "1990-08-17"),
        ("date", "31-02-2026", "Tanggal ini tidak ada. Tulis misalnya 17-08-1990 atau 17 Agustus 1990."),
        ("date", "17-08-90", "Tanggal ini tidak ada. Tulis misalnya 17-08-1990 atau 17 Agustus 1990."),
        ("number", "1.234", 1234),
        ("number", "tiga", "Tulis angka bulat, misalnya 3."),
        ("number", "²", "Tulis angka bulat, misalnya 3."),
        ("money", "1.500.000", 1500000),
        ("money", "Rp 1,5 juta", 1500000),
        ("money", "Rp1.500.000,00", 1500000),
        ("money", "-5000", "Tulis jumlah rupiah, misalnya 1.500.000."),
        ("money", "banyak", "Tulis jumlah rupiah, misalnya 1.500.000."),
        ("money", "9" * 20, "Paling banyak 1.000.000.000.000.000."),
        ("phone", "0812 3456 7890", "+6281234567890"),
        ("phone", "12", "Nomor telepon ini tidak dikenali. Tulis misalnya 0812 3456 7890."),
        ("yesno", "ya", True),
        ("yesno", "tidak", False),
        ("yesno", "mungkin", "Pilih ya atau tidak."),
        ("agree", "on", True),
        ("agree", "", "Centang untuk melanjutkan."),
        ("region", "35.77.01.1001", "35.77.01.1001"),
        ("region", "35.10.01.1001", "Pilih wilayah dari daftar."),
        ("line", "", "Bagian ini belum diisi."),
        ("yesno", "", "Pilih salah satu."),
    ],
)
def test_what_is_typed_becomes_an_answer_or_a_sentence(kind: str, text: str, answer: Any) -> None:
    assert typed(kind, text) == answer


def test_limits_choices_and_what_is_not_known() -> None:
    assert typed("number", "3", least=5) == "Paling sedikit 5."
    assert typed("money", "2.000", most=1500) == "Paling banyak 1.500."
    assert typed("date", "2026-03-03", past=True) == "Tanggal ini sesudah hari ini, Senin, 2 Maret 2026."
    assert typed("line", "ab", least=3) == "Tulis paling sedikit 3 huruf."
    assert typed("choice", "b", choices=CHOICES) == "b"
    assert typed("choice", "c", choices=CHOICES) == "Pilih salah satu dari daftar."
    assert typed("choices", ["b", "a", "a"], choices=CHOICES) == ["a", "b"]
    assert typed("choices", ["c"], choices=CHOICES) == "Pilih dari daftar."
    assert typed("line", "", required=False) is None
    unknown = Page(key="p", title="P", fields=(one("nik", unknown=True),))
    found = clean(unknown, {"x-tidak-tahu": "on", "x": "salah"}, answers={}, today=TODAY)
    assert (found.answers, found.errors) == ({"x": None}, {})
    assert typed("nik", "", unknown=True) == "Bagian ini belum diisi. Bila tidak tahu, centang “Saya tidak tahu”."


def test_files_are_counted() -> None:
    page = Page(key="p", title="P", fields=(one("file", most=2),))
    assert clean(page, {}, {"x": ["a", "b"]}, answers={}, today=TODAY).answers == {"x": ["a", "b"]}
    too_many = clean(page, {}, {"x": ["a", "b", "c"]}, answers={}, today=TODAY)
    assert too_many.errors == {"x": "Lampirkan paling banyak 2 berkas."}
    assert clean(page, {}, {}, answers={}, today=TODAY).errors == {"x": "Lampirkan berkas ini."}


def test_members_are_rows_of_which_empty_ones_are_none() -> None:
    page = example().pages[2]
    raw = QueryDict("anak-0-nama_anak=Ani&anak-0-lahir=1-2-2015&anak-2-nama_anak=Budi&anak-2-lahir=2030-01-01")
    found = clean(page, raw, answers={"keperluan": "sekolah"}, today=TODAY)
    assert found.answers == {"anak": [{"nama_anak": "Ani", "lahir": "2015-02-01"}, {"nama_anak": "Budi"}]}
    assert found.errors == {"anak-2-lahir": "Tanggal ini sesudah hari ini, Senin, 2 Maret 2026."}
    nobody = clean(page, {}, answers={"keperluan": "sekolah"}, today=TODAY)
    assert nobody.errors == {"anak": "Isi paling sedikit 1 orang."}
    assert clean(page, raw, answers={"keperluan": "lain"}, today=TODAY).answers == {}
    many = {f"anak-{place}-nama_anak": "Ani" for place in range(9)}
    many |= {f"anak-{place}-lahir": "2015-02-01" for place in range(9)}
    found = clean(page, many, answers={"keperluan": "sekolah"}, today=TODAY)
    assert found.errors == {"anak": "Paling banyak 8 orang."}


def test_conditions_hold_as_they_say() -> None:
    among = (When(field="f", among=("a", "b")),)
    assert [holds(among, {"f": value}) for value in ("a", "c", ["c", "b"], None)] == [True, False, True, False]
    assert [holds((When(field="f"),), given) for given in ({"f": "x"}, {"f": None}, {})] == [True, False, False]
    unless = (When(field="f", among=(True,), unless=True),)
    assert [holds(unless, given) for given in ({"f": True}, {"f": False}, {}, {"f": 1})] == [False, True, True, True]


def test_a_branch_that_was_left_does_not_count() -> None:
    definition = example()
    given = {"keperluan": "berobat", "keperluan_lain": "x", "kk": "1", "anak": [{}], "stranger": 1}
    assert pruned(definition, given) == {"keperluan": "berobat", "kk": "1"}
    assert [page.key for page in pages(definition, given)] == ["keperluan", "keluarga"]
    assert [step.key for step in steps(definition, given)] == ["periksa", "tanda_tangan"]
    assert [asks.key for _page, asks in lacking(definition, given)] == ["alamat", "penghasilan"]
    assert [asks.key for asks in asked(definition.pages[0], {"keperluan": "lain"})] == ["keperluan", "keperluan_lain"]


TEXTS = st.text(max_size=30) | st.sampled_from(["3510014107900001", "1.5", "Rp 1", "2026-02-30", "ya", "a", "35.77"])


@given(
    st.sampled_from([kind for kind in Type if kind not in (Type.NOTE, Type.MEMBERS, Type.FILE)]), TEXTS, st.booleans()
)
def test_whatever_is_typed_is_an_answer_or_one_sentence(kind: Type, text: str, required: bool) -> None:
    choices = CHOICES if kind in (Type.CHOICE, Type.CHOICES) else ()
    page = Page(key="p", title="P", fields=(one(kind.value, choices=choices, required=required),))
    found = clean(page, {"x": text}, answers={}, today=TODAY, region=lambda code: False)
    assert len(found.answers) + len(found.errors) <= 1
    assert not required or len(found.answers) + len(found.errors) == 1
    if found.answers:  # what is clean stays as it is
        value = found.answers["x"]
        again = (
            "ya" if value is True else "tidak" if value is False else value if isinstance(value, list) else str(value)
        )
        assert clean(page, {"x": again}, answers={}, today=TODAY).answers == found.answers


WAYS = walks(example())
VALUES = st.sampled_from(["berobat", "sekolah", "lain", "x", None, True, [], ["lain"]])


@given(st.dictionaries(st.sampled_from([*example().fields, "stranger"]), VALUES))
def test_pruning_twice_is_pruning_once_and_never_asks_more(given_answers: dict[str, Any]) -> None:
    once = pruned(example(), given_answers)
    assert pruned(example(), once) == once
    assert once.items() <= given_answers.items()
    known = {asks.key for page in example().pages for asks in asked(page, once)}
    assert set(once) <= known


def test_each_way_of_the_example_lacks_nothing() -> None:
    assert [lacking(example(), way.answers) for way in WAYS] == [[]] * len(WAYS)
    assert {way.answers["keperluan"] for way in WAYS} == {"berobat", "sekolah", "lain"}

"""A service that no regency has, with one of everything: it stays as it is when the shipped ones change."""

from balairung.kernel.people.actors import SYSTEM
from balairung.rooms.services.definition.publishing import publish, save_draft
from balairung.rooms.services.definition.reading import read
from balairung.rooms.services.definition.shape import Definition
from balairung.rooms.services.models import Version
from tests.make import START

KEY = "surat-contoh"
TEXT = """
key: surat-contoh
name: Surat Contoh
level: village
summary: Untuk mencoba.
words: [contoh, coba-coba]
pages:
  - key: keperluan
    title: Untuk apa?
    fields:
      - {key: keperluan, type: choice, label: Dipakai untuk apa?, choices: [
          {key: berobat, label: Berobat}, {key: sekolah, label: Sekolah}, {key: lain, label: Keperluan lain}]}
      - {key: keperluan_lain, type: line, label: Sebutkan, most: 120, when: [{field: keperluan, among: [lain]}]}
  - key: keluarga
    title: Keluarga Anda
    fields:
      - {key: kk, type: kk, label: Nomor kartu keluarga}
      - {key: alamat, type: line, label: Alamat tempat tinggal}
      - {key: penghasilan, type: money, label: Penghasilan sebulan, unknown: true}
      - {key: foto, type: file, label: Foto rumah, most: 2, required: false}
  - key: anak
    title: Anak
    when: [{field: keperluan, among: [sekolah]}]
    fields:
      - key: anak
        type: members
        label: Anak yang bersekolah
        most: 8
        fields:
          - {key: nama_anak, type: name, label: Nama}
          - {key: lahir, type: date, label: Tanggal lahir, past: true}
          - {key: sekolah, type: line, label: Sekolah, required: false}
steps:
  - {key: periksa, title: Diperiksa desa, at: village, role: village_operator, clock: {amount: 1}}
  - {key: kunjungan, title: Dikunjungi, at: village, does: inspect, clock: {amount: 1},
     when: [{field: keperluan, among: [lain]}]}
  - {key: tanda_tangan, title: Ditandatangani, at: village, role: head, does: sign, may: [refuse, back],
     clock: {amount: 1}}
letter:
  title: Surat Contoh
  parts:
    - text: "Yang bertanda tangan di bawah ini, {kepala_desa} {desa}, menerangkan bahwa:"
    - facts: [[Nama, "{nama}"], [NIK, "{nik}"], [Alamat, "{alamat}, {wilayah}"], [Penghasilan, "{penghasilan}"]]
    - text: "Keperluan: {keperluan_lain}."
      when: [{field: keperluan, among: [lain]}]
    - table: anak
      columns: [[No., "{no}"], [Nama, "{nama_anak}"], [Lahir, "{lahir}"], [Sekolah, "{sekolah}"]]
      when: [{field: keperluan, among: [sekolah]}]
  valid: {amount: 3, unit: months}
  signer: {at: village, matter: surat-contoh}
standard:
  requirements: [{words: Nomor kartu keluarga, field: kk}]
  time: {amount: 4}
  product: Surat Contoh
  basis: [{words: UU 6/2014}]
"""


def example(**changed: str) -> Definition:
    """The example; `old=new` pairs change its text: `example(**{"Untuk apa?": "Buat apa?"})`."""
    text = TEXT
    for old, new in changed.items():
        assert old in text, old
        text = text.replace(old, new)
    return read(text)


def published() -> Version:
    """The example in force since START."""
    draft = save_draft(None, example(), by=SYSTEM, at=START)
    return publish(draft, by=SYSTEM, at=START)

"""Every page that everyone may open, by what people come for: the page `/semua/` and nothing else reads it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Doorway:
    """The name of an address without parameters, what stands on the door, and what is behind it."""

    name: str
    title: Promise | str
    words: Promise | str


@dataclass(frozen=True)
class Wing:
    """What people come for, and the doors that lead there."""

    key: str
    title: Promise | str
    doors: tuple[Doorway, ...]


WINGS = (
    Wing("minta", _("Melapor dan mengurus"), (
        Doorway("complaints:create", _("Buat laporan"), _("Jalan rusak, bantuan tidak sampai, petugas meminta uang")),
        Doorway("complaints:track", _("Lacak"), _("Sampai di mana laporan atau permohonan Anda")),
        Doorway("complaints:lost", _("Kode hilang"), _("Nomor atau kode laporan Anda dikirim lagi")),
        Doorway("services:catalogue", _("Urus surat"), _("Surat keterangan dan izin, dari telepon atau kantor desa")),
        Doorway("services:resume", _("Lanjutkan permohonan"), _("Yang Anda mulai dan belum terkirim")),
        Doorway("services:standards", _("Standar pelayanan"), _("Syarat, biaya, dan lama setiap layanan")),
        Doorway("reception:halls", _("Ambil antrean"), _("Seberapa ramai sekarang, nomor dari rumah, janji temu")),
        Doorway("reception:receptions", _("Penerima tamu"), _("Kantor mana yang siap menerima tamu")),
        Doorway("documents:scanned", _("Periksa surat"), _("Apakah surat ini asli dan masih berlaku")),
        Doorway("contacts:board", _("Hubungi kantor"), _("Nomor telepon dan akun setiap kantor dan desa")),
        Doorway("on_duty:now", _("Siapa berjaga"), _("Petugas yang menjawab saat ini, juga malam dan hari libur")),
        Doorway("people:organisation", _("Susunan kantor"), _("Setiap kantor dan siapa pejabatnya")),
        Doorway("device:shelf", _("Tersimpan di telepon"), _("Laporan yang menunggu sinyal di telepon ini")),
    )),
    Wing("tahu", _("Mencari tahu"), (
        Doorway("announcements:listing", _("Pengumuman"), _("Kabar dan peringatan yang sedang berlaku")),
        Doorway("announcements:subscribe", _("Minta dikabari"), _("Kabar desa Anda lewat surel, WhatsApp, atau SMS")),
        Doorway("disclosure:front", _("Informasi publik"), _("Yang terbuka bagi semua, dan cara meminta yang belum")),
        Doorway("disclosure:listed", _("Daftar informasi publik"), _("Dokumen setiap kantor, dan di mana adanya")),
        Doorway("disclosure:withheld", _("Informasi yang dikecualikan"), _("Apa yang tertutup, mengapa, sampai kapan")),
        Doorway("disclosure:answered", _("Sudah pernah ditanyakan"), _("Permintaan informasi dan jawabannya")),
        Doorway("disclosure:ask", _("Minta informasi"), _("Dijawab dalam sepuluh hari kerja")),
        Doorway("disclosure:basis", _("Aturan informasi publik"), _("Hak Anda, batas waktu, dan cara berkeberatan")),
        Doorway("disclosure:reports", _("Laporan layanan informasi"), _("Berapa yang meminta, dan apa yang diterima")),
        Doorway("privacy:front", _("Data pribadi Anda"), _("Salinan, perbaikan, penghapusan, siapa pembukanya")),
        Doorway("records:privacy", _("Kebijakan privasi"), _("Apa yang kami simpan tentang Anda, dan kapan dihapus")),
        Doorway("announcements:novelties", _("Apa yang baru"), _("Yang bisa dilakukan di sini, dan caranya")),
        Doorway("announcements:changes", _("Catatan perubahan"), _("Apa yang berubah pada sistem ini")),
    )),
    Wing("serta", _("Ikut menentukan"), (
        Doorway("participation:front", _("Suara Anda"), _("Rancangan, usul, dan pilihan yang sedang dibuka")),
        Doorway("participation:consultations", _("Konsultasi publik"), _("Rancangan aturan yang boleh Anda tanggapi")),
        Doorway("participation:rounds", _("Pemungutan suara"), _("Apa yang didahulukan, dan hasilnya")),
        Doorway("innovations:propose", _("Usulkan inovasi"), _("Gagasan Anda untuk desa atau kantor")),
        Doorway("surveys:results", _("Survei kepuasan"), _("Bagaimana pelayanan menurut warga")),
    )),
    Wing("awasi", _("Mengawasi"), (
        Doorway("complaints:public", _("Laporan warga"), _("Yang dilaporkan orang lain, dan apa jawabannya")),
        Doorway("complaints:map", _("Peta laporan"), _("Di mana yang dilaporkan")),
        Doorway("openness:front", _("Kinerja pelayanan"), _("Apa yang ditepati dan apa yang terlambat")),
        Doorway("openness:silent", _("Desa yang sunyi"), _("Dari mana hampir tidak ada laporan")),
        Doorway("duty:league", _("Siaga 24 jam"), _("Kantor mana yang mengangkat telepon")),
        Doorway("programmes:front", _("Program bupati"), _("Apa yang dijanjikan, dan sudah sampai mana")),
        Doorway("programmes:public_hundred", _("Program 100 hari"), _("Tonggak demi tonggak, dengan buktinya")),
        Doorway("programmes:performance", _("Kinerja kantor"), _("Sasaran dan capaian setiap kantor")),
        Doorway("projects:register", _("Proyek dan bantuan"), _("Apa yang dibangun di desa Anda")),
        Doorway("projects:map", _("Peta proyek"), _("Di mana yang dibangun")),
        Doorway("inspections:public", _("Cek lapangan"), _("Kantor yang dicek di tempat")),
        Doorway("meetings:public", _("Keputusan rapat"), _("Apa yang diputuskan, dan siapa yang mengerjakan")),
        Doorway("pacts:public", _("Pakta integritas"), _("Siapa yang sudah menandatangani")),
        Doorway("pacts:breach", _("Laporkan pelanggaran pakta"), _("Nama Anda dirahasiakan")),
        Doorway("delegations:register", _("Pelimpahan wewenang"), _("Siapa yang berwenang atas apa")),
        Doorway("delegations:who", _("Siapa yang berwenang"), _("Cari pejabat yang boleh memutuskan")),
        Doorway("agreements:register", _("Kerja sama"), _("Dengan siapa kami berbagi layanan")),
        Doorway("innovations:register", _("Inovasi"), _("Yang dicoba setiap desa dan kantor")),
        Doorway("innovations:map", _("Peta inovasi"), _("Di mana inovasi berjalan")),
        Doorway("innovations:league", _("Peringkat inovasi"), _("Kantor mana yang rajin mencoba")),
        Doorway("innovations:strip", _("Inovasi bulan demi bulan"), _("Siapa yang menyetor, siapa yang belum")),
        Doorway("maturity:public", _("Kematangan digital"), _("Nilai pemerintah digital dan jalan naiknya")),
        Doorway("participation:samples", _("Undian pemeriksaan"), _("Tamu rahasia dan telepon ulang, diundi di muka")),
    )),
    Wing("periksa", _("Memeriksa sendiri"), (
        Doorway("proofs:book", _("Buku besar"), _("Catatan yang tidak bisa dihapus siapa pun")),
        Doorway("proofs:check", _("Periksa tanda terima"), _("Dihitung di telepon Anda, tanpa mengirim apa pun")),
        Doorway("data:about", _("Data terbuka"), _("Tabel yang boleh dipakai siapa pun")),
        Doorway("data:feeds", _("Umpan"), _("Berlangganan perubahan lewat pembaca umpan")),
        Doorway("data:snapshots", _("Potret harian data"), _("Salinan lengkap untuk disimpan di tempat lain")),
        Doorway("found_a_hole", _("Menemukan celah?"), _("Cara memberi tahu kami, dan apa yang kami janjikan")),
        Doorway("api:guide", _("Untuk pembuat program"), _("Antarmuka terbuka dan petunjuknya")),
    )),
)  # fmt: skip

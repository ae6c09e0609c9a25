"""What the house says in a conversation. Short: most is read on a small screen, some is paid for by the piece."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from balairung.kernel.messaging.doors.door import PLACE
from balairung.kernel.messaging.listening import Say
from balairung.kernel.people.house import the_regency
from balairung.rooms.complaints.dialogue.memory import Memory
from balairung.rooms.complaints.dialogue.turns import Case, Message, Near

Choices = Sequence[tuple[str, str]]


def joined(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


# --- the menu -----------------------------------------------------------------------------------------------------


def ask_words(memory: Memory, message: Message) -> Say:
    """The first message: who we are, and what happened?"""
    regency = the_regency()
    if message.brief:
        brief = _(
            "Pengaduan %(regency)s. Darurat: 112. Tulis apa yang terjadi dan di mana, atau LAPOR <isi> #<tempat>."
        )
        return Say(brief % {"regency": regency.name if regency else ""})
    hello = _("Selamat datang di layanan pengaduan %(regency)s.") % {"regency": regency.name if regency else ""}
    if memory.sound:
        ask = _("Rekaman Anda kami simpan. Tuliskan satu kalimat: apa yang terjadi? Atau ketik LEWATI.")
    elif memory.files:
        ask = _("Berkas Anda kami simpan. Ceritakan apa yang terjadi, dan di mana.")
    else:
        ask = _("Ceritakan apa yang terjadi, dan di mana. Foto boleh dikirim kapan saja.")
    ways = _("Ketik STATUS untuk laporan yang sudah ada, PETUGAS untuk bicara dengan orang.")
    return Say(joined(hello, numbers(memory), ask, ways))


def ask_place(memory: Memory, message: Message) -> Say:
    """The second: where?"""
    if message.brief:
        return Say(joined(numbers(memory), _("Di mana? Tulis desa dan patokannya, atau LEWATI.")))
    ask = _("Terima kasih. Di mana tepatnya? Kirim lokasi, atau tulis nama desa dan patokannya. Tidak tahu? LEWATI.")
    return Say(joined(numbers(memory), ask), [(PLACE, _("Kirim lokasi")), ("skip", _("Lewati"))])


def ask_last(memory: Memory, message: Message, near: Near | None, sensitive: bool) -> Say:
    """The third: a photograph, the name, and who will see it."""
    told = _("Tempat: %(place)s.") % {"place": where(memory)} if where(memory) else ""
    like = ""
    if near:
        sentence = _("Mungkin sudah dilaporkan: “%(title)s” (%(ref)s, %(reason)s). Cukup ikuti yang itu?")
        like = sentence % {"title": near.title, "ref": near.ref, "reason": near.reason}
    if message.brief:
        brief = _("Kirim laporan ini? Kantor melihat nomor Anda; umum tidak.")
        return Say(joined(numbers(memory), like, brief), last_choices(memory, near, sensitive))
    photo = _("Punya foto? Kirim dahulu, lalu pilih:")
    sees = _(
        "Yang melihat: kantor yang menangani. Umum hanya membaca isinya, tanpa nama dan nomor. Tanpa nama: kantor pun"
        " tidak melihat nama dan nomor Anda."
    )
    return Say(joined(numbers(memory), told, like, sees, photo), last_choices(memory, near, sensitive))


def last_choices(memory: Memory, near: Near | None = None, sensitive: bool = False) -> Choices:
    """At most three: no door has more buttons than WhatsApp."""
    third = ("cancel", _("Batal"))
    if near:
        third = (f"follow:{near.ref}", _("Ikuti yang ada"))
    elif sensitive:
        third = ("send:secret", _("Kirim rahasia"))
    return [("send:named", _("Kirim laporan")), ("send:hidden", _("Kirim tanpa nama")), third]


def numbers(memory: Memory) -> str:
    """What everybody is told first, once."""
    return "" if memory.told_numbers else _("Ada yang terancam sekarang? Telepon 112, atau polisi 110.")


def where(memory: Memory) -> str:
    return ", ".join(filter(None, dict.fromkeys([memory.place, memory.spot])))


# --- beside the menu ----------------------------------------------------------------------------------------------


def call_now(number: str) -> str:
    return _("Bila ini sedang terjadi, telepon %(number)s sekarang juga. Pesan ini tidak dibaca seketika.") % {
        "number": number if number == "112" else f"{number} / 112"
    }


def longer() -> Say:
    return Say(_("Ceritakan sedikit lebih panjang, supaya petugas mengerti masalahnya."))


def tell_story() -> Say:
    """The answer to a letter that says nothing yet."""
    return Say(_("Surel Anda kami terima, tetapi belum ada ceritanya. Balas surel ini: apa yang terjadi, dan di mana?"))


def ended_case() -> Say:
    return Say(_("Bila masalahnya muncul lagi, buka kembali lewat tautan itu. Untuk hal lain, kirim surel baru."))


def unread() -> Say:
    return Say(
        _("Pesan jenis ini tidak dapat kami baca. Kirim tulisan, foto, rekaman suara, lokasi, atau PDF."),
        [("person", _("Hubungi petugas"))],
    )


def no_words() -> Say:
    return Say(_("Kami tidak dapat membaca emoji. Ceritakan dengan kata-kata apa yang terjadi."))


def calm() -> str:
    return _("Kami mengerti Anda kesal, dan kami ingin membantu.")


def calmed(*, unfinished: bool) -> Say:
    person = ("person", _("Hubungi petugas"))
    if unfinished:
        return Say(joined(calm(), go_on()), [("cancel", _("Batal")), person])
    text = joined(calm(), _("Ceritakan masalahnya di sini, atau bicara langsung dengan petugas."))
    return Say(text, [("report", _("Buat laporan")), person])


def go_on() -> str:
    return _("Laporan Anda belum dikirim. Jawab pertanyaan terakhir kami, atau ketik BATAL.")


def noted() -> str:
    return _("Kami catat. Kirim laporannya sekarang?")


def welcome() -> Say:
    return Say(_("Sama-sama. Bila ada yang ingin dilaporkan, tulis saja di sini."))


def cancelled() -> Say:
    return Say(_("Baik, dibatalkan. Tidak ada laporan yang dibuat. Tulis lagi kapan saja."))


def nothing_to_cancel() -> Say:
    return Say(_("Tidak ada laporan yang sedang ditulis. Untuk mencabut laporan, ketik CABUT dan nomornya."))


def handed() -> Say:
    return Say(_("Baik, petugas akan menjawab di sini pada jam kerja. Ketik MENU untuk kembali ke menu otomatis."))


def taken_back() -> str:
    return _("Anda kembali ke menu otomatis.")


def over() -> Say:
    return Say(_("Tombol itu milik pesan yang sudah lewat."))


def still(memory: Memory) -> Say:
    """After files came alone."""
    got = _("%(count)d berkas kami terima.") % {"count": len(memory.files)}
    if memory.step == "last":
        return Say(joined(got, _("Sudah lengkap?")), last_choices(memory))
    if memory.step == "place":
        return Say(joined(got, _("Di mana ini?")), [(PLACE, _("Kirim lokasi")), ("skip", _("Lewati"))])
    if memory.step == "sort":
        return Say(joined(got, go_on()), memory.offered)
    return Say(joined(got, _("Ceritakan dengan kata-kata apa yang terjadi.")))


def ended(link: str) -> Say:
    return Say(
        _("Laporan Anda belum dikirim. Isinya kami simpan seminggu; lanjutkan di sini: %(link)s") % {"link": link}
    )


def only_some(most: int) -> str:
    sentence = _("Paling banyak %(most)d berkas untuk satu laporan; selebihnya tetap ada di percakapan ini.")
    return sentence % {"most": most}


# --- about reports that exist -------------------------------------------------------------------------------------


def of_case(case: Case) -> dict[str, str]:
    return {"ref": case.ref, "title": case.title}


def whose_words(waiting: Sequence[Case], others: Sequence[Case]) -> Say:
    """Something was written while reports are open: an answer, an addition, or another matter?"""
    if waiting:
        return waits_for_you(waiting[0])
    choices = [*((f"add:{case.ref}", case.ref) for case in others[:2]), ("new", _("Laporan baru"))]
    lines = [f"{case.ref}: {case.title}" for case in others[:2]]
    return Say(joined(_("Pesan ini tambahan untuk laporan Anda, atau hal baru?"), "\n".join(lines)), choices)


def waits_for_you(case: Case) -> Say:
    """What we asked and were not answered."""
    new, said = ("new", _("Laporan baru")), of_case(case)
    if case.waits == "inform":
        text = _("Kami menunggu keterangan Anda untuk %(ref)s (%(title)s). Apakah pesan ini jawabannya?") % said
        return Say(text, [(f"answer:{case.ref}", _("Ya, itu jawabannya")), new])
    if case.waits == "confirm":
        text = _("Laporan %(ref)s (%(title)s) dinyatakan selesai. Apakah sudah beres?") % said
        return Say(text, [(f"close:{case.ref}", _("Ya, sudah")), (f"reopen:{case.ref}", _("Belum beres")), new])
    text = _("Laporan %(ref)s (%(title)s) sudah empat minggu ditutup. Apakah benar beres?") % said
    return Say(text, outcome_choices(case.ref))


def outcome_choices(ref: str) -> Choices:
    return [
        (f"yes:{ref}", _("Ya, sudah beres")), (f"partly:{ref}", _("Sebagian")), (f"no:{ref}", _("Belum beres")),
    ]  # fmt: skip


def which_to_withdraw(cases: Sequence[Case]) -> Say:
    lines = [f"{case.ref}: {case.title}" for case in cases[:3]]
    choices = [(f"sure:{case.ref}", case.ref) for case in cases[:3]]
    return Say(joined(_("Laporan mana yang dicabut?"), "\n".join(lines)), choices)


def sure_to_withdraw(case: Case) -> Say:
    text = _("Cabut laporan %(ref)s (%(title)s)? Kantor berhenti menanganinya.") % of_case(case)
    return Say(text, [(f"withdraw:{case.ref}", _("Ya, cabut")), ("keep", _("Tidak"))])


def write_here(case: Case) -> Say:
    return Say(_("Tulis di sini, atau kirim foto: kami teruskan ke petugas yang menangani %(ref)s.") % of_case(case))


def kept() -> Say:
    return Say(_("Baik, laporan Anda tetap ditangani."))


def unknown_case() -> Say:
    return Say(_("Nomor itu tidak kami temukan di percakapan ini. Kirim nomor laporan bersama kode rahasianya."))


def no_cases() -> Say:
    return Say(
        _("Belum ada laporan dari percakapan ini. Punya nomor dan kode rahasia? Kirim keduanya sesudah kata STATUS.")
    )

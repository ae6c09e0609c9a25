"""Who changed the organisation, when: rights come from holdings, so a change of them leaves a line."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id


class Change(models.Model):
    """One line, never changed. It names rows and holds no contact of anybody."""

    class Verb(models.TextChoices):
        BUILD = "build", _("organisasi dibangun")
        IMPORT = "import", _("data diimpor")
        ADD_OFFICE = "add_office", _("kantor ditambahkan")
        CHANGE_OFFICE = "change_office", _("kantor diubah")
        CLOSE_OFFICE = "close_office", _("kantor dihapus")
        ADD_POST = "add_post", _("jabatan ditambahkan")
        CHANGE_POST = "change_post", _("jabatan diubah")
        CLOSE_POST = "close_post", _("jabatan dihapus")
        ADD_PERSON = "add_person", _("orang didaftarkan")
        CHANGE_PERSON = "change_person", _("data orang diubah")
        APPOINT = "appoint", _("diangkat")
        END_HOLDING = "end_holding", _("masa jabatan diakhiri")
        CANCEL_HOLDING = "cancel_holding", _("pengangkatan dibatalkan")
        RECORD_ABSENCE = "record_absence", _("ketidakhadiran dicatat")
        END_ABSENCE = "end_absence", _("ketidakhadiran diakhiri")
        GIVE_ACCOUNT = "give_account", _("akun diberikan")
        RENEW_LINK = "renew_link", _("tautan kata sandi dibuat")
        MOVE_ACCOUNT = "move_account", _("alamat akun diganti")
        DROP_FACTOR = "drop_factor", _("pengaman kedua dihapus")
        CLOSE_ACCOUNT = "close_account", _("akun ditutup")
        DECREE_DAY = "decree_day", _("hari ditetapkan")
        CHANGE_WORDS = "change_words", _("teks atau makro diubah")
        CHANGE_TOPIC = "change_topic", _("topik diubah")
        CHANGE_SERVICE = "change_service", _("layanan diubah")
        PUBLISH_ACCOUNT = "publish_account", _("kontak kantor diumumkan")
        CHANGE_ACCOUNT = "change_account", _("kontak kantor diubah")
        END_ACCOUNT = "end_account", _("kontak kantor diakhiri")
        CHANGE_DOOR = "change_door", _("pintu pesan diubah")
        MAKE_KEY = "make_key", _("kunci API dibuat")
        REVOKE_KEY = "revoke_key", _("kunci API dicabut")
        ADD_WEBHOOK = "add_webhook", _("webhook ditambahkan")
        DELEGATE = "delegate", _("wewenang dilimpahkan")
        WITHDRAW_DELEGATION = "withdraw_delegation", _("pelimpahan dicabut")
        ANSWER_ASSIGNMENT = "answer_assignment", _("penugasan dijawab")
        CHANGE_ROSTER = "change_roster", _("jadwal jaga diubah")
        REMOVE_WEBHOOK = "remove_webhook", _("webhook dihapus")
        ISSUE_BADGE = "issue_badge", _("kartu pegawai dibuat")
        REVOKE_BADGE = "revoke_badge", _("kartu pegawai dicabut")
        CHANGE_GROUP = "change_group", _("kelompok wilayah diubah")
        ASK_RECOVERY = "ask_recovery", _("pemulihan akun dimulai")
        CONFIRM_RECOVERY = "confirm_recovery", _("pemulihan akun dipastikan orang kedua")
        STOP_RECOVERY = "stop_recovery", _("pemulihan akun dihentikan")
        EXPORT = "export", _("data diekspor")
        CHANGE_WEBHOOK = "change_webhook", _("webhook diubah")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(_("pada"))
    verb = models.CharField(_("perbuatan"), max_length=20, choices=Verb)
    by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("oleh")
    )
    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, null=True, related_name="changes", verbose_name=_("kantor")
    )
    post = models.ForeignKey(
        "people.Post", on_delete=models.PROTECT, null=True, related_name="changes", verbose_name=_("jabatan")
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="changes", verbose_name=_("orang")
    )
    note = models.CharField(_("keterangan"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("perubahan organisasi")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["-at", "-id"], name="change_latest")]  # views.changes

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.verb}"

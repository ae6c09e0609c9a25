from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0009_delegations_checked'),
    ]

    operations = [
        migrations.AlterField(
            model_name='change',
            name='verb',
            field=models.CharField(choices=[('build', 'organisasi dibangun'), ('import', 'data diimpor'), ('add_office', 'kantor ditambahkan'), ('change_office', 'kantor diubah'), ('close_office', 'kantor dihapus'), ('add_post', 'jabatan ditambahkan'), ('change_post', 'jabatan diubah'), ('close_post', 'jabatan dihapus'), ('add_person', 'orang didaftarkan'), ('change_person', 'data orang diubah'), ('appoint', 'diangkat'), ('end_holding', 'masa jabatan diakhiri'), ('cancel_holding', 'pengangkatan dibatalkan'), ('record_absence', 'ketidakhadiran dicatat'), ('end_absence', 'ketidakhadiran diakhiri'), ('give_account', 'akun diberikan'), ('renew_link', 'tautan kata sandi dibuat'), ('move_account', 'alamat akun diganti'), ('drop_factor', 'pengaman kedua dihapus'), ('close_account', 'akun ditutup'), ('decree_day', 'hari ditetapkan'), ('change_words', 'teks atau makro diubah'), ('change_topic', 'topik diubah'), ('change_service', 'layanan diubah'), ('publish_account', 'kontak kantor diumumkan'), ('change_account', 'kontak kantor diubah'), ('end_account', 'kontak kantor diakhiri'), ('change_door', 'pintu pesan diubah'), ('make_key', 'kunci API dibuat'), ('revoke_key', 'kunci API dicabut'), ('add_webhook', 'webhook ditambahkan'), ('delegate', 'wewenang dilimpahkan'), ('withdraw_delegation', 'pelimpahan dicabut'), ('answer_assignment', 'penugasan dijawab'), ('change_roster', 'jadwal jaga diubah'), ('remove_webhook', 'webhook dihapus')], max_length=20, verbose_name='perbuatan'),
        ),
    ]

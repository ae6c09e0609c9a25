"""Personal letters, further signatures, and the guards of both (sql/countersignatures/guards_*.sql)."""

import sqlite3
from pathlib import Path

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import balairung.ground.common.ids

FOLDER = Path(__file__).resolve().parent.parent / "sql"


def set_guards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    for folder in (FOLDER, FOLDER / "countersignatures"):  # the table of letters may have been made anew
        script = (folder / f"guards_{vendor}.sql").read_text()
        if vendor == "postgresql":
            schema_editor.execute(script, params=None)
            continue
        statement = ""
        for line in script.splitlines(keepends=True):  # SQLite takes one statement at a time
            statement += line
            if sqlite3.complete_statement(statement):
                schema_editor.execute(statement, params=None)
                statement = ""


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0002_guards'),
        ('files', '0001_files'),
        ('people', '0011_groups_and_badges'),
    ]

    operations = [
        migrations.AddField(
            model_name='document',
            name='author',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='own_letters', to='people.person', verbose_name='pembuat'),
        ),
        migrations.CreateModel(
            name='Countersignature',
            fields=[
                ('id', models.UUIDField(default=balairung.ground.common.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('order', models.PositiveSmallIntegerField(verbose_name='urutan')),
                ('heading', models.JSONField(default=list)),
                ('asked_at', models.DateTimeField(verbose_name='diminta pada')),
                ('drawn_at', models.DateTimeField(null=True, verbose_name='tercantum sejak')),
                ('state', models.CharField(choices=[('waiting', 'Menunggu tanda tangan'), ('signing', 'Sedang ditandatangani'), ('signed', 'Ditandatangani'), ('failed', 'Gagal ditandatangani')], default='waiting', max_length=8, verbose_name='keadaan')),
                ('signing_until', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='percobaan')),
                ('paper', models.UUIDField(null=True)),
                ('failure', models.CharField(blank=True, default='', max_length=300, verbose_name='sebab gagal')),
                ('signed_at', models.DateTimeField(null=True, verbose_name='ditandatangani pada')),
                ('signer_kind', models.CharField(blank=True, default='', max_length=5, verbose_name='sertifikat')),
                ('certificate', models.CharField(blank=True, default='', max_length=300, verbose_name='pemilik sertifikat')),
                ('serial', models.CharField(blank=True, default='', max_length=80, verbose_name='nomor seri sertifikat')),
                ('stamped_at', models.DateTimeField(null=True, verbose_name='cap waktu')),
                ('sha256', models.CharField(blank=True, default='', max_length=64)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='countersignatures', to='documents.document', verbose_name='surat')),
                ('file', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='countersigned', to='files.file')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='countersignatures', to='people.person', verbose_name='orang')),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.post')),
            ],
            options={
                'verbose_name': 'tanda tangan kedua',
                'indexes': [models.Index(condition=models.Q(('state__in', ('waiting', 'failed'))), fields=['person', 'drawn_at'], name='countersignature_mine'), models.Index(condition=models.Q(('state', 'signing')), fields=['signing_until'], name='countersignature_signing'), models.Index(condition=models.Q(('sha256', ''), _negated=True), fields=['sha256'], name='countersignature_file')],
                'constraints': [models.UniqueConstraint(fields=('document', 'order'), name='countersignature_order'), models.UniqueConstraint(fields=('document', 'person'), name='countersignature_person'), models.CheckConstraint(condition=models.Q(('state__in', ('waiting', 'signing', 'signed', 'failed'))), name='countersignature_state'), models.CheckConstraint(condition=models.Q(('signer_kind__in', ('', 'local', 'bsre'))), name='countersignature_signer'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'signed'), _negated=True), models.Q(('drawn_at__isnull', False), ('file__isnull', False), ('signed_at__isnull', False), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='countersignature_signed_whole')],
            },
        ),
        migrations.RunPython(set_guards, migrations.RunPython.noop),
    ]

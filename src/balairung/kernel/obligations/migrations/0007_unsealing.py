"""Who opened whose sealed data, and the guards of that log (sql/unsealings/guards_*.sql)."""

import sqlite3
from pathlib import Path

import balairung.ground.common.ids
import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FOLDER = Path(__file__).resolve().parent.parent / "sql" / "unsealings"


def set_guards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    script = (FOLDER / f"guards_{vendor}.sql").read_text()
    if vendor == "postgresql":
        schema_editor.execute(script, params=None)
        return
    statement = ""
    for line in script.splitlines(keepends=True):  # SQLite takes one statement at a time
        statement += line
        if sqlite3.complete_statement(statement):
            schema_editor.execute(statement, params=None)
            statement = ""


class Migration(migrations.Migration):

    dependencies = [
        ('obligations', '0006_exclusion_people'),
        ('people', '0011_groups_and_badges'),
    ]

    operations = [
        migrations.CreateModel(
            name='Unsealing',
            fields=[
                ('id', models.UUIDField(default=balairung.ground.common.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(verbose_name='pada')),
                ('kind', models.CharField(max_length=40, verbose_name='jenis')),
                ('ref', models.CharField(max_length=40, verbose_name='nomor')),
                ('whose', models.CharField(blank=True, default='', max_length=64)),
                ('what', models.CharField(choices=[('contact', 'kontak'), ('name', 'nama dan kontak'), ('number', 'nomor identitas')], max_length=10, verbose_name='yang dibuka')),
                ('purpose', models.CharField(choices=[('call', 'menghubungi pemilik data tentang urusannya'), ('check', 'mencocokkan data dengan dokumen'), ('decide', 'menulis surat atau keputusan'), ('examine', 'memeriksa atau mengawasi'), ('special', 'keadaan khusus, dengan alasan tertulis')], max_length=10, verbose_name='keperluan')),
                ('own', models.BooleanField(verbose_name='urusan kantor sendiri')),
                ('broken', models.BooleanField(default=False, verbose_name='di luar tugasnya')),
                ('event', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='obligations.event')),
                ('obligation', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='unsealings', to='obligations.obligation')),
                ('office', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                ('person', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='unsealings', to='people.person')),
                ('post', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.post')),
            ],
            options={
                'verbose_name': 'pembukaan data pribadi',
                'indexes': [models.Index(fields=['obligation', '-at'], name='unsealing_of_case'), models.Index(fields=['-at', '-id'], name='unsealing_newest'), models.Index(condition=models.Q(('broken', True)), fields=['-at', '-id'], name='unsealing_outside'), models.Index(fields=['person', '-at'], name='unsealing_of_person'), models.Index(fields=['kind', 'ref', 'person', '-at'], name='unsealing_again'), models.Index(condition=models.Q(('whose', ''), _negated=True), fields=['whose', '-at'], name='unsealing_of_owner')],
                'constraints': [models.CheckConstraint(condition=models.Q(('what__in', ['contact', 'name', 'number']), ('purpose__in', ['call', 'check', 'decide', 'examine', 'special'])), name='unsealing_kind'), models.CheckConstraint(condition=models.Q(('broken', False), ('event__isnull', False), _connector='OR'), name='unsealing_reasoned')],
            },
        ),
        migrations.RunPython(set_guards, migrations.RunPython.noop),
    ]

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_journal_of_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='Boundary',
            fields=[
                ('region', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='boundary', serialize=False, to='people.region', verbose_name='wilayah')),
                ('rings', models.TextField(verbose_name='garis batas')),
                ('south', models.IntegerField()),
                ('west', models.IntegerField()),
                ('north', models.IntegerField()),
                ('east', models.IntegerField()),
            ],
            options={
                'verbose_name': 'batas wilayah',
            },
        ),
    ]

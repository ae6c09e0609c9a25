import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Tenant",
            fields=[
                (
                    "schema",
                    models.CharField(
                        max_length=41,
                        primary_key=True,
                        serialize=False,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z][a-z0-9_]{2,40}$", "Nama skema: huruf kecil, angka, dan garis bawah."
                            )
                        ],
                    ),
                ),
                ("host", models.CharField(max_length=253, unique=True, verbose_name="nama host")),
                ("code", models.CharField(max_length=13, verbose_name="kode wilayah")),
                (
                    "state",
                    models.CharField(
                        choices=[("building", "sedang dibangun"), ("ready", "melayani"), ("closed", "ditutup")],
                        default="building",
                        max_length=10,
                        verbose_name="keadaan",
                    ),
                ),
            ],
            options={"verbose_name": "daerah"},
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    """A snooze knows the line of the ledger at which it was laid: what happens later ends it."""

    dependencies = [("obligations", "0004_desk")]

    operations = [
        migrations.AddField(
            model_name="snooze",
            name="seq",
            field=models.PositiveIntegerField(default=0, verbose_name="pada baris"),
            preserve_default=False,
        ),
    ]

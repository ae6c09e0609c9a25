import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0002_desk_and_citizens"),
    ]

    operations = [
        migrations.AddField(
            model_name="phrase",
            name="topic",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="phrases",
                to="complaints.topic",
                verbose_name="topik",
            ),
        ),
    ]

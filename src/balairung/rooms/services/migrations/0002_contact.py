from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("services", "0001_services")]

    operations = [
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("contact_hash", ""), _negated=True),
                fields=["contact_hash"],
                name="application_contact",
            ),
        ),
    ]

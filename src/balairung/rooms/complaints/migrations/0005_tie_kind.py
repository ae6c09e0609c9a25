from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("complaints", "0004_following")]

    operations = [
        migrations.AddConstraint(
            model_name="tie",
            constraint=models.CheckConstraint(condition=models.Q(("kind__in", ["related", "split"])), name="tie_kind"),
        ),
    ]

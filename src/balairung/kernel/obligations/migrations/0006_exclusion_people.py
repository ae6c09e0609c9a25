from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("obligations", "0005_snooze_line")]

    operations = [
        migrations.RemoveConstraint(model_name="exclusion", name="exclusion_once"),
        migrations.AddConstraint(
            model_name="exclusion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", True)), fields=("obligation", "post"), name="exclusion_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="exclusion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", False)),
                fields=("obligation", "post", "person"),
                name="exclusion_of_person_once",
            ),
        ),
    ]

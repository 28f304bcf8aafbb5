"""Each standing names the horizon it was computed for; ledgers are read from the graded answers."""

import datetime

from django.db import migrations, models


def mark_all_stale(apps, schema_editor):
    """Has every group compute its standings, with their horizon, when it is next looked at."""
    apps.get_model("groups", "StudyGroup").objects.update(horizon_on=None)


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_initial")]

    operations = [
        migrations.DeleteModel(name="StandingChange"),
        migrations.AddField(
            model_name="standing",
            name="horizon_on",
            field=models.DateField(default=datetime.date(2026, 1, 1)),
            preserve_default=False,
        ),
        migrations.RunPython(mark_all_stale, migrations.RunPython.noop, elidable=True),
    ]

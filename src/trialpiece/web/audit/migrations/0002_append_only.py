"""The database refuses to change or delete what the audit trail says."""

from django.db import migrations

from trialpiece.web.audit import guards


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda _apps, editor: guards.install(editor.connection),
            lambda _apps, editor: guards.lift(editor.connection),
        ),
    ]

from django.conf import settings
from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q


def tell(apps, schema_editor):
    """Rows of before: what waits is told from sheets, assignments and results."""
    Assignment, Screening = apps.get_model("assessment", "Assignment"), apps.get_model("assessment", "Screening")
    locked = Exists(apps.get_model("assessment", "ScoreSheet").objects.filter(assignment=OuterRef("pk"), state="locked"))
    Assignment.objects.filter(locked | ~Q(state="active")).update(waits=False)
    read = Exists(Assignment.objects.filter(submission=OuterRef("submission"), state="active"))
    concluded = Exists(apps.get_model("assessment", "StepResult").objects.filter(submission=OuterRef("submission")))
    Submission = apps.get_model("applications", "Submission")
    Submission.objects.filter(Exists(Screening.objects.filter(submission=OuterRef("pk")))).update(screened=True)
    Screening.objects.filter(~read, ~concluded, outcome="passed").update(unread=True)


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0003_waiting'),
        ('assessment', '0001_initial'),
        ('programmes', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='assignment',
            name='waits',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='screening',
            name='unread',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='screening',
            name='edition',
            field=models.ForeignKey(db_index=False, on_delete=models.deletion.PROTECT, related_name='+', to='programmes.edition'),
        ),
        migrations.RunPython(tell, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(condition=models.Q(('waits', True)), fields=['panel', 'submission'], name='assignment_waits'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(condition=models.Q(('state', 'dark')), fields=['panel', 'submission'], name='assignment_dark'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(condition=models.Q(('outcome', '')), fields=['submission'], name='visit_open'),
        ),
        migrations.AddIndex(
            model_name='screening',
            index=models.Index(condition=models.Q(('unread', True)), fields=['edition', 'type_id'], name='screening_unread'),
        ),
        migrations.AddIndex(
            model_name='stepresult',
            index=models.Index(fields=['edition', 'gate', 'type_id', 'step'], name='result_gate'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('waits', False), ('state', 'active'), _connector='OR'), name='assignment_waits_active'),
        ),
        migrations.AddConstraint(
            model_name='screening',
            constraint=models.CheckConstraint(condition=models.Q(('unread', False), ('outcome', 'passed'), _connector='OR'), name='screening_unread_passed'),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0002_rules_move'),
    ]

    operations = [
        # `assessment` 0002 tells it of rows that were there before: screenings are that room's.
        migrations.AddField(
            model_name='submission',
            name='screened',
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(condition=models.Q(('live', True), ('screened', False)), fields=['edition', 'step', 'type_id'], name='submission_unscreened'),
        ),
    ]

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('applications', '0006_into_the_library'),
    ]

    operations = [
        migrations.AlterField(
            model_name='attachment',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='citations', to='applications.libraryitem'),
        ),
    ]

from django.db import migrations


def into_the_library(apps, schema_editor):
    """What was attached to one answer becomes a file of the agency's library, cited there. A file once per agency."""
    Attachment = apps.get_model("applications", "Attachment")
    LibraryItem = apps.get_model("applications", "LibraryItem")
    known = {}
    rows = Attachment.objects.filter(item__isnull=True).select_related("file", "stage__application").order_by("id")
    for one in list(rows):
        key = (one.stage.application.agency_id, one.file_id)
        if key not in known:
            known[key] = LibraryItem.objects.create(
                agency_id=key[0], file_id=key[1], title=(one.caption or one.file.name)[:200], added_at=one.added_at,
                added_by_id=one.added_by_id,
            ).pk
        one.item_id = known[key]
        one.save(update_fields=["item"])


class Migration(migrations.Migration):
    # On its own: PostgreSQL alters no table whose rows the same transaction has just written.

    dependencies = [
        ('applications', '0005_library'),
    ]

    operations = [
        migrations.RunPython(into_the_library, migrations.RunPython.noop),
    ]

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RecordsConfig(AppConfig):
    name = "lertrat.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(remake_database_objects, sender=self)


def remake_database_objects(using: str, **_: Any) -> None:
    """After every migrate: triggers and what else migrations cannot express (see `triggers.py`)."""
    from lertrat.records import triggers

    triggers.remake(using)

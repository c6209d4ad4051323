"""Taking everything out of the demonstration's database before the world is built anew."""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection

from lertrat.kernel.errors import Refusal
from lertrat.records import triggers


def empty() -> None:
    """Remove every row of every room, the record's too. Within the transaction of the caller.

    Refusal "not-demonstration" where the settings do not say that this is one.
    """
    if not settings.LERTRAT_DEMO:
        raise Refusal(
            "not-demonstration",
            "คำสั่งนี้ล้างฐานข้อมูล จึงใช้ได้เฉพาะกับระบบสาธิตเท่านั้น",
            "This empties the database; it works in a demonstration only (LERTRAT_DEMO).",
        )
    with triggers.lifted(), connection.cursor() as cursor:
        standing = set(connection.introspection.table_names(cursor))
        statements = connection.ops.sql_flush(no_style(), sorted(_tables() & standing), reset_sequences=True)
        for statement in statements:
            cursor.execute(statement)


def _tables() -> set[str]:
    """The tables of our rooms, and the sessions of people who will be gone."""
    ours = (
        model
        for config in apps.get_app_configs()
        if config.name.startswith("lertrat.") or config.label == "sessions"
        for model in config.get_models(include_auto_created=True)
    )
    return {model._meta.db_table for model in ours if model._meta.managed}

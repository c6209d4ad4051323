from django.apps import AppConfig


class ConflictsConfig(AppConfig):
    name = "lertrat.conflicts"
    label = "conflicts"
    default_auto_field = "django.db.models.BigAutoField"

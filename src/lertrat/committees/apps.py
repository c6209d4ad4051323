from django.apps import AppConfig


class CommitteesConfig(AppConfig):
    name = "lertrat.committees"
    label = "committees"
    default_auto_field = "django.db.models.BigAutoField"

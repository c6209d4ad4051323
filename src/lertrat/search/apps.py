from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "lertrat.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lertrat.search import checks  # noqa: F401  registers the system check

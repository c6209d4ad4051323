from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "lertrat.programmes"
    label = "programmes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the register, which stands below, who works in the office."""
        from lertrat.agencies.permits import office_is
        from lertrat.programmes.queries import is_officer

        office_is(is_officer)

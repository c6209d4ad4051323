from django.apps import AppConfig


class SelfAssessmentConfig(AppConfig):
    name = "lertrat.selfassessment"
    label = "selfassessment"
    default_auto_field = "django.db.models.BigAutoField"

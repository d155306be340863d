"""The app of its name."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """See the package's slices."""

    name = "surveys"

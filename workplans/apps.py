"""The app of its name."""

from django.apps import AppConfig


class WorkplansConfig(AppConfig):
    """See the package's slices."""

    name = "workplans"

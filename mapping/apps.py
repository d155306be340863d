"""The app of its name."""

from django.apps import AppConfig


class MappingConfig(AppConfig):
    """See the package's slices."""

    name = "mapping"

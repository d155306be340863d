"""The app of its name."""

from django.apps import AppConfig


class ForumsConfig(AppConfig):
    """See the package's slices."""

    name = "forums"

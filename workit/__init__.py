"""WORKIT: the local employment forum of a municipality. Project package and core app."""

from workit.celery import app as celery_app

__all__ = ["celery_app"]

"""Addresses of the slice: how the pages look."""

from django.urls import path

from workit.web.look import components, set_look
from workit.web.statements import accessibility, privacy

urlpatterns = [
    path("look/", set_look, name="set_look"),
    path("components/", components, name="components"),
    path("accessibility/", accessibility, name="accessibility"),
    path("privacy/", privacy, name="privacy"),
]

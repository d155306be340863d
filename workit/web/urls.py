"""Addresses of the slice: how the pages look."""

from django.urls import path

from workit.web.look import components, set_look

urlpatterns = [
    path("look/", set_look, name="set_look"),
    path("components/", components, name="components"),
]

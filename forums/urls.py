"""Addresses of the forum; each slice brings its own."""

from django.urls import include, path

app_name = "forums"

urlpatterns = [
    path("", include("forums.bodies.urls")),
    path("", include("forums.members.urls")),
    path("", include("forums.tasks.urls")),
    path("", include("forums.meetings.urls")),
    path("", include("forums.decisions.urls")),
    path("", include("forums.protocols.urls")),
    path("", include("forums.health.urls")),
]

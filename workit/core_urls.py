"""Addresses of the core's own pages; each slice adds its `urls`."""

from django.urls import include, path

from workit.web.views import healthz

app_name = "workit"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("workit.home.urls")),
    path("", include("workit.people.urls")),
    path("", include("workit.places.urls")),
    path("", include("workit.stages.urls")),
    path("", include("workit.jobs.urls")),
    path("", include("workit.notices.urls")),
    path("", include("workit.audit.urls")),
    path("", include("workit.documents.urls")),
    path("", include("workit.web.urls")),
]

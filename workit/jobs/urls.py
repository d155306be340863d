"""Addresses of the slice."""

from django.urls import path

from workit.jobs.views import job_detail, job_list, job_retry, job_stop

urlpatterns = [
    path("t/<str:town>/jobs/", job_list, name="job_list"),
    path("t/<str:town>/jobs/<uuid:pk>/", job_detail, name="job_detail"),
    path("t/<str:town>/jobs/<uuid:pk>/stop/", job_stop, name="job_stop"),
    path("t/<str:town>/jobs/<uuid:pk>/retry/", job_retry, name="job_retry"),
]

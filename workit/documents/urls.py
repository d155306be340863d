"""Addresses of the slice."""

from django.urls import path

from workit.documents.views import file_download

urlpatterns = [
    path("t/<str:town>/files/<uuid:pk>/", file_download, name="file_download"),
]

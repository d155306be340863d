"""Addresses of the slice."""

from django.urls import path

from forums.bodies.views import body_close, body_edit, body_list, body_open

urlpatterns = [
    path("t/<str:town>/bodies/", body_list, name="body_list"),
    path("t/<str:town>/bodies/open/", body_open, name="body_open"),
    path("t/<str:town>/bodies/<uuid:pk>/", body_edit, name="body_edit"),
    path("t/<str:town>/bodies/<uuid:pk>/close/", body_close, name="body_close"),
]

"""Addresses under /accounts/ that stand before allauth's own."""

from django.urls import path

from workit.people.account_views import confirm_by_code, session_time
from workit.people.entry_views import invitation_accept, invitation_refuse

urlpatterns = [
    path("session/", session_time, name="session_time"),
    path("confirm/", confirm_by_code, name="confirm_by_code"),
    path("invitation/<str:key>/", invitation_accept, name="invitation_accept"),
    path("invitation/<str:key>/refuse/", invitation_refuse, name="invitation_refuse"),
]

"""Addresses of the slice."""

from django.urls import path

from workit.audit.views import audit_view, security_view

urlpatterns = [
    path("t/<str:town>/audit/", audit_view, name="audit_view"),
    path("programme/security/", security_view, name="security_view"),
]

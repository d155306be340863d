"""Addresses of the slice."""

from django.urls import path

from workit.notices.views import mail_list, notice_list, notice_open, notice_preferences, notice_read

urlpatterns = [
    path("my/notices/", notice_list, name="notice_list"),
    path("my/notices/read/", notice_read, name="notice_read"),
    path("my/notices/preferences/", notice_preferences, name="notice_preferences"),
    path("my/notices/<uuid:pk>/", notice_open, name="notice_open"),
    path("t/<str:town>/mail/", mail_list, name="mail_list"),
]

"""Addresses of a meeting in progress."""

from django.urls import path

from forums.meetings import live_views as views

LIVE = "t/<str:town>/meetings/<uuid:pk>/live/"

urlpatterns = [
    path("t/<str:town>/meetings/past/", views.meeting_past, name="meeting_past"),
    path("t/<str:town>/meetings/<uuid:pk>/start/", views.meeting_start, name="meeting_start"),
    path(LIVE, views.meeting_live, name="meeting_live"),
    path(f"{LIVE}changes/", views.meeting_changes, name="meeting_changes"),
    path(f"{LIVE}notes/<uuid:block>/", views.note_write, name="note_write"),
    path(f"{LIVE}notes/<uuid:block>/remove/", views.note_remove, name="note_remove"),
    path(f"{LIVE}tasks/<uuid:block>/", views.meeting_task_write, name="meeting_task_write"),
    path(f"{LIVE}tasks/<uuid:block>/remove/", views.meeting_task_remove, name="meeting_task_remove"),
    path(f"{LIVE}people/", views.attendance_add, name="attendance_add"),
    path(f"{LIVE}people/rest/", views.attendance_close, name="attendance_close"),
    path(f"{LIVE}people/<uuid:invitee>/", views.attendance_mark, name="attendance_mark"),
    path(f"{LIVE}items/", views.item_come_up, name="item_come_up"),
    path(f"{LIVE}items/<uuid:item>/take-up/", views.item_take_up, name="item_take_up"),
]

"""Addresses of the slice."""

from django.urls import URLPattern, URLResolver, include, path

from forums.meetings import feed_views, plan_views, public_views, views

ONE = "t/<str:town>/meetings/<uuid:pk>/"
PERSON = "t/<str:town>/invitees/<uuid:pk>/"
MATERIAL = "t/<str:town>/materials/<uuid:pk>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("t/<str:town>/meetings/", views.meeting_list, name="meeting_list"),
    path("t/<str:town>/meetings/plan/", views.meeting_plan, name="meeting_plan"),
    path(ONE, views.meeting_detail, name="meeting_detail"),
    path(f"{ONE}edit/", views.meeting_edit, name="meeting_edit"),
    path(f"{ONE}save/", views.meeting_save, name="meeting_save"),
    path(f"{ONE}check/", views.meeting_check, name="meeting_check"),
    path(f"{ONE}invite/", views.meeting_invite, name="meeting_invite"),
    path(f"{ONE}remind/", views.meeting_remind, name="meeting_remind"),
    path(f"{ONE}cancel/", views.meeting_cancel, name="meeting_cancel"),
    path(f"{ONE}copy/", views.meeting_copy, name="meeting_copy"),
    path(f"{ONE}delete/", views.meeting_delete, name="meeting_delete"),
    path(f"{ONE}invitees/", plan_views.meeting_invitees, name="meeting_invitees"),
    path(f"{ONE}answer/", plan_views.meeting_answer, name="meeting_answer"),
    path(f"{ONE}materials/", plan_views.meeting_material, name="meeting_material"),
    path(f"{ONE}room/", plan_views.meeting_room, name="meeting_room"),
    path(f"{ONE}agenda.pdf", plan_views.meeting_agenda, name="meeting_agenda"),
    path(f"{ONE}tags.pdf", plan_views.meeting_tags, name="meeting_tags"),
    path(f"{ONE}calendar/", plan_views.meeting_calendar, name="meeting_calendar"),
    path(f"{ONE}preview/", plan_views.meeting_preview, name="meeting_preview"),
    path(f"{PERSON}remove/", plan_views.invitee_remove, name="invitee_remove"),
    path(f"{PERSON}answer/", plan_views.invitee_answer, name="invitee_answer"),
    path(f"{MATERIAL}deliver/", plan_views.material_deliver, name="material_deliver"),
    path(f"{MATERIAL}remove/", plan_views.material_remove, name="material_remove"),
    path("t/<str:town>/bodies/<uuid:pk>/topics/", plan_views.body_topics, name="body_topics"),
    path("my/calendar/", feed_views.feed_manage, name="feed_manage"),
    path("my/calendar/make/", feed_views.feed_make, name="feed_make"),
    path("my/calendar/close/", feed_views.feed_close, name="feed_close"),
    path("p/a/<str:token>/", public_views.answer_form, name="answer_form"),
    path("p/a/<str:token>/calendar/", public_views.answer_calendar, name="answer_calendar"),
    path("p/a/<str:token>/materials/<uuid:material>/", public_views.answer_material, name="answer_material"),
    path("p/feed/<str:token>/", public_views.feed_read, name="feed_read"),
    path("", include("forums.meetings.live_urls")),
]

"""Addresses of the slice."""

from django.urls import path

from forums.decisions import live_views, views
from forums.meetings.live_urls import LIVE

urlpatterns = [
    path(f"{LIVE}decisions/<uuid:block>/", live_views.decision_write, name="decision_write"),
    path(f"{LIVE}decisions/<uuid:block>/remove/", live_views.decision_remove, name="decision_remove"),
    path("t/<str:town>/decisions/", views.decision_list, name="decision_list"),
    path("t/<str:town>/decisions/<uuid:pk>/", views.decision_detail, name="decision_detail"),
    path("t/<str:town>/decisions/<uuid:pk>/move/", views.decision_move, name="decision_move"),
    path("t/<str:town>/decisions/<uuid:pk>/replace/", views.decision_replace, name="decision_replace"),
    path("t/<str:town>/decisions/<uuid:pk>/answer/", views.decision_answer, name="decision_answer"),
]

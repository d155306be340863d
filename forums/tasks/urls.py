"""Addresses of the slice."""

from django.urls import path

from forums.tasks import public_views, verb_views, views

urlpatterns = [
    path("t/<str:town>/tasks/", views.task_list, name="task_list"),
    path("t/<str:town>/tasks/all/", views.task_register, name="task_register"),
    path("t/<str:town>/tasks/all/print/", views.task_print, name="task_print"),
    path("t/<str:town>/tasks/all.xlsx", views.task_export, name="task_export"),
    path("t/<str:town>/tasks/new/", verb_views.task_add, name="task_add"),
    path("t/<str:town>/tasks/<uuid:pk>/", views.task_detail, name="task_detail"),
    path("t/<str:town>/tasks/<uuid:pk>/finish/", verb_views.task_finish, name="task_finish"),
    path("t/<str:town>/tasks/<uuid:pk>/postpone/", verb_views.task_postpone, name="task_postpone"),
    path("t/<str:town>/tasks/<uuid:pk>/reassign/", verb_views.task_reassign, name="task_reassign"),
    path("t/<str:town>/tasks/<uuid:pk>/cancel/", verb_views.task_cancel, name="task_cancel"),
    path("t/<str:town>/tasks/<uuid:pk>/return/", verb_views.task_return, name="task_return"),
    path("t/<str:town>/tasks/<uuid:pk>/comment/", verb_views.task_comment, name="task_comment"),
    path("t/<str:town>/tasks/<uuid:pk>/confirm/", verb_views.task_confirm, name="task_confirm"),
    path("t/<str:town>/tasks/<uuid:pk>/remind/", verb_views.task_remind, name="task_remind"),
    path("my/tasks/", views.task_own, name="task_own"),
    path("p/t/<str:token>/", public_views.task_answer, name="task_answer"),
]

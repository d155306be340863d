"""Addresses of the slice: homes, the switcher, the board, overdue tasks, the toolbox."""

from django.urls import path

from workit.home import toolbox, views

urlpatterns = [
    path("", views.home, name="home"),
    path("towns/", views.town_switcher, name="town_switcher"),
    path("t/<str:town>/", views.town_home, name="town_home"),
    path("r/<str:region>/", views.board, name="board"),
    path("r/<str:region>/tasks/", views.region_task_list, name="region_task_list"),
    path("r/<str:region>/toolbox/", toolbox.toolbox, name="toolbox"),
    path("r/<str:region>/letters/<slug:letter>/", toolbox.letter_detail, name="letter_detail"),
    path("r/<str:region>/letters/<slug:letter>/sent/", toolbox.letter_send, name="letter_send"),
]

"""Addresses of the slice: the programme's pages."""

from django.urls import path

from workit.places import views

urlpatterns = [
    path("programme/", views.programme_home, name="programme"),
    path("programme/towns/add/", views.town_add, name="town_add"),
    path("programme/towns/<str:code>/", views.town_edit, name="town_edit"),
    path("programme/towns/<str:code>/leave/", views.town_leave, name="town_leave"),
    path("programme/places/", views.bureau_list, name="bureau_list"),
    path("programme/bureaus/add/", views.bureau_form, name="bureau_add"),
    path("programme/bureaus/<int:pk>/", views.bureau_form, name="bureau_edit"),
    path("programme/regions/add/", views.region_form, name="region_add"),
    path("programme/regions/<slug:code>/", views.region_form, name="region_edit"),
    path("programme/lists/", views.reference_list, name="reference_list"),
    path("programme/report/", views.programme_report, name="programme_report"),
]

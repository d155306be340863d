"""Addresses of the slice: the own account, people of a town, people of the programme."""

from django.urls import path

from workit.people import account_views, asking, views

urlpatterns = [
    path("my/account/", account_views.account, name="account"),
    path("my/account/edit/", account_views.account_edit, name="account_edit"),
    path("my/account/sessions/end/", account_views.session_end, name="session_end"),
    path("t/<str:town>/access/", asking.access_ask, name="access_ask"),
    path("t/<str:town>/people/", views.person_list, name="person_list"),
    path("t/<str:town>/people/invite/", views.invitation_form, name="invitation_form"),
    path("t/<str:town>/people/invitations/<uuid:pk>/again/", views.invitation_send_again, name="invitation_send_again"),
    path("t/<str:town>/people/invitations/<uuid:pk>/withdraw/", views.invitation_withdraw, name="invitation_withdraw"),
    path("t/<str:town>/people/roles/<uuid:pk>/end/", views.role_end, name="role_end"),
    path("t/<str:town>/people/roles/<uuid:pk>/hand-over/", views.role_hand_over, name="role_hand_over"),
    path("programme/people/", views.assignment_list, name="assignment_list"),
    path("programme/people/invite/", views.programme_invitation_form, name="programme_invitation_form"),
    path(
        "programme/people/invitations/<uuid:pk>/again/",
        views.programme_invitation_send_again,
        name="programme_invitation_send_again",
    ),
    path(
        "programme/people/invitations/<uuid:pk>/withdraw/",
        views.programme_invitation_withdraw,
        name="programme_invitation_withdraw",
    ),
    path("programme/people/roles/<uuid:pk>/end/", views.assignment_end, name="assignment_end"),
    path("programme/people/roles/<uuid:pk>/hand-over/", views.assignment_hand_over, name="assignment_hand_over"),
    path("programme/people/<uuid:pk>/close/", views.account_disable, name="account_disable"),
]

"""Addresses of the slice: the way of a town, the methodology, visits and the hand-over."""

from django.urls import path

from workit.stages import handover_views, methodology_views, views, visit_views

WAY = "t/<str:town>/way/"
MILESTONE = f"{WAY}<slug:milestone>/"
HANDOVER = "r/<str:region>/handover/<uuid:pk>/"

urlpatterns = [
    path(WAY, views.way_detail, name="way_detail"),
    path(f"{WAY}stage/<int:number>/", views.stage_detail, name="stage_detail"),
    path(f"{WAY}stage/<int:number>/close/", views.stage_close, name="stage_close"),
    path(f"{WAY}stage/<int:number>/reopen/", views.stage_reopen, name="stage_reopen"),
    path(MILESTONE, views.milestone_detail, name="milestone_detail"),
    path(f"{MILESTONE}confirm/", views.milestone_confirm, name="milestone_confirm"),
    path(f"{MILESTONE}dismiss/", views.milestone_dismiss, name="milestone_dismiss"),
    path(f"{MILESTONE}reopen/", views.milestone_reopen, name="milestone_reopen"),
    path(f"{MILESTONE}assign/", views.milestone_assign, name="milestone_assign"),
    path(f"{MILESTONE}checklist/<slug:item>/tick/", views.milestone_tick, name="milestone_tick"),
    path(f"{MILESTONE}evidence/add/", views.evidence_add, name="evidence_add"),
    path(f"{MILESTONE}evidence/<uuid:pk>/confirm/", views.evidence_confirm, name="evidence_confirm"),
    path(f"{MILESTONE}evidence/<uuid:pk>/refuse/", views.evidence_refuse, name="evidence_refuse"),
    path("programme/methodology/", methodology_views.methodology_detail, name="methodology_detail"),
    path("programme/methodology/<int:methodology>/", methodology_views.methodology_detail, name="methodology_version"),
    path(
        "programme/methodology/<int:methodology>/<slug:milestone>/",
        methodology_views.methodology_detail,
        name="methodology_milestone",
    ),
    path("r/<str:region>/visits/", visit_views.visit_list, name="visit_list"),
    path("r/<str:region>/visits/plan/", visit_views.visit_plan, name="visit_plan"),
    path("r/<str:region>/visits/<uuid:pk>/", visit_views.visit_detail, name="visit_detail"),
    path("r/<str:region>/visits/<uuid:pk>/write-up/", visit_views.visit_write_up, name="visit_write_up"),
    path("r/<str:region>/visits/<uuid:pk>/cancel/", visit_views.visit_cancel, name="visit_cancel"),
    path("r/<str:region>/handover/", handover_views.handover_list, name="handover_list"),
    path(HANDOVER, handover_views.handover_detail, name="handover_detail"),
    path(f"{HANDOVER}begin/", handover_views.handover_begin, name="handover_begin"),
    path(f"{HANDOVER}summarise/", handover_views.handover_summarise, name="handover_summarise"),
    path(f"{HANDOVER}move-tasks/", handover_views.handover_move_tasks, name="handover_move_tasks"),
    path(f"{HANDOVER}introduce/", handover_views.handover_introduce, name="handover_introduce"),
    path(f"{HANDOVER}pass-contacts/", handover_views.handover_pass_contacts, name="handover_pass_contacts"),
    path(f"{HANDOVER}approve/", handover_views.handover_approve, name="handover_approve"),
]

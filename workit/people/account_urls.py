"""Addresses under /accounts/ that stand before allauth's own."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

"""Addresses of the style page."""

from __future__ import annotations

from django.urls import path

from trialpiece.web.ui import views

app_name = "ui"
urlpatterns = [path("", views.styles, name="styles"), path("waiting/", views.waiting, name="waiting")]

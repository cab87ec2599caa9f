"""Addresses of this feature."""

from django.urls import path

from trialpiece.web.audit import views

app_name = "audit"
urlpatterns = [
    path("settings/audit/", views.events, name="events"),
    path("settings/audit.csv", views.events_csv, name="events_csv"),
    path("settings/audit/verify/", views.verify, name="verify"),
]

"""Addresses of this feature."""

from django.urls import path

from trialpiece.web.candidates import export, views

app_name = "candidates"
urlpatterns = [
    path("openings/<str:opening>/candidates/new/", views.add, name="add"),
    path("openings/<str:opening>/candidates.csv", export.applications_csv, name="export"),
    path("candidates/<str:key>/", views.application, name="application"),
    path("candidates/<str:key>/step/", views.step, name="step"),
]

"""Addresses of this feature."""

from django.urls import path

from trialpiece.web.openings import export, views

app_name = "openings"
urlpatterns = [
    path("openings/", views.openings, name="list"),
    path("openings/openings.csv", export.openings_csv, name="export"),
    path("openings/new/", views.create, name="create"),
    path("openings/<str:key>/", views.opening, name="opening"),
    path("openings/<str:key>/edit/", views.edit, name="edit"),
    path("openings/<str:key>/step/", views.step, name="step"),
    path("openings/<str:key>/against-advice/", views.override, name="override"),
    path("openings/<str:key>/stages/new/", views.stage, name="add_stage"),
    path("openings/<str:key>/stages/<str:stage>/", views.stage, name="stage"),
]

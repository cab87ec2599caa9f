"""Addresses of this feature."""

from django.urls import path

from trialpiece.web.candidates import views

app_name = "candidates"
urlpatterns = [
    path("openings/<str:opening>/candidates/new/", views.add, name="add"),
    path("candidates/<str:key>/", views.application, name="application"),
    path("candidates/<str:key>/step/", views.step, name="step"),
]

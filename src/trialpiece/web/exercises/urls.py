"""Addresses of this feature."""

from django.urls import URLPattern, URLResolver, path

from trialpiece.web.exercises import views

app_name = "exercises"
urlpatterns: list[URLPattern | URLResolver] = [
    path("exercises/", views.exercises, name="list"),
    path("exercises/<slug:slug>/", views.exercise, name="exercise"),
]

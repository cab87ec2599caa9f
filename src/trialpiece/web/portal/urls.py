"""Addresses of this feature."""

from django.urls import URLPattern, URLResolver, path

from trialpiece.web.portal import views

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("<str:token>/", views.overview, name="overview"),
]

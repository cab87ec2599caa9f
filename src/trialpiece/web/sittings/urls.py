"""Addresses of this feature."""

from django.urls import URLPattern, URLResolver, path

from trialpiece.web.sittings import views

app_name = "sittings"
urlpatterns: list[URLPattern | URLResolver] = [
    path("sittings/<str:key>/", views.detail, name="detail"),
]

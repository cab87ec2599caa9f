"""Addresses of this feature."""

from django.urls import URLPattern, URLResolver

app_name = "openings"
urlpatterns: list[URLPattern | URLResolver] = []

"""Addresses of the page of keys, below an organisation."""

from django.urls import path

from trialpiece.web.api import views

app_name = "api_keys"
urlpatterns = [
    path("settings/keys/", views.keys, name="keys"),
    path("settings/keys/<str:key>/revoke/", views.revoke, name="revoke"),
]

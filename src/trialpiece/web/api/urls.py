"""Addresses of the API."""

from django.urls import path

from trialpiece.web.api.endpoints import api

app_name = "api"
urlpatterns = [path("v1/", api.urls)]

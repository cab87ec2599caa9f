"""Addresses of the API; ninja names them `api:<endpoint>` itself."""

from django.urls import path

from trialpiece.web.api.endpoints import api

urlpatterns = [path("v1/", api.urls)]

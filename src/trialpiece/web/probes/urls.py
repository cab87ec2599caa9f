"""Addresses of this feature."""

from django.urls import path

from trialpiece.web.probes import views

app_name = "probes"
urlpatterns = [path("reviews/<str:key>/questions/", views.sheet, name="sheet")]

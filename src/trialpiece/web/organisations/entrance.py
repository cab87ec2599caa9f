"""Addresses before there is an organisation."""

from django.urls import path

from trialpiece.web.organisations import entrance_views as views

app_name = "entrance"
urlpatterns = [
    path("setup/", views.set_up, name="set_up"),
    path("organisations/new/", views.new_organisation, name="new_organisation"),
]

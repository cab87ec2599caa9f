"""Addresses of this feature."""

from django.urls import path

from trialpiece.web.home import views

app_name = "home"
urlpatterns = [
    path("", views.arrive, name="arrive"),
    path("o/<slug:organisation>/", views.organisation, name="organisation"),
]

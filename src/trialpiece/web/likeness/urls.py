"""Addresses of this feature."""

from django.urls import path

from trialpiece.web.likeness import views

app_name = "likeness"
urlpatterns = [
    path("alike/<str:key>/", views.pool, name="pool"),
    path("alike/<str:key>/<str:one>/<str:other>/", views.pair, name="pair"),
]

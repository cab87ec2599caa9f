"""Addresses of this feature."""

from django.urls import URLPattern, URLResolver, path

from trialpiece.web.portal import views

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("<str:token>/", views.overview, name="overview"),
    path("<str:token>/start/", views.start, name="start"),
    path("<str:token>/files.zip", views.files, name="files"),
    path("<str:token>/questions/", views.questions, name="questions"),
    path("<str:token>/more-time/", views.more_time, name="more_time"),
    path("<str:token>/upload/", views.upload, name="upload"),
    path("<str:token>/receipt/<int:version>/", views.receipt, name="receipt"),
    path("<str:token>/receipt/<int:version>.txt", views.receipt, {"form": "text"}, name="receipt_text"),
    path("<str:token>/hand-in/", views.hand_in, name="hand_in"),
    path("<str:token>/withdraw/", views.withdraw, name="withdraw"),
]

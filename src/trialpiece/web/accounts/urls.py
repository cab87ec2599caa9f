"""Addresses of this feature."""

from django.urls import path

from trialpiece.web.accounts import views

app_name = "accounts"
urlpatterns = [
    path("link/", views.ask_for_link, name="ask_for_link"),
    path("link/<str:token>/", views.sign_in_by_link, name="sign_in_by_link"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("profile/", views.profile, name="profile"),
]

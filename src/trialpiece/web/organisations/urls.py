"""Addresses of this feature."""

from django.urls import path

from trialpiece.web.organisations import views

app_name = "organisations"
urlpatterns = [
    path("settings/members/", views.members, name="members"),
    path("settings/members/<str:key>/role/", views.change_role, name="change_role"),
    path("settings/members/<str:key>/deactivate/", views.deactivate, name="deactivate"),
    path("settings/invitations/<str:key>/revoke/", views.revoke_invitation, name="revoke_invitation"),
    path("settings/invitations/<str:key>/send-again/", views.send_again, name="send_again"),
    path("settings/organisation/", views.organisation, name="organisation"),
]

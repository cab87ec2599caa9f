"""Addresses of this feature."""

from django.urls import path

from trialpiece.web.decisions import views

app_name = "decisions"
urlpatterns = [
    path("candidates/<str:key>/debrief/", views.debrief, name="debrief"),
    path("candidates/<str:key>/debrief/notes/", views.notes, name="notes"),
    path("candidates/<str:key>/debrief/reopen/", views.reopen, name="reopen"),
    path("candidates/<str:key>/feedback/", views.feedback, name="feedback"),
]

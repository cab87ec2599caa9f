"""Addresses of respondents, who come by link and have no account."""

from django.urls import path

from trialpiece.web.readiness.views import respond

app_name = "respond"
urlpatterns = [
    path("<str:token>/", respond.questions, name="questions"),
    path("<str:token>/result.pdf", respond.result_pdf, name="result_pdf"),
    path("<str:token>/check/", respond.check, name="check"),
    path("<str:token>/part/<slug:dimension>/", respond.part, name="part"),
]

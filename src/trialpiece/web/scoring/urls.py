"""Addresses of this feature."""

from django.urls import path

from trialpiece.web.scoring import views

app_name = "scoring"
urlpatterns = [
    path("scorecards/<str:key>/", views.scorecard, name="scorecard"),
    path("scorecards/<str:key>/revise/<str:score>/", views.revise, name="revise"),
    path("scorecards/<str:key>/<str:criterion>/", views.scorecard, name="criterion"),
]

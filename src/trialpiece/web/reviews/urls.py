"""Addresses of this feature."""

from django.urls import path

from trialpiece.web.reviews import dispute_views, views

app_name = "reviews"
urlpatterns = [
    path("reviews/<str:key>/", views.review, name="review"),
    path("reviews/<str:key>/status/", views.status, name="status"),
    path("reviews/<str:key>/repeat/", views.repeat, name="repeat"),
    path("reviews/<str:key>/review.json", views.as_json, name="json"),
    path("reviews/<str:key>/findings/<int:number>/wrong/", dispute_views.dispute, name="dispute"),
    path("reviews/<str:key>/disputes/<str:dispute>/withdraw/", dispute_views.withdraw, name="withdraw_dispute"),
    path("settings/findings/", dispute_views.disputes, name="disputes"),
    path("settings/findings/disputes.csv", dispute_views.disputes_csv, name="disputes_csv"),
    path("settings/findings/disputes.json", dispute_views.disputes_json, name="disputes_json"),
]

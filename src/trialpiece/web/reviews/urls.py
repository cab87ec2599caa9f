"""Addresses of this feature."""

from django.urls import path

from trialpiece.web.reviews import views

app_name = "reviews"
urlpatterns = [
    path("reviews/<str:key>/", views.review, name="review"),
    path("reviews/<str:key>/status/", views.status, name="status"),
    path("reviews/<str:key>/repeat/", views.repeat, name="repeat"),
    path("reviews/<str:key>/review.json", views.as_json, name="json"),
]

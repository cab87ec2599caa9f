"""Addresses of this feature."""

from django.urls import path

from trialpiece.web.scoping.views import adverts, briefs, files, reading

app_name = "scoping"
urlpatterns = [
    path("work/", briefs.home, name="home"),
    path("work/read/brief/", reading.brief, name="read_brief"),
    path("work/read/parts/", reading.parts, name="read_parts"),
    path("work/read/team/", reading.team, name="read_team"),
    path("work/read/contract/", reading.contract, name="read_contract"),
    path("work/read/advert/", reading.advert, name="read_advert"),
    path("work/briefs/new/", briefs.write, name="write_brief"),
    path("work/briefs/upload/", files.upload, name="upload_brief"),
    path("work/briefs/<str:key>/", briefs.brief, name="brief"),
    path("work/briefs/<str:key>/edit/", briefs.edit, name="edit_brief"),
    path("work/briefs/<str:key>/kind/", briefs.parts, name="parts"),
    path("work/briefs/<str:key>/team/", briefs.team, name="team"),
    path("work/briefs/<str:key>/contract/", briefs.contract, name="contract"),
    path("work/briefs/<str:key>/upload/", files.replace, name="replace_brief"),
    path("work/briefs/<str:key>/BRIEF.toml", files.as_toml, name="brief_toml"),
    path("work/briefs/<str:key>/brief.pdf", files.as_pdf, name="brief_pdf"),
    path("work/briefs/<str:key>/transfer/", briefs.transfer, name="transfer"),
    path("work/briefs/<str:key>/delete/", briefs.delete, name="delete_brief"),
    path("work/adverts/new/", adverts.write, name="write_advert"),
    path("work/adverts/<str:key>/", adverts.advert, name="advert"),
    path("work/adverts/<str:key>/edit/", adverts.edit, name="edit_advert"),
    path("work/adverts/<str:key>/delete/", adverts.delete, name="delete_advert"),
]

"""Addresses of this feature for members."""

from django.urls import path

from trialpiece.web.readiness.views import assessments, audits

app_name = "readiness"
urlpatterns = [
    path("readiness/", assessments.home, name="home"),
    path("readiness/new/", assessments.begin, name="begin"),
    path("readiness/data/new/", audits.request_audit, name="request_audit"),
    path("readiness/data/<str:key>/", audits.audit, name="audit"),
    path("readiness/data/<str:key>/status/", audits.status, name="audit_status"),
    path("readiness/data/<str:key>/audit.pdf", audits.as_pdf, name="audit_pdf"),
    path("readiness/data/<str:key>/audit.json", audits.as_json, name="audit_json"),
    path("readiness/<str:key>/", assessments.assessment, name="assessment"),
    path("readiness/<str:key>/report.pdf", assessments.as_pdf, name="report_pdf"),
    path("readiness/<str:key>/close/", assessments.close, name="close"),
    path("readiness/<str:key>/respondents/<str:respondent>/again/", assessments.ask_again, name="ask_again"),
    path("readiness/<str:key>/respondents/<str:respondent>/withdraw/", assessments.withdraw, name="withdraw"),
]

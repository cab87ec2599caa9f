"""Addresses of this feature."""

from django.urls import URLPattern, URLResolver, path

from trialpiece.web.sittings.views import ledger, page, verbs, work

app_name = "sittings"
urlpatterns: list[URLPattern | URLResolver] = [
    path("candidates/<str:application>/sittings/new/", verbs.plan, name="plan"),
    path("pay/", ledger.pay, name="pay"),
    path("pay.csv", ledger.pay_csv, name="pay_csv"),
    path("sittings/<str:key>/", page.sitting, name="sitting"),
    path("sittings/<str:key>/issue/", verbs.issue, name="issue"),
    path("sittings/<str:key>/reissue/", verbs.reissue, name="reissue"),
    path("sittings/<str:key>/revoke/", verbs.revoke, name="revoke"),
    path("sittings/<str:key>/questions/<str:question>/answer/", verbs.answer, name="answer"),
    path("sittings/<str:key>/time/", verbs.give_time, name="give_time"),
    path("sittings/<str:key>/time/<str:extension>/grant/", verbs.grant, name="grant"),
    path("sittings/<str:key>/time/<str:extension>/decline/", verbs.decline, name="decline"),
    path("sittings/<str:key>/uploads/<int:version>/accept/", verbs.accept_late, name="accept_late"),
    path("sittings/<str:key>/uploads/<int:version>/original", work.original, name="original"),
    path("sittings/<str:key>/uploads/<int:version>/work.zip", work.work, name="work"),
    path("sittings/<str:key>/close/", verbs.close, name="close"),
    path("sittings/<str:key>/pay/approve/", verbs.approve_pay, name="approve_pay"),
    path("sittings/<str:key>/pay/paid/", verbs.mark_paid, name="mark_paid"),
]

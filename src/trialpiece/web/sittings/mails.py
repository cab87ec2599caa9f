"""Who is told what, at each step; whoever judges is told by alias and never of more time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from trialpiece.web.mail.domain import send
from trialpiece.web.openings.models import Opening
from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Membership
from trialpiece.web.sittings import queries
from trialpiece.web.sittings.blind import without_names
from trialpiece.web.sittings.enums import UploadState
from trialpiece.web.sittings.models import Answer, Extension, Pay, Question, Sitting, Submission


def issued(sitting: Sitting, url: str) -> None:
    """The link, with what is asked and what is paid."""
    stage = sitting.stage
    to_candidate(sitting, "sitting_issued", url=url, opening=sitting.application.opening.title, stage=stage,
                 start_by=sitting.start_by, pay=queries.pay_of(sitting))  # fmt: skip


def asked(question: Question) -> None:
    """To those who interview for the post, by alias, the candidate's names masked in what they wrote."""
    sitting = question.sitting
    body = without_names(question.body, sitting.application.candidate)
    people = [*sitting.application.opening.interviewers.filter(is_active=True).select_related("user")]
    to_members(sitting, [*people, *_coordinators(sitting)], "question_asked", question=body)


def answered(reply: Answer) -> None:
    """To the candidate, with the answer."""
    to_candidate(reply.question.sitting, "question_answered", question=reply.question.body, answer=reply.body)


def received(submission: Submission) -> None:
    """The receipt, or why the upload could not be read."""
    purpose = "upload_refused" if submission.state == UploadState.REFUSED else "upload_received"
    to_candidate(submission.sitting, purpose, submission=submission, deadline=submission.sitting.deadline)


def late(submission: Submission) -> None:
    """To the candidate and to coordinators: kept, but it does not count by itself."""
    to_candidate(submission.sitting, "upload_late", submission=submission)
    to_members(submission.sitting, _coordinators(submission.sitting), "upload_late_team")


def finished(sitting: Sitting, final: Submission) -> None:
    """The work is in: to the candidate, with the day by which pay is due."""
    to_candidate(sitting, "handed_in", submission=final, pay=queries.pay_of(sitting))
    to_members(sitting, _coordinators(sitting), "handed_in_team")


def nothing_came(sitting: Sitting) -> None:
    """The deadline passed with nothing that counts: people decide what follows."""
    to_members(sitting, _coordinators(sitting), "nothing_came")


def deadline_near(sitting: Sitting) -> None:
    """One day left."""
    to_candidate(sitting, "deadline_near", deadline=sitting.deadline, has_work=queries.counting_submission(sitting))


def time_wanted(wish: Extension) -> None:
    """To coordinators who do not judge the work; the reason stays on the page."""
    to_members(wish.sitting, _coordinators(wish.sitting, judging=False), "time_wanted", hours=wish.hours)


def time_decided(extension: Extension) -> None:
    """To the candidate: yes or no, and the deadline as it stands now."""
    to_candidate(extension.sitting, "time_decided", extension=extension, deadline=extension.sitting.deadline,
                 granted=extension.state == "granted")  # fmt: skip


def withdrawn(sitting: Sitting) -> None:
    """The candidate withdrew: a line to both sides."""
    to_candidate(sitting, "withdrawn", pay=queries.pay_of(sitting))
    to_members(sitting, _coordinators(sitting), "withdrawn_team")


def paid(pay: Pay) -> None:
    """The money left."""
    to_candidate(pay.sitting, "pay_paid", pay=pay)


def to_candidate(sitting: Sitting, purpose: str, **context: Any) -> None:
    """One mail to the candidate, with a working link where there is one."""
    from trialpiece.web.sittings.domain.issuing import portal_url

    person = sitting.application.candidate
    link = queries.working_link(sitting)
    facts = {"name": person.name, "title": sitting.stage.title, "url": portal_url(link) if link else ""}
    send(organisation=sitting.organisation, to=person.email, purpose=purpose, context=facts | context)


def to_members(sitting: Sitting, people: Iterable[Membership], purpose: str, **context: Any) -> None:
    """One mail to each of these members, by alias, with the sitting's page."""
    path = reverse("sittings:sitting", kwargs={"organisation": sitting.organisation.slug, "key": sitting.pk})
    facts = {
        "alias": str(sitting.application.candidate),
        "title": sitting.stage.title,
        "opening": sitting.application.opening.title,
        "url": settings.BASE_URL + path,
    }
    for address in sorted({each.user.email for each in people if each.is_active}):
        send(organisation=sitting.organisation, to=address, purpose=purpose, context=facts | context)


def _coordinators(sitting: Sitting, *, judging: bool = True) -> list[Membership]:
    """The opening's manager and the organisation's coordinators; without those who rate it where `judging` is False."""
    opening: Opening = sitting.application.opening
    people = Membership.objects.filter(
        organisation=sitting.organisation, role=Role.COORDINATOR, is_active=True
    ).select_related("user")
    everyone = {opening.manager.pk: opening.manager, **{each.pk: each for each in people}}
    if judging:
        return list(everyone.values())
    from trialpiece.web.organisations.access import may

    return [each for each in everyone.values() if may(each, "sittings.extend", sitting)]

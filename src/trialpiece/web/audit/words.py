"""Events in words: who did what to what; candidates by alias, never a score, never a reason for more time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from trialpiece.web.audit.models import AuditEvent

# verb -> what was done, as the end of "<actor> …"; {object} is the thing's name
SENTENCES = {
    "organisation.created": "made the organisation",
    "organisation.changed": "changed the organisation's name or terms",
    "member.invited": "invited {object}",
    "member.joined": "joined",
    "member.role_changed": "changed the role of {object}",
    "member.deactivated": "ended the membership of {object}",
    "invitation.revoked": "withdrew the invitation to {object}",
    "apikey.created": "made the API key {object}",
    "apikey.revoked": "revoked the API key {object}",
    "opening.created": "made the opening {object}",
    "opening.changed": "changed the opening {object}",
    "opening.open": "opened {object}",
    "opening.gate_overridden": "went against the gate's advice for {object}",
    "opening.paused": "paused {object}",
    "opening.filled": "filled {object}",
    "opening.closed": "closed {object}",
    "openings.exported": "exported the list of openings",
    "stage.added": "added the stage {object}",
    "stage.changed": "changed the stage {object}",
    "application.added": "added {object}",
    "application.in_process": "moved {object} into the process",
    "application.offered": "made an offer to {object}",
    "application.hired": "hired {object}",
    "application.declined": "declined {object}",
    "application.withdrawn": "withdrew {object}",
    "applications.exported": "exported the candidates of {object}",
    "sitting.planned": "planned {object}",
    "sitting.issued": "sent {object}",
    "sitting.consented": "agreed to the terms of {object}",
    "sitting.started": "started {object}",
    "sitting.downloaded": "downloaded the files of {object}",
    "sitting.overdue": "noticed that the deadline of {object} passed with nothing handed in",
    "sitting.submitted": "closed the work on {object}: it is handed in",
    "sitting.scored": "noted that {object} is scored",
    "sitting.closed": "closed {object}",
    "link.reissued": "sent a new link for {object}",
    "link.revoked": "revoked the {object}",
    "link.opened": "opened the {object}",
    "question.asked": "asked a question about {object}",
    "question.answered": "answered a question about {object}",
    "extension.asked": "asked for more time for {object}",
    "extension.granted": "gave more time for {object}",
    "extension.declined": "did not give more time for {object}",
    "pay.agreed": "agreed pay for {object}",
    "pay.submitted": "noted that pay for {object} is owed",
    "pay.approved": "approved pay for {object}",
    "pay.paid": "marked pay for {object} as paid",
    "pay.cancelled": "noted that no pay is due for {object}",
    "pay.exported": "exported the ledger of pay",
    "submission.received": "uploaded work for {object}",
    "submission.accepted": "took in an upload for {object}",
    "submission.refused": "could not read an upload for {object}",
    "submission.late": "uploaded work for {object} after the deadline",
    "submission.fetched": "fetched the original upload for {object}",
    "review.done": "read the work of {object}",
    "review.failed": "could not read the work of {object}",
    "review.repeated": "asked for another reading of the work of {object}",
    "dispute.made": "held a finding about {object} to be wrong",
    "dispute.withdrawn": "took back what they held against a finding about {object}",
    "disputes.exported": "exported what is held against findings",
    "scorecard.assigned": "gave a scorecard for {object}",
    "scorecard.submitted": "handed in a scorecard for {object}",
    "scorecard.revealed": "revealed a scorecard for {object}",
    "scorecard.released": "released a rater of {object}",
    "score.revised": "wrote down a change of mind about {object}, after reveal",
    "debrief.opened": "opened the debrief of {object}",
    "debrief.noted": "changed the notes of the debrief of {object}",
    "debrief.open": "looked at the decision on {object} again",
    "debrief.decided": "closed the debrief of {object}",
    "decision.recorded": "recorded a decision on {object}",
    "feedback.sent": "sent feedback to {object}",
    "audit.exported": "exported the audit trail",
    "assessment.begun": "began the assessment of readiness {object}",
    "assessment.closed": "closed the assessment of readiness {object}",
    "assessment.judged": "put {object} through the gate",
    "respondent.asked": "asked {object} about readiness",
    "respondent.asked_again": "sent a new link to {object}",
    "respondent.started": "began to answer",
    "respondent.submitted": "handed in answers",
    "respondent.withdrawn": "no longer asks {object}",
    "likeness.judged": "wrote down what they think of {object}",
    "dataaudit.requested": "uploaded {object} to be measured",
    "dataaudit.done": "measured {object} and deleted it",
    "dataaudit.failed": "could not measure {object}, and deleted it",
    "workbrief.created": "began the work brief {object}",
    "workbrief.changed": "changed the work brief {object}",
    "workbrief.deleted": "deleted the work brief {object}",
    "advert.created": "began the advert {object}",
    "advert.changed": "changed the advert {object}",
    "advert.deleted": "deleted the advert {object}",
}
# what a change was, where it may be read by everybody who reads the trail: verb -> keys of its values
SHOWN = {
    "member.invited": ("role",),
    "member.joined": ("role",),
    "member.role_changed": ("role",),
    "organisation.changed": ("name", "pay_terms_days", "keep_months"),
    "opening.created": ("role", "level", "hides_names"),
    "opening.changed": ("title", "role", "level", "engagement", "hides_names"),
    "opening.open": ("gate", "permits"),
    "opening.gate_overridden": ("said", "reason"),
    "stage.added": ("exercise", "pay"),
    "stage.changed": ("title", "time_cap_hours", "window_days", "pay_amount", "min_raters", "version"),
    "pay.agreed": ("amount", "currency"),
    "decision.recorded": ("outcome",),
    "likeness.judged": ("outcome",),
    "apikey.created": ("name",),
}

_ACTORS = {
    "member": "organisations.membership",
    "candidate": "candidates.candidate",
    "respondent": "readiness.respondent",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One event as people read it."""

    event: AuditEvent
    actor: str
    what: str
    detail: str

    @property
    def sentence(self) -> str:
        """Actor and act in one sentence."""
        return f"{self.actor} {self.what}"


def tell(events: Iterable[AuditEvent]) -> list[Told]:
    """The events in words; one query for each kind of thing that they are about, however many there are."""
    shown = list(events)
    names = _names(shown)
    return [_told(event, names) for event in shown]


def _told(event: AuditEvent, names: dict[tuple[str, str], str]) -> Told:
    actor = "Trialpiece"
    if event.actor_kind != "system":
        actor = names.get((_ACTORS[event.actor_kind], event.actor_key), "Somebody who is no longer here")
    about = names.get((event.object_type, event.object_key), event.object_key)
    kind, _, verb = event.verb.partition(".")
    fallback = f"took {kind} {{object}} to “{verb.replace('_', ' ')}”"
    what = SENTENCES.get(event.verb, fallback).replace("{object}", about)
    return Told(event=event, actor=actor, what=what, detail=_detail(event))


def _detail(event: AuditEvent) -> str:
    detail = getattr(event, "detail", None)
    if detail is None or detail.erased_at:
        return ""
    parts = []
    for key in SHOWN.get(event.verb, ()):
        if key not in detail.after:
            continue
        before, after = detail.before.get(key), detail.after[key]
        word = key.replace("_", " ")
        if before is not None and before != after:
            parts.append(f"{word}: {_word(before)} → {_word(after)}")
        elif before is None:
            parts.append(f"{word}: {_word(after)}")
    return "; ".join([*(part.rstrip(".") for part in parts[:-1]), *parts[-1:]])


def _word(value: Any) -> str:
    return {True: "yes", False: "no", None: "nothing"}.get(value, str(value).replace("_", " "))


def _names(events: list[AuditEvent]) -> dict[tuple[str, str], str]:
    """Names of actors and things by their type and key; people who apply by alias."""
    wanted: dict[str, set[str]] = {}
    for event in events:
        wanted.setdefault(event.object_type, set()).add(event.object_key)
        if event.actor_kind in _ACTORS:
            wanted.setdefault(_ACTORS[event.actor_kind], set()).add(event.actor_key)
    names = {}
    for kind, keys in wanted.items():
        if kind in _NAMED:
            model, related, name = _NAMED[kind]()
            for row in model.objects.filter(pk__in=keys).select_related(*related):
                names[kind, row.pk] = name(row)
    return names


Named = Callable[[], tuple[Any, tuple[str, ...], Callable[[Any], str]]]


def _of_sittings(module: str, path: str) -> Named:
    """A thing that belongs to a sitting is named by it: “Candidate 7F3's Take-home”."""

    def load() -> tuple[Any, tuple[str, ...], Callable[[Any], str]]:
        model = _model(module)
        related = tuple(f"{path}__{name}" if path else name for name in ("application__candidate", "stage"))

        def name(row: Any) -> str:
            sitting = row
            for step in path.split("__") if path else ():
                sitting = getattr(sitting, step)
            return f"{sitting.application.candidate}'s {sitting.stage}"

        return model, related, name

    return load


def _of_applications(module: str, path: str) -> Named:
    """A thing that belongs to an application is named by alias and post."""

    def load() -> tuple[Any, tuple[str, ...], Callable[[Any], str]]:
        related = tuple(f"{path}__{name}" if path else name for name in ("candidate", "opening"))

        def name(row: Any) -> str:
            application = row
            for step in path.split("__") if path else ():
                application = getattr(application, step)
            return f"{application.candidate} for {application.opening}"

        return _model(module), related, name

    return load


def _plain(module: str, *related: str, name: Callable[[Any], str] = str) -> Named:
    return lambda: (_model(module), related, name)


def _model(label: str) -> Any:
    from django.apps import apps

    return apps.get_model(label)


_NAMED: dict[str, Named] = {
    "organisations.organisation": _plain("organisations.Organisation"),
    "organisations.membership": _plain("organisations.Membership", "user"),
    "organisations.invitation": _plain("organisations.Invitation", name=lambda offer: offer.email),
    "api.apikey": _plain("api.ApiKey", name=lambda key: f"“{key.name}”"),
    "openings.opening": _plain("openings.Opening", name=lambda opening: f"“{opening}”"),
    "openings.stage": _plain("openings.Stage", "opening", name=lambda stage: f"“{stage}” of “{stage.opening}”"),
    "readiness.assessment": _plain("readiness.Assessment", name=lambda one: f"“{one}”"),
    "readiness.respondent": _plain("readiness.Respondent", name=lambda one: f"{one.function} ({one.email})"),
    "readiness.dataaudit": _plain("readiness.DataAudit"),
    "scoping.workbrief": _plain("scoping.WorkBrief", name=lambda one: f"“{one}”"),
    "scoping.advert": _plain("scoping.Advert", name=lambda one: f"“{one}”"),
    "candidates.candidate": _plain("candidates.Candidate"),
    "candidates.application": _of_applications("candidates.Application", ""),
    "sittings.sitting": _of_sittings("sittings.Sitting", ""),
    "sittings.portallink": _plain(
        "sittings.PortalLink", "sitting__application__candidate", "sitting__stage",
        name=lambda link: f"link to {link.sitting.application.candidate}'s {link.sitting.stage}",
    ),
    "sittings.question": _of_sittings("sittings.Question", "sitting"),
    "sittings.extension": _of_sittings("sittings.Extension", "sitting"),
    "sittings.pay": _of_sittings("sittings.Pay", "sitting"),
    "sittings.submission": _of_sittings("sittings.Submission", "sitting"),
    "reviews.review": _of_sittings("reviews.Review", "submission__sitting"),
    "reviews.dispute": _of_sittings("reviews.Dispute", "review__submission__sitting"),
    "likeness.judgement": _plain(
        "likeness.Judgement", "one__sitting__application__candidate", "other__sitting__application__candidate",
        name=lambda pair: f"{pair} side by side",
    ),
    "scoring.scorecard": _of_sittings("scoring.Scorecard", "sitting"),
    "scoring.score": _of_sittings("scoring.Score", "scorecard__sitting"),
    "decisions.debrief": _of_applications("decisions.Debrief", "application"),
    "decisions.decision": _of_applications("decisions.Decision", "debrief__application"),
    "decisions.feedback": _of_applications("decisions.Feedback", "application"),
}  # fmt: skip

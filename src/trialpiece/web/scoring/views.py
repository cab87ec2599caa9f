"""The scorecard: one criterion at a time, its anchors and the evidence beside it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from trialpiece.core.exercises.pack import Criterion
from trialpiece.web.candidates.queries import shown_name
from trialpiece.web.openings.rubrics import rubric_of
from trialpiece.web.organisations.access import MemberRequest, for_members, require
from trialpiece.web.reviews.evidence import Evidence, evidence_of, relevant
from trialpiece.web.reviews.queries import report_of
from trialpiece.web.scoring import domain, queries
from trialpiece.web.scoring.enums import ScorecardState
from trialpiece.web.scoring.forms import FinishForm, RevisionForm, ScoreForm
from trialpiece.web.scoring.models import Score, Scorecard
from trialpiece.web.sittings.enums import SittingState
from trialpiece.web.states import WrongState

FINISH = "finish"


def _own(request: MemberRequest, key: str) -> Scorecard:
    cards = queries.visible_to(request.membership).filter(rater=request.membership)
    cards = cards.select_related("sitting__stage", "sitting__application__candidate", "sitting__application__opening")
    card = get_object_or_404(cards.prefetch_related("scores"), pk=key)
    require(request.membership, "scoring.score", card)
    return card


@for_members("scoring.list")
@require_http_methods(["GET", "POST"])
def scorecard(request: MemberRequest, key: str, criterion: str = "") -> HttpResponse:
    """One criterion of one's own card; after it is handed in, the card as it was given."""
    card = _own(request, key)
    if card.state != ScorecardState.DRAFT:
        return _handed_in(request, card)
    criteria = rubric_of(card.sitting.stage).criteria
    scores = {score.criterion: score for score in card.scores.all()}
    if criterion == FINISH or (not criterion and all(_answered(scores.get(one.slug)) for one in criteria)):
        return _finish(request, card)
    current = next((one for one in criteria if one.slug == criterion), None) or next(
        (one for one in criteria if not _answered(scores.get(one.slug))), criteria[0]
    )
    found = relevant(evidence_of(report_of(card.sitting)), current)
    form = ScoreForm(request.POST or None, criterion=current, evidence=found, score=scores.get(current.slug))
    if request.method == "POST" and form.is_valid():
        try:
            domain.save_draft(scorecard=card, by=request.membership, scores=[form.as_score()])
        except WrongState as problem:
            messages.error(request, str(problem))
            return redirect(_address(card))
        if request.htmx:  # type: ignore[attr-defined] # django-htmx
            return render(request, "scoring/saved.html")
        return redirect(_address(card, _after(criteria, current)))
    return render(
        request,
        "scoring/scorecard.html",
        _frame(request, card) | {"form": form, "criterion": current, "evidence": _groups(found, form["cited"].value())},
    )


def _finish(request: MemberRequest, card: Scorecard) -> HttpResponse:
    """The last look: what is missing, the overall impression, and handing in."""
    form = FinishForm(request.POST or None, initial={"note": card.note})
    if request.method == "POST" and form.is_valid():
        try:
            domain.save_draft(scorecard=card, by=request.membership, note=form.cleaned_data["note"])
            domain.submit_scorecard(scorecard=card, by=request.membership)
        except (domain.Incomplete, WrongState) as problem:
            messages.error(request, str(problem))
            return redirect(_address(card, FINISH))
        card.refresh_from_db()
        messages.success(request, "Handed in. Thank you.")
        return redirect(_address(card))
    missing = queries.unscored_criteria(card)
    scores = {score.criterion: score for score in card.scores.all()}
    given = [(one, scores.get(one.slug)) for one in rubric_of(card.sitting.stage).criteria]
    ready = card.sitting.state == SittingState.SUBMITTED
    return render(
        request,
        "scoring/finish.html",
        _frame(request, card) | {"form": form, "missing": missing, "ready": ready, "finish": True, "given": given},
    )


def _handed_in(request: MemberRequest, card: Scorecard) -> HttpResponse:
    scores = {score.criterion: score for score in card.scores.prefetch_related("revisions")}
    given = [(one, scores.get(one.slug)) for one in rubric_of(card.sitting.stage).criteria]
    page = {"given": given, "revision_form": RevisionForm(), "revealed": card.state == ScorecardState.REVEALED}
    page["debrief_is_open"] = hasattr(card.sitting.application, "debrief")
    return render(request, "scoring/handed_in.html", _frame(request, card) | page)


@for_members("scoring.list")
@require_POST
def revise(request: MemberRequest, key: str, score: str) -> HttpResponse:
    """Write down a change of mind."""
    card = _own(request, key)
    found = get_object_or_404(Score, scorecard=card, pk=score)
    form = RevisionForm(request.POST)
    if form.is_valid():
        try:
            domain.revise(
                score=found, level=form.new_level(), reason=form.cleaned_data["reason"], by=request.membership
            )
            messages.success(request, "Written down beside your first score.")
        except (WrongState, ValidationError) as problem:
            messages.error(request, " ".join(getattr(problem, "messages", [str(problem)])))
    else:
        messages.error(request, "A change of mind needs a level and a reason.")
    return redirect(_address(card))


def _frame(request: MemberRequest, card: Scorecard) -> dict[str, Any]:
    """What every page of the card shows: whose work, which criteria are answered, how many cards are in."""
    scores = {score.criterion: score for score in card.scores.all()}
    sitting = card.sitting
    return {
        "card": card,
        "sitting": sitting,
        "name": shown_name(sitting.application, request.membership),
        "criteria": [(one, _answered(scores.get(one.slug))) for one in rubric_of(sitting.stage).criteria],
        "progress": queries.progress([sitting]).get(sitting.pk),
        "review": report_of(sitting),
    }


def _groups(found: list[Evidence], cited: list[str] | None) -> list[tuple[str, list[Evidence], bool]]:
    """Strengths, concerns, notes; notes stay folded unless one of them is cited."""
    groups = []
    for label, tone in (("Strengths", "strength"), ("Concerns", "concern"), ("Notes", "note")):
        group = [one for one in found if one.tone == tone]
        if group:
            groups.append((label, group, tone != "note" or any(one.key in (cited or []) for one in group)))
    return groups


def _answered(score: Score | None) -> bool:
    return score is not None and (score.abstained or score.level is not None)


def _after(criteria: tuple[Criterion, ...], current: Criterion) -> str:
    position = criteria.index(current) + 1
    return criteria[position].slug if position < len(criteria) else FINISH


def _address(card: Scorecard, criterion: str = "") -> str:
    kwargs = {"organisation": card.organisation.slug, "key": card.pk}
    if criterion:
        return reverse("scoring:criterion", kwargs=kwargs | {"criterion": criterion})
    return reverse("scoring:scorecard", kwargs=kwargs)

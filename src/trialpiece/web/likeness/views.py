"""Pages: the pairs of an exercise that share most, and one pair side by side."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from trialpiece.web.likeness import domain, pages, queries
from trialpiece.web.likeness.enums import Outcome
from trialpiece.web.likeness.forms import JudgementForm
from trialpiece.web.likeness.models import Pool, Prints
from trialpiece.web.likeness.ranking import Pair, counts_for_nobody, ranking_of
from trialpiece.web.organisations.access import MemberRequest, for_members, require

SHOWN, MORE, MOST = 10, 20, 50
"""Pairs at first, on the next page, and at most: the further down, the less there is to see."""


def _pool(request: MemberRequest, key: str) -> Pool:
    return get_object_or_404(Pool.objects.filter(organisation=request.organisation).select_related("stage"), pk=key)


@for_members("likeness.list")
@require_safe
def pool(request: MemberRequest, key: str) -> HttpResponse:
    """The pairs that share most, with what was left out; a list to look through, without a threshold."""
    found = _pool(request, key)
    ranking = ranking_of(found)
    visible = queries.visible_to(request.membership).filter(pool=found)
    keys = set(visible.values_list("submission_id", flat=True))
    about = request.GET.get("of", "")
    about = about if about in keys else ""
    pairs = [pair for pair in ranking.pairs if {pair.one, pair.other} <= keys and about in {"", pair.one, pair.other}][
        :MOST
    ]
    named = {key for pair in pairs for key in pair.key} | {about}
    rows = {row.submission_id: row for row in visible.filter(submission_id__in=named).defer("hashes")}
    said = queries.judgements(request.membership, [pair.key for pair in pairs])
    listed = [_row(pair, rows, said) for pair in pairs]
    unexplained = [row for row in listed if not row["is_explained"]]
    shown = unexplained[: _wanted(request)]
    return render(
        request,
        "likeness/pool.html",
        {
            "pool": found,
            "title": queries.title_of(found),
            "ranking": ranking,
            "typical": round(100 * ranking.typical),
            "found": pairs,
            "pairs": shown,
            "explained": [row for row in listed if row["is_explained"]],
            "more": len(unexplained) - len(shown),
            "next": SHOWN + MORE if len(shown) <= SHOWN else MOST,
            "of": rows.get(about),
            "of_name": queries.shown_name(rows[about].submission.sitting.application) if about in rows else "",
            "kept_back": queries.compared(found).exclude(pk__in=visible.values("pk")).exists(),
        },
    )


def _wanted(request: MemberRequest) -> int:
    asked = request.GET.get("show", "")
    return min(MOST, int(asked)) if asked.isascii() and asked.isdigit() and int(asked) > 0 else SHOWN


def _row(pair: Pair, rows: dict[str, Prints], said: dict[queries.Key, list[Any]]) -> dict[str, Any]:
    one, other = rows[pair.key.one], rows[pair.key.other]
    judgement = next(iter(said.get(pair.key, ())), None)
    smaller = max(1, pair.of + pair.given + pair.common)
    return {
        "pair": pair,
        "key": pair.key,
        "one": queries.shown_name(one.submission.sitting.application),
        "other": queries.shown_name(other.submission.sitting.application),
        "percent": round(100 * pair.share),
        "given": round(100 * pair.given / smaller),
        "common": round(100 * pair.common / smaller),
        "judgement": judgement,
        "is_explained": judgement is not None and judgement.outcome == Outcome.EXPLAINED,
    }


@for_members("likeness.list")
@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: MemberRequest, key: str, one: str, other: str) -> HttpResponse:
    """Two submissions: aligned passages side by side, and what people said of them."""
    found = _pool(request, key)
    first, second = (_prints(request, found, each) for each in queries.Key.of(one, other))
    form = JudgementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outcome = Outcome(form.cleaned_data["outcome"])
        reason = form.cleaned_data["reason"]
        domain.judge(one=first, other=second, outcome=outcome, reason=reason, by=request.membership)
        messages.success(request, f"Recorded: {outcome.label}.")
        return redirect("likeness:pair", request.organisation.slug, found.pk, one, other)
    page = _beside(request, found, first, second) | {"form": form}
    return render(request, "likeness/pair.html", page, status=422 if form.errors else 200)


def _prints(request: MemberRequest, found: Pool, submission: str) -> Prints:
    """The row of a submission that is compared now and that the member may see beside others."""
    rows = queries.visible_to(request.membership).filter(pool=found, pk__in=queries.compared(found).values("pk"))
    row = get_object_or_404(rows, submission_id=submission)
    require(request.membership, "likeness.view", row)
    return row


def _beside(request: MemberRequest, found: Pool, first: Prints, second: Prints) -> dict[str, Any]:
    """The pair, drawn; a submission with itself, or one whose bytes are gone, is no pair."""
    if first == second:
        raise Http404("A submission is like itself.")
    ranking = ranking_of(found)
    try:
        one, other = pages.work_of(first), pages.work_of(second)
    except OSError as gone:
        raise Http404("The work is no longer kept.") from gone
    passages = pages.passages_of(one, other, leave_out=counts_for_nobody(found))[: pages.MOST]
    everything, key = request.GET.get("show") == "all", queries.Key(one.key, other.key)
    ranked = next((each for each in ranking.pairs if each.key == key), None)
    return {
        "pool": found,
        "title": queries.title_of(found),
        "one": one,
        "other": other,
        "passages": pages.drawn(one, other, passages if everything else passages[: pages.SHOWN]),
        "all_passages": len(passages),
        "ranking": ranking,
        "ranked": ranked,
        "percent": round(100 * ranked.share) if ranked else 0,
        "typical": round(100 * ranking.typical),
        "judgements": pages.said(one, other, queries.judgements(request.membership, [key]).get(key, [])),
    }

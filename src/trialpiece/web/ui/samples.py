"""Invented data for the style page; nobody in it exists."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone

from trialpiece.web.ui.forms import RatingScale

NAVIGATION = [
    {"label": "Home", "url": "#", "current": False},
    {"label": "Openings", "url": "#", "current": True},
    {"label": "Exercises", "url": "#", "current": False},
    {"label": "Insights", "url": "#", "current": False},
]
ANCHORS = {
    1: "No split, or the test rows were used for every decision.",
    2: "A split exists, but statistics or choices leaked through it and nothing was said about it.",
    3: "A clean split and a baseline; the metric is taken as given.",
    4: "Clean throughout; the metric fits the decision, uncertainty is shown once.",
    5: "As 4, and the limits are tested: by time, by segment, by a second seed. Says what would change the conclusion.",
}
TYPED = {"email": "not-an-address", "pay": "420", "level": "4"}
CODE = """num = df.select_dtypes("number").columns
df[num] = SimpleImputer().fit_transform(df[num])

X_tr, X_te, y_tr, y_te = train_test_split(
    X, y, test_size=.25, stratify=y, random_state=7)
pipe = make_pipeline(StandardScaler(), LogisticRegression())
cross_val_score(pipe, X_tr, y_tr, scoring="roc_auc")  # .842, .838, .851
roc_auc_score(y_te, pipe.predict_proba(X_te)[:, 1])"""


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label="Title of the post", help_text="As candidates will read it.")
    email = forms.EmailField(label="Your address")
    about = forms.CharField(label="What should the first six months bring?", widget=forms.Textarea, required=False)
    engagement = forms.ChoiceField(label="Contract", choices=[("e", "Employee"), ("c", "Contractor")])
    pay = forms.DecimalField(label="Pay for the take-home, in euros")
    practices = forms.MultipleChoiceField(
        label="Stages",
        choices=[("t", "Take-home"), ("p", "Pair programming"), ("s", "Structured interview")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    blind = forms.BooleanField(
        label="Hide names until scores are in", required=False, help_text="Interviewers see “Candidate 7F3”."
    )
    level = forms.ChoiceField(
        label="Methodology rigour",
        help_text="How would the result hold up on rows that nobody has seen?",
        choices=[*((str(n), str(n)) for n in range(1, 6)), ("abstain", "I cannot judge this from what I saw")],
        widget=RatingScale(anchors=ANCHORS),
    )


def context() -> dict[str, Any]:
    """What the style page shows."""
    now = timezone.now()
    return {
        "journey_steps": [
            {"label": "Ready", "note": "go, with one caveat", "state": "done", "url": "#journey"},
            {"label": "Work", "note": "engineering task", "state": "done", "url": "#journey"},
            {"label": "Role", "note": "data scientist 71%", "state": "done"},
            {"label": "Plan", "note": "4 of 5 predictors seen", "state": "blocked"},
            {"label": "Candidates", "note": "6 in, 2 scored", "state": "now"},
            {"label": "Decide", "note": "after 30 November"},
            {"label": "Learn", "note": "first check-in in March"},
        ],
        "scales": [
            ("Data maturity", 2.8, (2.4, 3.3)),
            ("Process clarity", 2.1, (1.5, 2.7)),
            ("Technical foundation", 3.0, (2.6, 3.4)),
            ("Leadership commitment", 2.8, (2.3, 3.4)),
        ],
        "ratings": [
            {"label": "Written explanation", "raters": [("MB", 4), ("JO", 4), ("SK", 4)]},
            {
                "label": "Methodology rigour",
                "raters": [("JO", 3), ("MB", 4), {"initials": "SK", "level": 4, "mine": True}],
            },
            {
                "label": "Opinions on trade-offs",
                "note": "talk about this first",
                "raters": [("MB", 2), {"initials": "JO", "name": "Jo Okafor", "level": 3, "unsure": True}, ("SK", 4)],
            },
            {"label": "Data-quality instincts", "raters": [("MB", 4), ("JO", 4), ("AL", 4), ("PT", 4), ("SK", None)]},
        ],
        "events": [
            {
                "title": "Take-home issued",
                "when": now - timedelta(days=6),
                "state": "done",
                "note": "Link sent; due in 5 days from starting.",
            },
            {"title": "Started", "when": now - timedelta(days=3), "state": "done"},
            {
                "title": "Submitted, version 2",
                "when": now - timedelta(hours=20),
                "state": "done",
                "note": "5 h 10 min on the clock.",
            },
            {"title": "Scorecards", "state": "now", "note": "Two of three are in.", "url": "#timeline"},
            {"title": "Debrief", "note": "Opens when all are in."},
        ],
        "code": CODE,
        "marks": [
            {"line": 2, "tone": "concern", "href": "#f1", "title": "The imputer learned from test rows"},
            {"line": 4, "tone": "via", "href": "#f1"},
            {"line": 7, "tone": "strength", "href": "#f2", "title": "Scaling inside the folds"},
            {"line": 8, "tone": "via", "href": "#f1"},
        ],
        "labels": ["Post", "Work", "Stages"],
        "waiting_url": reverse("ui:waiting"),
        "page": Paginator(range(143), 25).page(2),
        "applications": [
            ("Candidate 7F3", "Take-home", "scored", "strength", now - timedelta(hours=3), 3),
            ("Candidate 2C8", "Take-home", "working", "accent", now - timedelta(minutes=40), 0),
            ("Candidate A91", "Interview", "waiting for you", "concern", now - timedelta(days=2), 1),
        ],
        "prose": "The **report** says `auc = .84`. [Its source](https://example.org)\n\n- by time\n- by segment\n\n> as handed in",
    }

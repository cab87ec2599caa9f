"""The form for one criterion of a scorecard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from trialpiece.core.exercises.pack import Criterion
from trialpiece.web.reviews.evidence import Evidence
from trialpiece.web.scoring.enums import Confidence
from trialpiece.web.scoring.models import Score
from trialpiece.web.ui.forms import RatingScale

ABSTAIN = "abstain"
_LEVELS = [("1", "1"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5"), (ABSTAIN, "I cannot judge this")]


class ScoreForm(forms.Form):
    """A level by its anchors or an abstention, how sure, why, and which evidence; all may wait while it is a draft."""

    level = forms.ChoiceField(choices=_LEVELS, required=False, widget=RatingScale)
    confidence = forms.TypedChoiceField(  # type: ignore[call-arg] # every field takes it since Django 5.0
        choices=Confidence.choices,
        coerce=int,
        template_name="ui/forms/field_across.html",
        widget=forms.RadioSelect,
        initial=Confidence.MEDIUM,
        label="How sure are you?",
    )
    note = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="What did you see?",
        help_text="The others read it once everybody has handed in.",
    )
    cited = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple, label="Evidence")

    def __init__(
        self, *args: Any, criterion: Criterion, evidence: Iterable[Evidence], score: Score | None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", _initial(score))
        super().__init__(*args, **kwargs)
        self.criterion = criterion
        level = self.fields["level"]
        level.label = "Which level describes the work best?"
        level.widget.anchors = {str(step.level): step.anchor for step in criterion.levels}
        self.fields["cited"].choices = [(one.key, one.says) for one in evidence]  # type: ignore[attr-defined] # a choice field

    def as_score(self) -> dict[str, Any]:
        """What `save_draft` takes."""
        chosen = self.cleaned_data["level"]
        return {
            "criterion": self.criterion.slug,
            "level": int(chosen) if chosen.isdigit() else None,
            "abstained": chosen == ABSTAIN,
            "confidence": self.cleaned_data["confidence"],
            "note": self.cleaned_data["note"],
            "cited": self.cleaned_data["cited"],
        }


class FinishForm(forms.Form):
    """The last look before a card is handed in."""

    note = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 4}), label="Overall impression")


class RevisionForm(forms.Form):
    """A change of mind after reveal."""

    level = forms.ChoiceField(choices=[*_LEVELS[:5], (ABSTAIN, "I no longer judge this")], label="Now")
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), label="What changed your mind?")

    def new_level(self) -> int | None:
        """The level, or None for a withdrawal of judgement."""
        chosen = self.cleaned_data["level"]
        return int(chosen) if chosen.isdigit() else None


def _initial(score: Score | None) -> dict[str, Any]:
    if score is None:
        return {}
    level = ABSTAIN if score.abstained else str(score.level) if score.level else ""
    return {"level": level, "confidence": score.confidence, "note": score.note, "cited": score.cited}

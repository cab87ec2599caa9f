"""What members fill in about a sitting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from trialpiece.web.candidates.models import Application
from trialpiece.web.openings.models import Stage
from trialpiece.web.openings.queries import plan_of
from trialpiece.web.sittings.domain.questions import LONGEST as LONGEST_ANSWER
from trialpiece.web.sittings.domain.time import LONGEST as LONGEST_EXTENSION


def _reason(label: str, help_text: str = "", *, required: bool = True, missing: str = "Say why.") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=help_text,
        error_messages={"required": missing},
    )


class PlanForm(forms.Form):
    """Which stage a candidate sits next, and until when they may start."""

    stage: forms.ModelChoiceField[Stage] = forms.ModelChoiceField(
        queryset=Stage.objects.none(), label="Stage", empty_label=None
    )
    expires_in_days = forms.IntegerField(
        label="Days to start in",
        min_value=1,
        max_value=90,
        initial=14,
        help_text="The clock runs only once they start.",
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = application.sittings.values("stage__position")
        stages = plan_of(application.opening).exclude(position__in=taken)
        self.fields["stage"].queryset = stages  # type: ignore[attr-defined] # a ModelChoiceField


class LinkForm(forms.Form):
    """How long a new link is good for."""

    expires_in_days = forms.IntegerField(label="Days to start in", min_value=1, max_value=90, initial=14)


class AnswerForm(forms.Form):
    """An answer that the candidate reads as the organisation's."""

    body = forms.CharField(
        label="Answer",
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write your answer first."},
    )


class GrantForm(forms.Form):
    """More time."""

    hours = forms.IntegerField(label="Hours to add", min_value=1, max_value=LONGEST_EXTENSION)
    reason = _reason("A word to the candidate", required=False)


class DeclineForm(forms.Form):
    """No more time, with a reason."""

    reason = _reason("Why not", "The candidate reads this.", missing="Say why; the candidate reads it.")


class AcceptLateForm(forms.Form):
    """A late upload counts after all."""

    reason = _reason(
        "Why it counts", "Kept with the upload; neither raters nor the candidate read it.", missing="Say why it counts."
    )


class CloseForm(forms.Form):
    """The end of a sitting by a person."""

    reason = _reason("Why", "Kept with the sitting.", missing="Say why; it is kept with the sitting.")


class PaidForm(forms.Form):
    """The money left."""

    paid_on = forms.DateField(
        label="Paid on",
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Say on which day it was paid."},
    )
    reference = forms.CharField(label="Reference", max_length=80, required=False, help_text="As on the bank statement.")

    def clean_paid_on(self) -> Any:
        """Not in the future."""
        day = self.cleaned_data["paid_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("The day of payment lies in the future; note it once the money has left.")
        return day

"""Forms of the debrief."""

from __future__ import annotations

from django import forms

from trialpiece.web.decisions.enums import Outcome


class DecisionForm(forms.Form):
    """What was decided, and why."""

    outcome = forms.ChoiceField(choices=Outcome.choices, widget=forms.RadioSelect, label="What do you decide?")
    reasons = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Which criteria weighed, what spoke against it, what you would look at again. Stays with the decision.",
    )


class NotesForm(forms.Form):
    """What was said."""

    notes = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 4}), label="What was said")


class FeedbackForm(forms.Form):
    """What the candidate will read."""

    body = forms.CharField(widget=forms.Textarea(attrs={"rows": 18}), label="To the candidate")


class ReopenForm(forms.Form):
    """Why a decision is looked at again."""

    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), label="Why look at it again?")

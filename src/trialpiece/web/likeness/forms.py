"""What a person says of a pair."""

from __future__ import annotations

from django import forms

from trialpiece.web.likeness.enums import Outcome
from trialpiece.web.ui import words

CHOICES = [(value, words.opened(str(label))) for value, label in Outcome.choices]


class JudgementForm(forms.Form):
    """What it is, and why one thinks so."""

    outcome = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect, label="What do you conclude?")
    reason = forms.CharField(
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="What makes you think so?",
        help_text="Which passages, what they have in common, what else could explain it. Stays on record with your name.",
    )

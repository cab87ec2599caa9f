"""What a candidate can fill in."""

from __future__ import annotations

from django import forms

from trialpiece.web.sittings.domain.questions import LONGEST as LONGEST_QUESTION
from trialpiece.web.sittings.domain.time import LONGEST as LONGEST_EXTENSION

ACCEPTED = ".zip,.ipynb,.py,.r,.R,.jl,.sql,.md,.Rmd,.qmd,.tar,.gz,.tgz,.bundle"


class ConsentForm(forms.Form):
    """The explicit yes to what is recorded, bound to the text that was shown."""

    text_hash = forms.CharField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label="I have read this and agree",
        error_messages={"required": "Tick the box if you agree. Without it the task cannot be given to you."},
    )


class QuestionForm(forms.Form):
    """A question; its time is kept, its author shown by alias."""

    body = forms.CharField(
        label="Your question",
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Interviewers read it without knowing who you are: please do not sign it.",
        error_messages={"required": "Write your question first."},
    )


class TimeForm(forms.Form):
    """A wish for more time."""

    hours = forms.IntegerField(
        label="How many more hours?",
        min_value=1,
        max_value=LONGEST_EXTENSION,
        help_text="A day is 24. They are added to your deadline.",
        error_messages={"required": "Say how many hours you need."},
    )
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="You need not give one. Only the people who look after candidates read it.",
    )


class UploadForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label="Your work",
        allow_empty_file=True,  # intake says it in better words, and the attempt is kept
        max_length=None,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"required": "Choose a file first."},
    )


class WithdrawForm(forms.Form):
    """The explicit wish to end it."""

    sure = forms.BooleanField(
        label="I withdraw my application", error_messages={"required": "Tick the box if you want to withdraw."}
    )

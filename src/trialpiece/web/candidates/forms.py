"""Forms about candidates."""

from __future__ import annotations

from django import forms


class CandidateForm(forms.Form):
    """A person who applies; the only place where a name is typed."""

    name = forms.CharField(max_length=160, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(label="E-mail", help_text="Where the link to the take-home goes.")
    note = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="How they came to you. Interviewers do not see it.",
    )


class EndForm(forms.Form):
    """Why an application ends before a decision."""

    reason = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))

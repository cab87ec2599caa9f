"""The form that makes a key."""

from __future__ import annotations

from django import forms

_LASTS = [("30", "30 days"), ("90", "90 days"), ("365", "a year"), ("", "until it is revoked")]


class KeyForm(forms.Form):
    """What the key is for, and how long it works."""

    name = forms.CharField(max_length=80, label="What is it for?", help_text="The program that will use it.")
    days = forms.TypedChoiceField(
        choices=_LASTS, coerce=int, empty_value=None, required=False, initial="90", label="How long does it work?"
    )

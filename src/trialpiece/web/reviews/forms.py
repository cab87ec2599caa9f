"""What a person says against a finding."""

from __future__ import annotations

from django import forms

from trialpiece.web.reviews.enums import Wrong


class DisputeForm(forms.Form):
    """What is wrong with a finding."""

    wrong = forms.ChoiceField(choices=Wrong.choices, widget=forms.RadioSelect, label="What is wrong with it?")
    reason = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="What did the reader miss?",
        help_text="In a sentence: it helps whoever mends the reader. No names, please.",
    )
    finding = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        """“Something else” says nothing by itself."""
        given: dict[str, object] = super().clean() or {}
        if given.get("wrong") == Wrong.OTHER and not given.get("reason"):
            self.add_error("reason", "Say what is wrong with it.")
        return given

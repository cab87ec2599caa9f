"""Forms about openings and the stages of their plans."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django_scopes.forms import SafeModelChoiceField, SafeModelMultipleChoiceField

from trialpiece.core.exercises.loader import list_packs
from trialpiece.web.openings.gate import LEAST_REASON
from trialpiece.web.openings.models import Opening, Stage
from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Membership

_MANAGERS = (Role.ADMINISTRATOR, Role.HIRING_MANAGER)
_RATERS = (Role.ADMINISTRATOR, Role.HIRING_MANAGER, Role.INTERVIEWER)


class OpeningForm(forms.ModelForm):
    """What a post is, who answers for it, and who interviews."""

    brief = forms.CharField(
        label="What the work is", required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Which problem, for whom, and how anybody will know that it is solved.",
    )  # fmt: skip

    class Meta:
        model = Opening
        fields = ["title", "role", "level", "engagement", "brief", "manager", "interviewers", "hides_names"]
        widgets = {"interviewers": forms.CheckboxSelectMultiple}
        # a plain model field would query members when the module is imported, outside any organisation
        field_classes = {"manager": SafeModelChoiceField, "interviewers": SafeModelMultipleChoiceField}
        help_texts = {
            "title": "As candidates will read it.",
            "interviewers": "At least two score each piece of work, without seeing each other's scores.",
            "hides_names": "They see “Candidate 7F3” until a decision is recorded.",
        }

    def __init__(self, *args: Any, member: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Membership.objects.filter(organisation=member.organisation, is_active=True).select_related("user")
        members = members.order_by("user__name")
        self.fields["manager"].queryset = members.filter(role__in=_MANAGERS)  # type: ignore[attr-defined] # a ModelChoiceField
        self.fields["interviewers"].queryset = members.filter(role__in=_RATERS)  # type: ignore[attr-defined] # as above
        if member.role in _MANAGERS and self.instance._state.adding:
            self.initial["manager"] = self.initial.get("manager") or member.pk


class StageForm(forms.ModelForm):
    """A take-home stage: which exercise, how long, how paid."""

    exercise = forms.ChoiceField()

    class Meta:
        model = Stage
        fields = ["title", "time_cap_hours", "window_days", "pay_amount", "pay_currency", "min_raters", "ai_policy"]
        widgets = {"ai_policy": forms.Textarea(attrs={"rows": 3})}
        labels = {"time_cap_hours": "Time cap, in hours", "pay_amount": "Pay", "pay_currency": "Currency"}
        help_texts = {
            "time_cap_hours": "What a good candidate really needs: 4 to 8 hours. They read it before they start.",
            "window_days": "From the moment they press Start, so that the hours fit into a life.",
            "pay_amount": "For the whole piece of work, whatever you decide.",
            "ai_policy": "Leave empty for the exercise's own rule.",
        }

    field_order = (
        "exercise",
        "title",
        "time_cap_hours",
        "window_days",
        "pay_amount",
        "pay_currency",
        "min_raters",
        "ai_policy",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        packs = [(pack.slug, pack.title) for pack in list_packs() if pack.practice == "take-home"]
        self.fields["exercise"].choices = packs  # type: ignore[attr-defined] # a ChoiceField
        if self.instance.exercise_slug:
            self.initial["exercise"] = self.instance.exercise_slug
        elif packs and not self.is_bound:
            self._suggest(packs[0][0])

    def _suggest(self, slug: str) -> None:
        """Begin with what the exercise suggests."""
        from trialpiece.web.openings.stages import suggestion

        self.initial.update(exercise=slug, **suggestion(slug))

    def clean_time_cap_hours(self) -> Decimal:
        """Hours of work; a working week is more than a take-home may ask for."""
        return self._within("time_cap_hours", Decimal("0.5"), Decimal(40), "hours")

    def clean_window_days(self) -> int:
        """Days from start to deadline."""
        return self._within("window_days", 1, 90, "days")

    def _within(self, field: str, least: Any, most: Any, unit: str) -> Any:
        given = self.cleaned_data[field]
        if not least <= given <= most:
            raise forms.ValidationError(f"From {least} to {most} {unit}.")
        return given

    def clean_pay_currency(self) -> str:
        """Three capital letters."""
        currency: str = self.cleaned_data["pay_currency"].upper()
        if len(currency) != 3 or not currency.isalpha():
            raise forms.ValidationError("Three letters, such as EUR.")
        return currency


class ReasonForm(forms.Form):
    """Why, for a step that others will ask about."""

    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), required=False)


class OverrideForm(forms.Form):
    """Why a post opens although the gate does not say go."""

    reason = forms.CharField(
        label="Why, against the advice", min_length=LEAST_REASON, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Say why; it stays on the opening.",
            "min_length": f"Say why in a sentence of at least {LEAST_REASON} characters; it stays on the opening.",
        },
        help_text="Stays on the opening with your name and the date, for everybody who sees it.",
    )  # fmt: skip

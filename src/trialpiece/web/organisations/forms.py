"""Forms about an organisation and its members."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.crypto import constant_time_compare

from trialpiece.web.organisations.entering import first_code
from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Organisation

_MEANS = {
    Role.ADMINISTRATOR: "settings, members, everything below",
    Role.HIRING_MANAGER: "plans openings, decides on their own",
    Role.COORDINATOR: "knows names, sends links, answers, pays",
    Role.INTERVIEWER: "scores the work they are given, blind",
    Role.VIEWER: "reads, changes nothing",
}
ROLES = [(role.value, f"{role.label.capitalize()}: {_MEANS[role]}") for role in Role]


class InviteForm(forms.Form):
    """Who is invited, as what."""

    email = forms.EmailField(label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(choices=ROLES, initial=Role.INTERVIEWER)


class RoleForm(forms.Form):
    """A member's role."""

    role = forms.ChoiceField(choices=Role.choices)


class OrganisationForm(forms.ModelForm):
    """The organisation's name, and the terms that candidates read."""

    class Meta:
        model = Organisation
        fields = ["name", "pay_terms_days", "keep_months"]
        help_texts = {
            "name": "Candidates read it on every page and in every e-mail.",
            "pay_terms_days": "From the day on which the work is handed in. Candidates are told before they start.",
            "keep_months": "After an application ends. Candidates are told before they start.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (low, high) in {"pay_terms_days": (1, 90), "keep_months": (1, 120)}.items():
            field = self.fields[name]
            field.min_value, field.max_value = low, high  # type: ignore[attr-defined] # an IntegerField
            field.widget.attrs |= {"min": low, "max": high}

    def clean_pay_terms_days(self) -> int:
        """At least a day, at most three months."""
        return _between(self.cleaned_data["pay_terms_days"], 1, 90)

    def clean_keep_months(self) -> int:
        """At least a month, at most ten years."""
        return _between(self.cleaned_data["keep_months"], 1, 120)


class NewOrganisationForm(forms.Form):
    """A further organisation."""

    name = forms.CharField(
        max_length=120, help_text="Candidates read it. Its address is made from it and stays.", label="Name"
    )


class SetUpForm(forms.Form):
    """The first user of an installation, and their organisation."""

    code = forms.CharField(
        max_length=40,
        label="Code of the installation",
        help_text="“trialpiece serve” prints it at its start; so only whoever runs it can begin.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    organisation = forms.CharField(max_length=120, help_text="Candidates read it.", label="Your organisation")
    name = forms.CharField(max_length=120, label="Your name", widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(label="Your e-mail", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    password = forms.CharField(
        label="Password",
        help_text="At least 12 characters.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_code(self) -> str:
        """The one that was printed."""
        code: str = self.cleaned_data["code"]
        if not constant_time_compare(code.strip(), first_code()):
            raise forms.ValidationError("This is not the code that was printed when the pages were started.")
        return code

    def clean_password(self) -> str:
        """Held to the same rules as everywhere."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password

    def who(self) -> dict[str, str]:
        """What `set_up` takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "code"}


def _between(value: int, low: int, high: int) -> int:
    if not low <= value <= high:
        raise forms.ValidationError(f"From {low} to {high}.")
    return value

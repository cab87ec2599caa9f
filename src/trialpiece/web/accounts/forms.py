"""Forms about a person's own account."""

from __future__ import annotations

from django import forms

from trialpiece.web.accounts.models import User


class LinkForm(forms.Form):
    """Where to send a sign-in link."""

    email = forms.EmailField(
        label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True})
    )


class ProfileForm(forms.ModelForm):
    """What others call the person, and how pages look to them."""

    class Meta:
        model = User
        fields = ["name", "theme"]
        help_texts = {"name": "As colleagues know you; interviewers see it at the debrief."}


class JoinForm(forms.Form):
    """A new member's name and password, when they follow an invitation and have no account yet."""

    name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True}))
    password = forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        required=False,
        help_text="At least 12 characters; or leave it empty and sign in by e-mail link.",
    )

    def clean_password(self) -> str:
        """Held to the same rules as everywhere."""
        from django.contrib.auth.password_validation import validate_password

        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password)
        return password

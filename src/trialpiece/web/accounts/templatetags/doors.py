"""Which doors into the installation are open."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def signup_is_open(context: dict[str, Any]) -> bool:
    """Whether whoever looks at the page may make an account by themselves."""
    return bool(get_adapter().is_open_for_signup(context["request"]))

"""Whole addresses for e-mails."""

from django import template
from django.conf import settings
from django.urls import reverse

register = template.Library()


@register.simple_tag
def url_of(name: str, **kwargs: str) -> str:
    """The page's whole address, as a reader outside the product needs it."""
    return str(settings.BASE_URL) + reverse(name, kwargs=kwargs)

"""Every address of the product, filled with keys of real objects, and what a member is told at each of them.

A new address is found by itself; where it takes arguments that are not known here, the walk says so and fails.
"""

import io
import re
import zipfile
from dataclasses import dataclass, field

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern
from tests.factories.likeness import make_alike
from tests.factories.pages import text_of_pdf
from tests.factories.readiness import make_assessment

from trialpiece.web.api.domain import create_key
from trialpiece.web.readiness.domain import request_audit
from trialpiece.web.scoping.domain import write_advert, write_brief


def addresses():
    """Every URL pattern as (name with namespaces or route, names of its arguments)."""
    return list(_walk(get_resolver().url_patterns, (), "", frozenset()))


def _walk(patterns, namespaces, route, arguments):
    for pattern in patterns:
        here = route + str(pattern.pattern)
        taken = arguments | set(pattern.pattern.converters)
        if isinstance(pattern.pattern, RegexPattern):
            taken |= set(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern.url_patterns, inner, here, taken)
        else:
            yield ":".join((*namespaces, pattern.name)) if pattern.name else here, taken


@dataclass
class World:
    """Keys of real objects by namespace and argument, with which addresses are filled."""

    values: dict = field(default_factory=dict)

    def address(self, name, arguments):
        """The address with that name."""
        if not arguments:
            return "/" + name if "/" in name else reverse(name)
        return reverse(name, kwargs={one: self._value(name, one) for one in arguments})

    def _value(self, name, argument):
        for scope in (name, name.rpartition(":")[0], ""):
            if (scope, argument) in self.values:
                return self.values[scope, argument]
        raise KeyError(f"tests/factories/surfaces.py does not know what {argument} is in {name}")


def world_of(sitting, **more):
    """The world around one sitting: its opening, application, review, cards and so on."""
    application, stage = sitting.application, sitting.stage
    organisation = sitting.organisation
    debrief = {"decisions": application.pk}
    objects = {
        ("", "organisation"): organisation.slug,
        ("openings", "key"): application.opening_id,
        ("openings", "stage"): stage.pk,
        ("candidates", "key"): application.pk,
        ("candidates", "opening"): application.opening_id,
        ("sittings", "key"): sitting.pk,
        ("sittings", "application"): application.pk,
        ("sittings", "question"): _first(sitting.questions),
        ("sittings", "extension"): _first(sitting.extensions),
        ("sittings", "version"): 1,
        ("exercises", "slug"): "subscription-retention",
        ("decisions", "key"): debrief["decisions"],
        ("api:one_opening", "key"): application.opening_id,
        ("api:list_applications", "key"): application.opening_id,
        ("api:one_application", "key"): application.pk,
        ("api:list_sittings", "key"): application.pk,
        ("api:debrief_of", "key"): application.pk,
        ("api", "key"): sitting.pk,
        ("scoring", "criterion"): "methodology",
        ("reviews", "number"): 1,
        ("portal", "version"): 1,
        ("", "uidb36"): "1",
        ("account_reset_password_from_key", "key"): "set-password",
        ("", "pk"): 1,
        ("accounts", "token"): "nobody-has-this-token",
        ("respond", "token"): "nobody-has-this-token",
        ("respond", "dimension"): "data",
        **_before_hiring(application.opening.manager),
        **_side_by_side(application.opening.manager),
    }
    return World(objects | more.pop("values", {}))


def _before_hiring(manager):
    """An assessment that collects, data to be measured, a brief and an advert."""
    assessment = make_assessment(by=manager, levels=[2], waiting=1)
    audit = request_audit(file=ContentFile(b"a,b\n1,2\n", name="orders.csv"), by=manager)
    brief, advert = write_brief(by=manager, title="Late deliveries"), write_advert(by=manager, text="You train models.")
    return {
        ("readiness", "key"): assessment.pk,
        ("readiness", "respondent"): assessment.respondents.get(state="invited").pk,
        ("readiness:audit", "key"): audit.pk,
        ("readiness:audit_status", "key"): audit.pk,
        ("readiness:audit_json", "key"): audit.pk,
        ("readiness:audit_pdf", "key"): audit.pk,
        ("scoping", "key"): brief.pk,
        ("scoping:advert", "key"): advert.pk,
        ("scoping:edit_advert", "key"): advert.pk,
        ("scoping:delete_advert", "key"): advert.pk,
    }


def _side_by_side(manager):
    """Two candidates of another opening whose work is alike."""
    first, second = make_alike(by=manager)
    return {
        ("likeness", "key"): first.prints.pool_id,
        ("likeness", "one"): first.pk,
        ("likeness", "other"): second.pk,
    }


def _first(rows):
    return getattr(rows.first(), "pk", "nothing") or "nothing"


class Visitor:
    """Somebody who opens addresses: signed in as a user, and with a key of their own for the API."""

    def __init__(self, member=None, user=None):
        self.member, self.client, self.headers = member, Client(raise_request_exception=False), {}
        if member is not None:
            self.client.force_login(member.user)
            if member.is_active:
                _, token = create_key(by=member, name="walk")
                self.headers = {"Authorization": f"Bearer {token}"}
        elif user is not None:
            self.client.force_login(user)
        cookie = self.client.cookies.get(settings.SESSION_COOKIE_NAME)
        self.session = cookie.value if cookie else ""

    def open(self, address, *, method="get"):
        """The response, with everything that it changed taken back."""
        cache.clear()  # throttling is tested elsewhere
        headers = self.headers if address.startswith("/api/") else {}
        if self.session:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.session  # signing out took it away
        with transaction.atomic():
            response = getattr(self.client, method)(address, headers=headers)
            if response.streaming:
                response.read = b"".join(response.streaming_content)
            transaction.set_rollback(True)
        assert response.status_code < 500, address
        return response

    def everything(self, world, *, but=()):
        """What each address tells, by name: only those that open."""
        told = {}
        for name, arguments in addresses():
            if name in but or name.startswith(("portal:", "ui:", "account", "mfa_")):
                continue
            response = self.open(world.address(name, arguments))
            if response.status_code == 200:
                told[name] = said_by(response)
        return told


def said_by(response):
    """All that a response tells: headers, body, and names and contents of the files in an archive."""
    content = getattr(response, "read", None) if response.streaming else response.content
    lines = [f"{name}: {value}" for name, value in sorted(response.headers.items())]
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist():
                lines += [entry.filename, str(entry.date_time), archive.read(entry).decode("utf-8", "replace")]
            lines.append(archive.comment.decode("utf-8", "replace"))
    elif content[:4] == b"%PDF":
        lines.append(text_of_pdf(content))
    else:
        lines.append(content.decode("utf-8", "replace"))
    return "\n".join(lines)


_PASSING = (
    (re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"'), ""),
    (re.compile(r"X-CSRFToken[^}]*}"), ""),
    (re.compile(r"(Set-Cookie|Content-Length|Expires): .*"), ""),
    (re.compile(r"just now|in a moment|(in )?\d+(\s|&nbsp;)(second|minute|hour)s?( ago)?"), "a moment ago"),
)


def settled(text):
    """The text without what changes from one call to the next: tokens and "2 minutes ago"."""
    for pattern, instead in _PASSING:
        text = pattern.sub(instead, text)
    return text

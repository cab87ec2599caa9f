"""Fixtures for the Django product: an organisation with one member of each role, in its scope."""

import pytest
from django_scopes import scope, scopes_disabled
from tests.factories.organisations import MembershipFactory, OrganisationFactory

from trialpiece.web.organisations.enums import Role


@pytest.fixture
def organisation(db):
    with scopes_disabled():
        made = OrganisationFactory(name="Northquay Logistics", slug="northquay")
    with scope(organisation=made):
        yield made


@pytest.fixture
def member_with(organisation):
    """A function that makes a member with a role."""
    return lambda role, **fields: MembershipFactory(organisation=organisation, role=role, **fields)


@pytest.fixture
def administrator(member_with):
    return member_with(Role.ADMINISTRATOR)


@pytest.fixture
def hiring_manager(member_with):
    return member_with(Role.HIRING_MANAGER)


@pytest.fixture
def coordinator(member_with):
    return member_with(Role.COORDINATOR)


@pytest.fixture
def interviewer(member_with):
    return member_with(Role.INTERVIEWER)


@pytest.fixture
def viewer(member_with):
    return member_with(Role.VIEWER)

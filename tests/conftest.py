"""What every test may use."""

import os

import pytest
from hypothesis import HealthCheck, settings

# A time limit per example would test how busy the machine is.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


def pytest_collection_modifyitems(config, items):
    """Tests of the suite's PostgreSQL half stay out of the SQLite half, where they would say nothing."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return
    elsewhere = [item for item in items if item.get_closest_marker("on_postgres")]
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]


def pytest_terminal_summary(terminalreporter):
    """One loud line on what this machine could not test."""
    reasons = sorted({str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", [])})
    if reasons:
        terminalreporter.write_line("NOT TESTED: " + "; ".join(reasons), red=True, bold=True)


def pytest_sessionfinish(session, exitstatus):
    """In CI nothing may be skipped."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped") and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def _blobs_of_its_own(settings, tmp_path):
    """Blobs in the test's own folder."""
    blobs = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "blobs")}}
    settings.STORAGES = {**settings.STORAGES, "blobs": blobs}


@pytest.fixture
def client_as(client):
    """A function that signs a member (or user) in and gives the client."""

    def sign_in(who):
        client.force_login(getattr(who, "user", who))
        return client

    return sign_in


@pytest.fixture(autouse=True, scope="session")
def _databases_can_be_emptied():
    """Tests that run outside a transaction empty their database afterwards, which the audit trail's guards refuse."""
    from django.db import connection
    from django.test import TransactionTestCase

    from trialpiece.web.audit import guards

    empty = TransactionTestCase._fixture_teardown

    def unguarded(case):
        guards.lift(connection)
        try:
            empty(case)
        finally:
            guards.install(connection)

    TransactionTestCase._fixture_teardown = unguarded
    yield
    TransactionTestCase._fixture_teardown = empty

"""The suite runs on the database that it says it runs on."""

import os

from django.db import connection


def test_the_database_is_the_one_that_was_asked_for(db):
    assert connection.vendor == ("postgresql" if os.environ.get("DATABASE_URL") else "sqlite")

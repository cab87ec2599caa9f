"""Whether the process lives, and whether it can serve: for load balancers and people on call."""

from __future__ import annotations

from django.core.files.storage import storages
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse


def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"live": True})


def ready(request: HttpRequest) -> JsonResponse:
    """Database reachable and migrated, blobs writable; 503 with the names of what is not."""
    problems = [
        name for name, fine in (("database", _database()), ("migrations", _migrated()), ("blobs", _blobs())) if not fine
    ]
    return JsonResponse({"ready": not problems, "problems": problems}, status=503 if problems else 200)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _migrated() -> bool:
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError:
        return False
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _blobs() -> bool:
    try:
        storages["blobs"].exists("probe")
    except OSError:
        return False
    return True

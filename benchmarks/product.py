"""The product in this process on an empty database, for benchmarks of its pages and its work."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def product() -> Iterator[Path]:
    """Set the product up, tables made and warnings silenced; its folder of data is gone afterwards.

    The suite's factories can be imported meanwhile. DATABASE_URL chooses another database than SQLite.
    """
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory(prefix="trialpiece-bench-") as data:
        os.environ |= {
            "TRIALPIECE_DATA": data,
            "DJANGO_SETTINGS_MODULE": "trialpiece.web.settings",
            "TRIALPIECE_LOG": "text",
        }
        (Path(data) / "static").mkdir()
        import django

        django.setup()
        logging.disable(logging.WARNING)
        from django.core.management import call_command
        from django.db import connections

        call_command("migrate", interactive=False, verbosity=0)
        try:
            yield Path(data)
        finally:
            connections.close_all()

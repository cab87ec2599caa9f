"""Static files: as they are until `trialpiece serve` has collected them, then under names with content hashes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Uses the manifest where there is one; tests and first looks need none."""

    manifest_strict = False

    def url(self, name: str | None, force: bool = False) -> str:  # noqa: FBT001, FBT002 (Django's signature)
        """The address of a file."""
        if not self.hashed_files:
            return f"{settings.STATIC_URL}{name}"
        address: Any = super().url(name, force)
        return str(address)

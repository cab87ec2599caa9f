"""Stopping an upload that is too large while it comes in, before it fills a disk."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

HEADROOM = 1024 * 1024
"""Bytes that the form around the file may take."""


class LimitedUpload(TemporaryFileUploadHandler):
    """Writes to a temporary file and gives up once the limit is passed."""

    def __init__(self, *args: Any, limit: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit, self.came, self.is_too_large = limit, 0, False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.came += len(raw_data)
        if self.came > self.limit:
            self.is_too_large = True
            raise StopUpload(connection_reset=False)
        super().receive_data_chunk(raw_data, start)


def announced_size(request: Any) -> int:
    """What the request says it brings, in bytes; 0 where it does not say."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0

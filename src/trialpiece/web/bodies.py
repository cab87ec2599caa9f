"""A limit on what a request may bring, before any of it fills the server's disk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


_PATIENCE = 4
"""How many times the limit is read and thrown away, so that the sender sees why."""


class _TooLarge(Exception):
    """More came than is allowed."""


class LimitBody:
    """Answers 413 where the body is, or turns out to be, larger than `most` bytes.

    Django's ASGI handler writes a whole body to disk before any view can look at it, so the limit must stand before it.
    """

    def __init__(self, app: Any, most: int) -> None:
        self.app, self.most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if _announced(scope) > self.most:
            await self._refuse(receive, send)
            return
        came, is_answered = 0, False

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > self.most:
                raise _TooLarge
            return message

        async def noted(message: Message) -> None:
            nonlocal is_answered
            is_answered = True
            await send(message)

        try:
            await self.app(scope, counted, noted)
        except _TooLarge:
            if not is_answered:
                await self._refuse(receive, send)

    async def _refuse(self, receive: Receive, send: Send) -> None:
        # a client that still sends when the connection closes never sees the answer: read on for a while, keep nothing
        passed, more = 0, True
        while more and passed <= self.most * _PATIENCE:
            message = await receive()
            passed += len(message.get("body", b""))
            more = message["type"] == "http.request" and message.get("more_body", False)
        words = f"The request brings more than {self.most // 1_000_000} MB and was not taken.\n".encode()
        head = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(words)).encode()),
                (b"connection", b"close"), (b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store"),
                (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")]  # fmt: skip
        await send({"type": "http.response.start", "status": 413, "headers": head})
        await send({"type": "http.response.body", "body": words})


def _announced(scope: Scope) -> int:
    """What the request says it brings; 0 where it does not say, or not in digits."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0

"""Nobody fills the server's disk by sending more than can be handed in."""

import asyncio

import pytest

from trialpiece.web.bodies import LimitBody


async def _reader(scope, receive, send):
    """An application that reads its whole body, as Django does, then answers how much there was."""
    size, more = 0, True
    while more:
        message = await receive()
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(size).encode()})


def _ask(pieces, announced=None):
    """Send `pieces` through a limit of 100 bytes: the status, and how many pieces were asked for."""
    waiting, sent = list(pieces), []

    async def receive():
        return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

    async def send(message):
        sent.append(message)

    headers = [(b"content-length", str(announced).encode())] if announced is not None else []
    asyncio.run(LimitBody(_reader, most=100)({"type": "http", "headers": headers}, receive, send))
    return sent[0]["status"], len(pieces) - len(waiting)


@pytest.mark.parametrize(
    ("pieces", "announced", "status", "read"),
    [
        ([b"x" * 100], 100, 200, 1),
        ([b"x" * 50, b"x" * 50], None, 200, 2),
        ([b"x" * 110], 110, 413, 1),  # refused by what it says; read, so that the sender sees the answer
        ([b"x" * 60] * 5, None, 413, 5),  # says nothing
        ([b"x" * 60] * 100, None, 413, 9),  # and goes on and on
        ([b"x" * 60] * 100, 1, 413, 9),  # lies
        ([b"x" * 60] * 100, 6000, 413, 7),
    ],
)
def test_a_body_is_kept_up_to_the_limit_and_refused_beyond_it(pieces, announced, status, read):
    assert _ask(pieces, announced) == (status, read)


def test_the_application_carries_the_limit(settings):
    from trialpiece.web.asgi import application

    assert isinstance(application, LimitBody)
    assert application.most > settings.UPLOAD_LIMIT_BYTES

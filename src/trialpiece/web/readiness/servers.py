"""Database servers that audits may read: only those that the administrator named, and passwords that are kept nowhere.

An address is taken apart and put together again from what we know: libpq's own addresses can name another host, a
file of passwords or options for the server in their query, and those must not come from a form.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.crypto import salted_hmac

_PORT = 5432
_ADDRESS = re.compile(
    r"^postgres(?:ql)?://(?:(?P<user>[^:@/?#]*)(?::(?P<password>[^@/?#]*))?@)?"
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^:@/?#\[\],]+)(?::(?P<port>\d{1,5}))?/(?P<database>[^/?#]+)(?:\?(?P<query>[^#]*))?$"
)
_SSL_MODES = frozenset({"disable", "allow", "prefer", "require", "verify-ca", "verify-full"})


class NotAllowed(ValueError):
    """An address that is none, or whose server may not be read; one sentence for the person."""


@dataclass(frozen=True, slots=True)
class Server:
    """A database to be read, without its password."""

    user: str
    host: str
    port: int
    database: str
    ssl_mode: str = ""

    @property
    def url(self) -> str:
        """The address as it is kept and shown."""
        at = self.host if self.host.startswith("[") else quote(self.host, safe="")
        query = f"?sslmode={self.ssl_mode}" if self.ssl_mode else ""
        user = f"{quote(self.user, safe='')}@" if self.user else ""
        return f"postgresql://{user}{at}:{self.port}/{quote(self.database, safe='')}{query}"

    @property
    def name(self) -> str:
        """What the report is called."""
        return f"{self.database} on {self.host.strip('[]')}"


def permitted() -> list[str]:
    """What the administrator allows: `host` (on port 5432), `host:port`, or the folder of a socket."""
    found: list[str] = settings.ENV["TRIALPIECE_AUDIT_HOSTS"]
    return found


def without_password(address: str) -> tuple[str, str]:
    """The address and the password that stood in it, which is empty where none did."""
    bare, password = address.strip(), ""
    scheme = r"\w+://" if "://" in bare else ""
    if found := re.match(rf"^({scheme}[^:@/?#]*):(.*)@([^@]*)$", bare, re.DOTALL):
        bare, password = f"{found[1]}@{found[3]}", unquote(found[2])
    if found := re.search(r"[?&]password=([^&]*)", bare):
        bare, password = bare.replace(found[0], "?" if found[0][0] == "?" else ""), password or unquote(found[1])
    return bare.rstrip("?"), password


def server_of(address: str, allowed: Collection[str] | None = None) -> Server:
    """The server that an address names.

    Raises:
        NotAllowed: it is no address of PostgreSQL, says more than it may, or its server is not permitted.
    """
    found = _ADDRESS.match(address.strip())
    if not found:
        raise NotAllowed("An address such as postgresql://reader@db.example.org/warehouse is needed.")
    query = dict(parse_qsl(found["query"] or "", keep_blank_values=True))
    if set(query) - {"sslmode"}:
        unknown = min(set(query) - {"sslmode"})[:40]
        raise NotAllowed(f"Only sslmode may follow the question mark, not “{unknown}”.")
    if query.get("sslmode", "prefer") not in _SSL_MODES:
        raise NotAllowed(f"sslmode must be one of {', '.join(sorted(_SSL_MODES))}.")
    host, port = unquote(found["host"]), int(found["port"] or _PORT)
    if any(character.isspace() or ord(character) < 32 for character in host + unquote(found["database"])):
        raise NotAllowed("A name in this address holds a blank.")
    if not _is_permitted(host, port, permitted() if allowed is None else allowed):
        raise NotAllowed(f"{host}:{port} is not among the servers that the administrator lets audits read.")
    return Server(
        unquote(found["user"] or ""), host if host.startswith("/") else host.lower(), port, unquote(found["database"]),
        query.get("sslmode", ""),
    )  # fmt: skip


def _is_permitted(host: str, port: int, allowed: Collection[str]) -> bool:
    if "," in host or "%" in host:  # libpq would read several hosts, or unquote once more
        return False
    if host.startswith("/"):
        return host in allowed
    names = {each.lower() for each in allowed}
    return f"{host.lower()}:{port}" in names or (port == _PORT and host.lower() in names)


def sealed(password: str) -> bytes:
    """The password as it waits for the worker: unreadable without this installation's secret."""
    return _lock().encrypt(password.encode())


def unsealed(token: bytes) -> str:
    """The password again.

    Raises:
        NotAllowed: it was sealed with another secret.
    """
    try:
        return _lock().decrypt(token).decode()
    except InvalidToken:
        raise NotAllowed("The installation's secret has changed since; ask for the audit again.") from None


def _lock() -> Fernet:
    return Fernet(
        base64.urlsafe_b64encode(salted_hmac("trialpiece.readiness.password", "", algorithm="sha256").digest())
    )

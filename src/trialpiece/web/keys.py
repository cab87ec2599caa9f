"""Short random keys: a row's primary key and its address, telling nothing of order or number."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import models

_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"  # no 0/o, 1/l/i, u: keys are read out on the telephone
LENGTH = 12


def new_key() -> str:
    """A fresh key of 12 characters, about 58 bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(LENGTH))


class KeyField(models.CharField):
    """A primary key made by `new_key`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"max_length": LENGTH, "primary_key": True, "default": new_key, "editable": False}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """The field as migrations write it."""
        name, path, args, kwargs = super().deconstruct()
        for given in ("max_length", "primary_key", "default", "editable"):
            kwargs.pop(given, None)
        return name, path, args, kwargs

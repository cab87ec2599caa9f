"""Personal data: what is in the values, and what the names of columns say. Never quotes a value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from ipaddress import ip_address

from trialpiece.core.readiness.audit.table import Table, as_number, words_of
from trialpiece.core.readiness.audit.values import Column, Kind, Observation, Weight

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
_PHONE = re.compile(
    r"(\+|00)\d[\d ()/.-]{7,}\d|\(?0\d{1,5}\)?[ /-][\d ()/.-]{5,}\d|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(\s*x\d+)?"
)
_STREET = re.compile(
    r".*\b(street|st|road|rd|avenue|ave|lane|drive|strasse|straße|weg|platz|rue|via|calle)\b.*\d.*|\d+\s+\w+.*\b(street|st|road|rd|avenue|ave|lane|ln|drive|dr|blvd|court)\b.*|\w*(straße|strasse|str\.)\s*\d+.*",
    re.IGNORECASE,
)
_SSN = re.compile(r"\d{3}-\d{2}-\d{4}")
_PERSON = re.compile(
    r"(?:[A-Z]\w+\.?,? )?[A-Z][\w'’-]+,? (?:[A-Z]\.? )?(?:(?:van|von|de|der|da|di|del|la) )*[A-Z][\w'’-]+"
)
_THINGS = frozenset(
    {
        "product",
        "file",
        "company",
        "model",
        "item",
        "brand",
        "table",
        "column",
        "city",
        "country",
        "street",
        "category",
        "event",
    }
)
_MANY = 0.2
_SURE = 0.6
_BY_CHANCE = frozenset({"card numbers", "street addresses"})
"""One in ten random numbers passes the check of a card; house numbers stand in many texts."""

_NAMED: tuple[tuple[str, frozenset[str], bool], ...] = (
    (
        "a person's name",
        frozenset({"firstname", "lastname", "surname", "forename", "fullname", "username", "vorname", "nachname"}),
        False,
    ),
    ("a date of birth", frozenset({"birth", "birthday", "dob", "birthdate", "born", "geburtsdatum"}), False),
    ("an address", frozenset({"address", "street", "postcode", "zip", "zipcode", "plz", "adresse"}), False),
    ("a contact", frozenset({"email", "mail", "phone", "telephone", "mobile", "fax"}), False),
    ("an identity number", frozenset({"ssn", "passport", "iban", "nin", "taxid", "insurance"}), False),
    (
        "health",
        frozenset({"diagnosis", "disease", "disability", "hiv", "pregnant", "pregnancy", "medication", "illness"}),
        True,
    ),
    (
        "ethnicity, religion or politics",
        frozenset({"race", "ethnicity", "ethnic", "religion", "nationality", "party", "union"}),
        True,
    ),
    ("sex or orientation", frozenset({"gender", "sex", "orientation"}), False),
)
_PAIRS = (
    frozenset({"first", "name"}),
    frozenset({"last", "name"}),
    frozenset({"full", "name"}),
    frozenset({"customer", "name"}),
    frozenset({"patient", "name"}),
    frozenset({"user", "name"}),
    frozenset({"contact", "name"}),
)


def personal(table: Table) -> Iterator[Observation]:
    """Columns that hold or name personal data; special categories are said to be so."""
    for column in table.columns:
        if column.filled:
            found = _in_values(table, column) or _in_name(table, column)
            if found:
                yield found


def _in_values(table: Table, column: Column) -> Observation | None:
    """What at least a fifth of the values is, or, where patterns are sure, three of them."""
    if column.kind is not Kind.TEXT and not (column.kind is Kind.NUMBER and as_number(column.low) >= 1e12):
        return None
    values = [(value.strip(), n) for value, n in table.values(column) if value.strip()]
    n = sum(count for _, count in values)
    for what, is_one in _IN_VALUES:
        hits = sum(count for value, count in values if is_one(value))
        share = table.share(hits, n)
        if n and hits >= max(1, (_SURE if what in _BY_CHANCE else _MANY) * n):
            says = f"{column.name} holds {what} ({share.value:.0%} of {n:,} values read)."
            return table.observe("personal-data", Weight.SERIOUS, column.name, share, says, _BECAUSE)
        if n and hits >= 3 and what not in _BY_CHANCE:
            says = f"{column.name} holds {what} here and there ({hits:,} of {n:,} values read)."
            return table.observe("personal-data", Weight.SERIOUS, column.name, share, says, _BECAUSE)
    return None


def _in_name(table: Table, column: Column) -> Observation | None:
    """What the column's name says; `name` alone counts when the values look like names of persons."""
    words = words_of(column.name)
    named = next(((what, special) for what, names, special in _NAMED if words & names), None)
    if named is None and any(pair <= words for pair in _PAIRS):
        named = ("a person's name", False)
    if named is None and "name" in words and column.kind is Kind.TEXT and not words & _THINGS:
        values = table.values(column)
        hits = sum(_PERSON.fullmatch(value.strip()) is not None for value, _ in values)
        named = ("a person's name, and its values look like it", False) if hits > _SURE * len(values) else None
    if named is None:
        return None
    what, special = named
    extra = ", a special category under Article 9 of the GDPR" if special else ""
    says = f"{column.name} is named like {what}{extra}."
    return table.observe("personal-data", Weight.SERIOUS if special else Weight.LOOK, column.name, None, says, _BECAUSE)


_BECAUSE = "It needs a legal ground for this use, and should be masked or left out before anybody gets a copy."


def _is_card(value: str) -> bool:
    """Thirteen to nineteen digits that pass the Luhn check (ISO/IEC 7812-1)."""
    digits = re.sub(r"[ -]", "", value)
    if not re.fullmatch(r"[3-6]\d{12,18}", digits):
        return False
    doubled = [int(each) * (1 + at % 2) for at, each in enumerate(reversed(digits))]
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


def _is_iban(value: str) -> bool:
    """An account number whose check digits are right (ISO 13616, ISO/IEC 7064 mod 97-10)."""
    plain = value.replace(" ", "").upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", plain):
        return False
    return int("".join(str(int(each, 36)) for each in plain[4:] + plain[:4])) % 97 == 1


def _is_ip(value: str) -> bool:
    if not re.fullmatch(r"\d{1,3}(\.\d{1,3}){3}|[0-9a-fA-F:]{6,39}", value) or value.count(":") == 1 or value.isdigit():
        return False
    try:
        ip_address(value)
    except ValueError:
        return False
    return True


_IN_VALUES: tuple[tuple[str, Callable[[str], bool]], ...] = (
    (
        "e-mail addresses",
        lambda value: _EMAIL.fullmatch(value) is not None or (len(value) > 20 and _EMAIL.search(value) is not None),
    ),
    ("account numbers (IBAN)", _is_iban),
    ("card numbers", _is_card),
    ("social security numbers", lambda value: _SSN.fullmatch(value) is not None),
    ("telephone numbers", lambda value: _PHONE.fullmatch(value) is not None),
    ("internet addresses of devices", _is_ip),
    ("street addresses", lambda value: _STREET.fullmatch(value) is not None),
)

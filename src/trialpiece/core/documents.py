"""Files that people write in TOML, read with every error named by file and line."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from trialpiece.core.exercises.check import against_schema
from trialpiece.core.exercises.located import Document, Problem, parse, read


class BadDocument(ValueError):
    """A file that cannot be used; `problems` holds all that is wrong with it, in line order."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"{self.problems[0]}{more}")


def packaged(*parts: str) -> Path:
    """A file below the packs that come with the product."""
    return Path(str(resources.files("trialpiece"))).joinpath("packs", *parts)


def read_checked(path: Path, schema: str) -> Document:
    """A TOML file that keeps to packs/schema/`schema`.json.

    Raises:
        BadDocument: it cannot be read, is no TOML, or says something that the schema does not allow.
    """
    return _checked(read(path, shown_as=str(path)), schema, str(path))


def parse_checked(text: str, schema: str, *, name: str) -> Document:
    """A TOML text that somebody sent, checked like a file; `name` stands in the errors.

    Raises:
        BadDocument: it is no TOML, or says something that the schema does not allow.
    """
    return _checked(parse(text, path=Path(name), shown_as=name), schema, name)


def _checked(document: Document | Problem, schema: str, name: str) -> Document:
    if isinstance(document, Problem):
        raise BadDocument([document])
    problems = against_schema(document, schema, name)
    if problems:
        raise BadDocument(problems)
    return document


def problem_at(document: Document, path: tuple[str | int, ...], says: str) -> Problem:
    """A problem that the schema cannot see, at the line of its key."""
    return Problem(str(document.path), document.line_of(path), says)

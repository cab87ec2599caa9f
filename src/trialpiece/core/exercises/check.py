"""Checking packs: every error at once, each with its file and line."""

from __future__ import annotations

import difflib
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # the library ships no types

from trialpiece.core.exercises.located import Document, KeyPath, Problem, read

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LEVELS = [1, 2, 3, 4, 5]


def is_slug(text: str) -> bool:
    """Small letters, digits and single hyphens, beginning with a letter."""
    return _SLUG.fullmatch(text) is not None


def check_folder(folder: Path) -> tuple[int, list[Problem]]:
    """Check a pack, or every pack below a folder of packs: how many there are, and all that is wrong."""
    if (folder / "exercise.toml").is_file():
        return 1, check_pack(folder)
    packs = sorted(path.parent for path in folder.rglob("exercise.toml"))
    found = [
        Problem(f"{pack.relative_to(folder).as_posix()}/{each.file}", each.line, each.says)
        for pack in packs
        for each in check_pack(pack)
    ]
    return len(packs), found


def check_pack(folder: Path) -> list[Problem]:
    """All that is wrong with one pack; files are named relative to its folder."""
    exercise = read(folder / "exercise.toml", shown_as="exercise.toml")
    if isinstance(exercise, Problem):
        return [exercise, *_check_markdown(folder / "brief.md", "brief.md")]
    problems = against_schema(exercise, "exercise", "exercise.toml")
    problems += _check_name(exercise, folder)
    problems += _check_markdown(folder / "brief.md", "brief.md")
    problems += _follow(exercise, folder, "rubric")
    problems += _follow(exercise, folder, "dataset")
    if "dataset" in exercise.data:
        problems += _check_key(folder)
    return sorted(problems)


def check_rubric(document: Document, *, shown_as: str) -> list[Problem]:
    """All that is wrong with a rubric: its shape, doubled criteria, levels that are not 1 to 5."""
    problems = against_schema(document, "rubric", shown_as)
    problems += _doubles(document, "criterion", "slug", shown_as)
    for index, criterion in enumerate(_tables(document.data.get("criterion"))):
        levels = [each.get("level") for each in _tables(criterion.get("level"))]
        if len(levels) == len(_LEVELS) and sorted(map(str, levels)) != sorted(map(str, _LEVELS)):
            line = document.line_of(("criterion", index, "level", 0))
            problems.append(Problem(shown_as, line, f"The levels are {levels}; there must be one each of 1 to 5."))
        problems += _doubles(document, "level", "anchor", shown_as, within=("criterion", index))
        problems += _dangling_evidence(document, index, criterion.get("evidence"), shown_as)
    return problems


def _dangling_evidence(document: Document, index: int, evidence: object, shown_as: str) -> list[Problem]:
    """Kinds of findings, or families of them, that no reading ever yields."""
    from trialpiece.core.review.registry import registered

    kinds = {kind for entry in registered() for kind in entry.kinds}
    line = document.line_of(("criterion", index, "evidence"))
    return [
        Problem(shown_as, line, f"There is no kind of finding {each!r}, nor a family of that name.")
        for each in (evidence if isinstance(evidence, list) else [])
        if isinstance(each, str) and not any(kind == each or kind.startswith(f"{each}.") for kind in kinds)
    ]


def _follow(exercise: Document, folder: Path, key: str) -> list[Problem]:
    """Check the file that a key of exercise.toml points to."""
    name = exercise.data.get(key)
    if not isinstance(name, str):
        return []
    target = (folder / name).resolve()
    if not target.is_relative_to(folder.resolve()) or not target.is_file():
        says = f"`{key}` points to {name}, which is not a file of this pack."
        return [Problem("exercise.toml", exercise.line_of((key,)), says)]
    document = read(target, shown_as=name)
    if isinstance(document, Problem):
        return [document]
    return check_rubric(document, shown_as=name) if key == "rubric" else _check_dataset(document, name)


def _check_dataset(document: Document, shown_as: str) -> list[Problem]:
    """The data set file's shape, and that its generator exists."""
    from trialpiece.core.exercises.generators import GENERATORS

    problems = against_schema(document, "dataset", shown_as)
    name = document.data.get("generator")
    if isinstance(name, str) and name not in GENERATORS:
        says = f"There is no generator {name!r}; there are {', '.join(sorted(GENERATORS))}."
        problems.append(Problem(shown_as, document.line_of(("generator",)), says))
    return problems


def _check_key(folder: Path) -> list[Problem]:
    """The key of the planted defects: present, and each planter one that exists."""
    from trialpiece.core.exercises.defects import PLANTERS

    name = "key/defects.toml"
    document = read(folder / name, shown_as=name)
    if isinstance(document, Problem):
        return [document]
    problems = against_schema(document, "key", name) + _doubles(document, "defect", "id", name)
    for index, defect in enumerate(_tables(document.data.get("defect"))):
        planter = defect.get("planter")
        if isinstance(planter, str) and planter not in PLANTERS:
            line = document.line_of(("defect", index, "planter"))
            known = ", ".join(sorted(PLANTERS))
            problems.append(Problem(name, line, f"There is no planter {planter!r}; there are {known}."))
    return problems


def _check_name(exercise: Document, folder: Path) -> list[Problem]:
    slug, version = exercise.data.get("slug"), exercise.data.get("version")
    if folder.resolve().name in (slug, f"{slug}@{version}"):
        return []
    says = f"The slug is {slug!r} but the folder is called {folder.resolve().name!r}; they must be the same."
    return [Problem("exercise.toml", exercise.line_of(("slug",)), says)]


def _check_markdown(path: Path, shown_as: str) -> list[Problem]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return [Problem(shown_as, 1, "This file is missing.")]
    except (OSError, UnicodeDecodeError):
        return [Problem(shown_as, 1, "This file cannot be read as UTF-8 text.")]
    return [] if text.strip() else [Problem(shown_as, 1, "This file is empty.")]


def _tables(value: object) -> list[dict[str, Any]]:
    """The tables in an array of tables, whatever else the author wrote there."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _doubles(document: Document, array: str, key: str, shown_as: str, within: KeyPath = ()) -> list[Problem]:
    """Elements of an array of tables that repeat an earlier one's `key`."""
    holder: Any = document.data
    for step in within:
        holder = holder[step]
    values = [str(each.get(key)).strip() for each in _tables(holder.get(array)) if key in each]
    twice = {value for value, count in Counter(values).items() if count > 1}
    seen: set[str] = set()
    problems = []
    for index, value in enumerate(values):
        if value in twice and value in seen:
            line = document.line_of((*within, array, index, key))
            problems.append(Problem(shown_as, line, f"This {array} repeats the {key} of an earlier one: {value[:60]}"))
        seen.add(value)
    return problems


@cache
def _validator(schema: str) -> jsonschema.protocols.Validator:
    """The JSON Schema of one kind of file, from packs/schema/."""
    path = Path(str(resources.files("trialpiece"))) / "packs" / "schema" / f"{schema}.json"
    return jsonschema.Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))


def against_schema(document: Document, schema: str, shown_as: str) -> list[Problem]:
    """What a file has that packs/schema/`schema`.json does not allow, in sentences with their lines."""
    return [
        Problem(shown_as, document.line_of(path), says)
        for error in _validator(schema).iter_errors(document.data)
        for path, says in _sentences(error)
    ]


def _sentences(error: jsonschema.ValidationError) -> Iterator[tuple[KeyPath, str]]:
    """A validator's error as sentences that an author can act on."""
    path: KeyPath = tuple(error.absolute_path)
    name = _name(path)
    rule, value, found = error.validator, error.validator_value, error.instance
    if rule == "additionalProperties" and value is False:
        known = error.schema.get("properties", {})
        for extra in sorted(set(found) - set(known)):
            meant = difflib.get_close_matches(extra, sorted(known), n=1, cutoff=0.8)
            rest = f"do you mean `{meant[0]}`?" if meant else f"known here are {', '.join(sorted(known))}."
            yield (*path, extra), f"Unknown key `{extra}`; {rest}"
    elif rule == "required":
        missing = re.findall(r"^'(.+)' is a required", error.message)
        yield path, f"`{missing[0] if missing else value}` is missing in {name}."
    elif rule == "type":
        yield path, f"{name} must be {_article(value)}, not {_kind(found)}."
    elif rule == "enum":
        yield path, f"{name} is {found!r}; it must be one of {', '.join(map(str, value))}."
    elif rule == "const":
        yield path, f"{name} is {found!r}; this product reads {value!r}."
    elif rule in ("minimum", "maximum"):
        yield path, f"{name} is {found}; it must be {'at least' if rule == 'minimum' else 'at most'} {value}."
    elif rule in ("minLength", "maxLength"):
        wish = "say more" if rule == "minLength" else "say less"
        yield (
            path,
            f"{name} has {len(found)} characters; {wish} ({'at least' if rule == 'minLength' else 'at most'} {value}).",
        )
    elif rule in ("minItems", "maxItems"):
        yield (
            path,
            f"{name} has {len(found)} entries; it needs {'at least' if rule == 'minItems' else 'at most'} {value}.",
        )
    elif rule == "pattern":
        yield path, f"{name} is {found!r}, which does not have the form {value}."
    else:
        yield path, f"{name}: {error.message}."


def _name(path: KeyPath) -> str:
    """A key path as an author would say it: criterion 2, level 5, `anchor`."""
    if not path:
        return "the file"
    parts: list[str] = []
    for step in path:
        if isinstance(step, int) and parts:
            parts[-1] = f"{parts[-1].strip('`')} {step + 1}"
        else:
            parts.append(f"`{step}`")
    return ", ".join(parts)


def _article(wanted: str | list[str]) -> str:
    names = {
        "string": "text",
        "integer": "a whole number",
        "number": "a number",
        "array": "a list",
        "object": "a table",
    }
    kinds = [wanted] if isinstance(wanted, str) else wanted
    return " or ".join(names.get(each, each) for each in kinds)


def _kind(found: object) -> str:
    kinds: list[tuple[type, str]] = [
        (bool, "true or false"),
        (str, "text"),
        (int, "a whole number"),
        (float, "a number"),
        (list, "a list"),
        (dict, "a table"),
    ]
    return next((word for kind, word in kinds if isinstance(found, kind)), type(found).__name__)

"""Level and engagement, each with the words that it was read from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from trialpiece.core.scoping.advert.patterns import Pattern
from trialpiece.core.scoping.advert.segments import BENEFITS, COMPANY, LEGAL, WISHES, Sentence

JUNIOR, MID, SENIOR, STAFF, UNCLEAR = "junior", "mid", "senior", "staff_or_lead", "unclear"
EMPLOYEE, CONTRACT = "employee", "contract"


class Signal(NamedTuple):
    """What was read, the words it was read from, and where they stand (None: in the title)."""

    value: str
    words: str
    start: int | None = None
    end: int | None = None


# Words for a level, strongest first. The title is looked at before the text.
_TITLE_LEVELS = (
    (JUNIOR, Pattern(r"\b(?:intern|internship|junior|jr|entry[- ]level|new grad(?:uate)?|graduate|early[- ]career|apprentice|trainee|co-?op|student|associate (?!director|principal|vice|partner)|fellow)\b", re.IGNORECASE)),
    (STAFF, Pattern(r"\b(?:staff|principal|lead|head of|director|manager|chief|vp|vice president|architect|distinguished|team lead|tech lead)\b", re.IGNORECASE)),
    (MID, Pattern(r"\bsemi[- ]senior\b", re.IGNORECASE)),
    (SENIOR, Pattern(r"\b(?:senior|sr|snr|expert)\b", re.IGNORECASE)),
    (MID, Pattern(r"\b(?:mid[- ]?level|mid[- ]?senior|intermediate|ii|medior)\b", re.IGNORECASE)),
    (JUNIOR, Pattern(r"\bI\b")),
)  # fmt: skip
_TEXT_LEVELS = (
    (JUNIOR, Pattern(r"\b(?:our|summer|paid|this|the|an?) (?:\w+ ){0,3}intern(?:ship)?\b|\b(?:currently )?(?:pursuing|enrolled in) (?:a |an )?(?:bachelor|master|ph\.?d|degree|undergrad)|\brecent graduates?\b|\bnew grads?\b|\bentry[- ]level (?:position|role|engineer|opportunity)", re.IGNORECASE)),
    (STAFF, Pattern(r"\b(?:as|for|seeking|hiring|need|is|join us as)(?: an?| the| our)? (?:\w+[ ,]+){0,4}(?:staff|principal|lead|head of|director of|manager of) (?:\w+ ){0,4}(?:engineer|scientist|researcher|developer|architect|data|machine|ai|ml)\b", re.IGNORECASE)),
    (SENIOR, Pattern(r"\b(?:as|for|seeking|hiring|need|is|are|join us as)(?: an?| the| our)? (?:\w+[ ,]+){0,4}(?:senior|sr\.?) (?:[\w/-]+ ){0,4}(?:engineer|scientist|researcher|developer|analyst|level)\b|\bsenior[- ]level\b", re.IGNORECASE)),
)  # fmt: skip
_YEARS = Pattern(
    r"(?<![\d,$])(?<!\d\.)(\d{1,2})\s*\+?\s*(?:\(\w+\)\s*)?(?:(?:-|–|—|to)\s*(\d{1,2})\s*)?(?:\+|plus|or more|\(\d+\))?\s*(?:years?|yrs?)\b(?!\s*(?:old|ago|in business|heritage|history|vest|contract|of (?:innovation|history|age)))",
    re.IGNORECASE,
)
_NAMES_LEVEL = Pattern(
    r"intern|pursuing|enrolled|grad|entry|staff|principal|lead|head|director|manager|senior|\bsr\b", re.IGNORECASE
)
_NUMBER_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "ten": 10}
_SPELLED = Pattern(
    r"\b(one|two|three|four|five|six|seven|eight|ten)\s*(?:\(\d+\)\s*)?\+?\s*(?:or more |plus )?years?\b[^.]{0,30}experience",
    re.IGNORECASE,
)
_EXPERIENCE = Pattern(
    r"experience|background|industry|track record|expertise|professional|working|work|hands|develop|in a|relevant|programming|building|coding|with",
    re.IGNORECASE,
)


def level(title: str, sentences: list[Sentence]) -> Signal:
    """Level from the title, then from how the text names the post, then from the years that it asks for."""
    for value, pattern in _TITLE_LEVELS:
        if found := pattern.search(title):
            return Signal(value, found.group().strip())
    body = [s for s in sentences if s.section not in (COMPANY, LEGAL, BENEFITS)]
    opening = [s for s in body[:14] if _NAMES_LEVEL.search(s.text)]
    for value, pattern in _TEXT_LEVELS:
        for sentence in opening:
            if found := pattern.search(sentence.text):
                return Signal(value, found.group(), sentence.start + found.start(), sentence.start + found.end())
    asked = [(years, at) for s in body if s.section != WISHES for years, at in _years_of(s)]
    asked = asked or [(years, at) for s in sentences for years, at in _years_of(s)]
    if not asked:
        return Signal(UNCLEAR, "")
    years, at = max(asked, key=lambda pair: (pair[0], -pair[1].start if pair[1].start is not None else 0))
    value = JUNIOR if years <= 2 else MID if years < 5 else SENIOR if years < 9 else STAFF
    return Signal(value, at.words, at.start, at.end)


def _years_of(sentence: Sentence) -> list[tuple[float, Signal]]:
    out: list[tuple[float, Signal]] = []
    bare = sentence.text.lower()
    if "year" not in bare and "yr" not in bare:
        return out
    is_of_work = _EXPERIENCE.search(sentence.text) is not None
    for found in _YEARS.finditer(sentence.text):
        low = int(found.group(1))
        high = int(found.group(2)) if found.group(2) else low
        if low > 20 or not is_of_work:
            continue
        years = min((low + high) / 2, low + 1.5) if high > low else float(low)
        out.append((years, Signal("", found.group(), sentence.start + found.start(), sentence.start + found.end())))
    for found in _SPELLED.finditer(sentence.text):
        years = float(_NUMBER_WORDS[found.group(1).lower()])
        out.append((years, Signal("", found.group(), sentence.start + found.start(), sentence.start + found.end())))
    return out


_CONTRACT = Pattern(
    r"contract[- ]to[- ]hire|\bc2c\b|corp[- ]to[- ]corp|\b1099\b|\bw-?2 (?:contract|only|candidates|role|position|basis)|contract (?:on )?w-?2|\bonly (?:on )?w-?2\b"
    r"|\b(?:on|as) (?:a )?w-?2\b|\bw2\b"
    r"|\b\d+\+?\s*(?:(?:-|–|to)\s*\d+\+?\s*)?-?months?\+?\b[^.\n]{0,25}\b(?:contract|engagement|assignment|project|extension)|\bduration\b\W{0,5}(?:of\W)?(?:\w+ ){0,2}(?:\d+\+? ?(?:months?|m\b|weeks?)|long[- ]term|contract|six|twelve)"
    r"|(?:job|employment|position|engagement|contract|role|work) type\W{0,6}(?:\w+ )?contract|type\W{1,4}contract\b|\bcontract(?:or)? (?:position|role|opportunity|basis|assignment|job|length|duration|term)\b|\b(?:this|is) (?:is )?an? (?:[\w+-]+ ){0,3}contract\b(?! (?:vehicle|award|research|manufact))"
    r"|long[- ]term contract|contract:|\(contract\)|\bcontract\W{1,3}(?:\d+|remote|hybrid|onsite)|\bfreelance\b|fixed[- ]term|\bindependent contractor|looking for \d* ?(?:\w+ ){0,4}contractor|\btemporary (?:position|role|assignment)|^\W*\d+\+? ?months?\W*$|pay ?rate\W",
    re.IGNORECASE,
)
_NOT_CONTRACT = Pattern(
    r"equal|benefits? (?:for|include)|government contract|smart contract|staffing solutions|contracts? (?:with|and)|regardless|accommodat|no c2c.{0,30}(?:full|perm)",
    re.IGNORECASE,
)
_TITLE_CONTRACT = Pattern(r"(?<!smart )\bcontract(?:or)?\b|\bw2\b|\bc2c\b|freelance|\btemp\b", re.IGNORECASE)
# plain words that the patterns above and below cannot do without: most sentences hold none of them
_CONTRACT_HINTS = (
    "contract", "c2c", "corp to", "corp-to", "1099", "w2", "w-2", "month", "duration", "freelance", "fixed", "temporary", "pay rate", "payrate",
)  # fmt: skip
_EMPLOYEE_HINTS = (
    "full-time", "full time", "fulltime", "permanent", "fte", "401", "benefits", "paid time", "pto", "vacation", "parental", "insurance", "medical",
    "dental", "equity", "stock opt", "rsu", "salary", "bonus", "employee", "equal opp", "per year", "career growth", "career dev", "our team",
    "we offer", "regular pos", "internship", "our culture",
)  # fmt: skip
_LONG = 1900  # characters
_EMPLOYEE = Pattern(
    r"full[- ]?time|\bpermanent\b|\bfte\b|401\s?\(?k|benefits|paid time off|\bpto\b|vacation|parental leave|health insurance|medical|dental|(?<!diversity, )(?<!diversity )\bequity\b(?! and inclusion)|stock options|rsus?\b|base salary|annual salary|salary range|bonus|employees?\b|equal opportunity|per year|career growth|career development|join our team|our team|we offer|regular position|internship|our culture",
    re.IGNORECASE,
)


def engagement(title: str, sentences: list[Sentence]) -> Signal:
    """Employee or contract, from the terms in the body; unclear where the text says nothing of either."""
    if found := _TITLE_CONTRACT.search(title):
        return Signal(CONTRACT, found.group())
    bare = [sentence.text.lower() for sentence in sentences]
    for sentence in _with(_CONTRACT_HINTS, sentences, bare):
        found = _CONTRACT.search(sentence.text)
        if found and not _NOT_CONTRACT.search(sentence.text):
            return Signal(CONTRACT, found.group(), sentence.start + found.start(), sentence.start + found.end())
    for sentence in _with(_EMPLOYEE_HINTS, sentences, bare):
        if found := _EMPLOYEE.search(sentence.text):
            return Signal(EMPLOYEE, found.group(), sentence.start + found.start(), sentence.start + found.end())
    # A long text that names no term is an employer's: agencies name theirs in the first lines.
    length = sentences[-1].end if sentences else 0
    return Signal(EMPLOYEE if length > _LONG else UNCLEAR, "")


def _with(hints: tuple[str, ...], sentences: list[Sentence], bare: list[str]) -> Iterator[Sentence]:
    """The sentences that hold one of the hints; those that the text holds nowhere are looked for once."""
    whole = "\n".join(bare)
    there = [hint for hint in hints if hint in whole]
    if there:
        yield from (sentence for sentence, text in zip(sentences, bare, strict=True) if any(h in text for h in there))

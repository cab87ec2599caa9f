"""Level and engagement, each with the words that it was read from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
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


_OPENING = 14  # sentences of the body in which a text says the level
# Words for a level, strongest first. The title is looked at before the text.
_TITLE_LEVELS = (
    (JUNIOR, Pattern(r"\b(?:intern|internship|junior|jr|entry[- ]level|new grad(?:uate)?|graduate|early[- ]career|apprentice|trainee|co-?op|student|associate (?!director|principal|vice|partner)|fellow)\b")),
    (STAFF, Pattern(r"\b(?:staff|principal|lead|head of|director|manager|chief|vp|vice president|architect|distinguished|team lead|tech lead)\b")),
    (MID, Pattern(r"\bsemi[- ]senior\b")),
    (SENIOR, Pattern(r"\b(?:senior|sr|snr|expert)\b")),
    (MID, Pattern(r"\b(?:mid[- ]?level|mid[- ]?senior|intermediate|ii|medior)\b")),
)  # fmt: skip
_FIRST_GRADE = Pattern(r"\bI\b")
# a level, plain words that its pattern cannot do without, the pattern
_TEXT_LEVELS = (
    (JUNIOR, ("intern", "pursuing", "enrolled", "grad", "entry"), Pattern(r"\b(?:our|summer|paid|this|the|an?) (?:\w+ ){0,3}intern(?:ship)?\b|\b(?:currently )?(?:pursuing|enrolled in) (?:a |an )?(?:bachelor|master|ph\.?d|degree|undergrad)|\brecent graduates?\b|\bnew grads?\b|\bentry[- ]level (?:position|role|engineer|opportunity)")),
    (STAFF, ("staff", "principal", "lead", "head", "director", "manager"), Pattern(r"\b(?:as|for|seeking|hiring|need|is|join us as)(?: an?| the| our)? (?:\w+[ ,]+){0,4}(?:staff|principal|lead|head of|director of|manager of) (?:\w+ ){0,4}(?:engineer|scientist|researcher|developer|architect|data|machine|ai|ml)\b")),
    (SENIOR, ("senior", "sr"), Pattern(r"\b(?:as|for|seeking|hiring|need|is|are|join us as)(?: an?| the| our)? (?:\w+[ ,]+){0,4}(?:senior|sr\.?) (?:[\w/-]+ ){0,4}(?:engineer|scientist|researcher|developer|analyst|level)\b|\bsenior[- ]level\b")),
)  # fmt: skip
_YEARS = Pattern(
    r"(?<![\d,$])(?<!\d\.)(\d{1,2})\s*\+?\s*(?:\(\w+\)\s*)?(?:(?:-|–|—|to)\s*(\d{1,2})\s*)?(?:\+|plus|or more|\(\d+\))?\s*(?:years?|yrs?)\b(?!\s*(?:old|ago|in business|heritage|history|vest|contract|of (?:innovation|history|age)))",
)
_NUMBER_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "ten": 10}
_SPELLED = Pattern(
    r"\b(one|two|three|four|five|six|seven|eight|ten)\s*(?:\(\d+\)\s*)?\+?\s*(?:or more |plus )?years?\b[^.]{0,30}experience",
)
_OF_WORK = (
    "experience", "background", "industry", "track record", "expertise", "professional", "work", "hands", "develop", "in a", "relevant", "programming",
    "building", "coding", "with",
)  # fmt: skip


def _lower(text: str, low: str | None = None) -> str:
    """In lower case and as long as before: what the patterns, which know no capitals, are searched in."""
    low = low or text.lower()
    return low if len(low) == len(text) else "".join(one.lower()[:1] for one in text)  # "\u0130" becomes two


class Bare(NamedTuple):
    """A text in lower case: its sentences, and all of it, in which it shows at once what no sentence holds."""

    sentences: list[tuple[Sentence, str]]
    whole: str

    @classmethod
    def of(cls, rows: Iterable[tuple[Sentence, str]]) -> Bare:
        """From sentences that are in lower case already."""
        rows = list(rows)
        return cls(rows, "\n".join([low for _, low in rows]))

    def holding(self, hints: tuple[str, ...]) -> Iterator[tuple[Sentence, str]]:
        """The sentences that hold one of the hints."""
        there = [hint for hint in hints if hint in self.whole]
        return _holding(self.sentences if there else [], there)


def _holding(rows: list[tuple[Sentence, str]], hints: Iterable[str]) -> Iterator[tuple[Sentence, str]]:
    for row in rows:
        for hint in hints:
            if hint in row[1]:
                yield row
                break


def bare(sentences: list[Sentence]) -> Bare:
    """The sentences in lower case."""
    return Bare.of((sentence, _lower(sentence.text, sentence.low)) for sentence in sentences)


def _signal(value: str, sentence: Sentence, found: re.Match[str]) -> Signal:
    start, end = found.span()
    return Signal(value, sentence.text[start:end], sentence.start + start, sentence.start + end)


def level(title: str, text: Bare) -> Signal:
    """Level from the title, then from how the text names the post, then from the years that it asks for."""
    if title and (said := _level_of(title)):
        return said
    body = (row for row in text.sentences if row[0].section not in (COMPANY, LEGAL, BENEFITS))
    opening = Bare.of(islice(body, _OPENING))
    for value, hints, pattern in _TEXT_LEVELS:
        for sentence, low in opening.holding(hints):
            if found := pattern.search(low):
                return _signal(value, sentence, found)
    dated = list(text.holding(("year", "yr")))
    asked = [
        one for s, low in dated if s.section not in (COMPANY, LEGAL, BENEFITS, WISHES) for one in _years_of(s, low)
    ]
    asked = asked or [one for s, low in dated for one in _years_of(s, low)]
    if not asked:
        return Signal(UNCLEAR, "")
    years, at = max(asked, key=lambda pair: (pair[0], -pair[1].start if pair[1].start is not None else 0))
    value = JUNIOR if years <= 2 else MID if years < 5 else SENIOR if years < 9 else STAFF
    return Signal(value, at.words, at.start, at.end)


def _level_of(title: str) -> Signal | None:
    low = _lower(title)
    for value, pattern in _TITLE_LEVELS:
        if found := pattern.search(low):
            return Signal(value, title[found.start() : found.end()].strip())
    return Signal(JUNIOR, "I") if _FIRST_GRADE.search(title) else None


def _years_of(sentence: Sentence, low: str) -> list[tuple[float, Signal]]:
    out: list[tuple[float, Signal]] = []
    if any(word in low for word in _OF_WORK):
        for found in _YEARS.finditer(low):
            least, most = int(found.group(1)), int(found.group(2) or found.group(1))
            if least <= 20:
                years = min((least + most) / 2, least + 1.5) if most > least else float(least)
                out.append((years, _signal("", sentence, found)))
    if "experience" in low:
        out += [(float(_NUMBER_WORDS[f.group(1)]), _signal("", sentence, f)) for f in _SPELLED.finditer(low)]
    return out


_CONTRACT = Pattern(
    r"contract[- ]to[- ]hire|\bc2c\b|corp[- ]to[- ]corp|\b1099\b|\bw-?2 (?:contract|only|candidates|role|position|basis)|contract (?:on )?w-?2|\bonly (?:on )?w-?2\b"
    r"|\b(?:on|as) (?:a )?w-?2\b|\bw2\b"
    r"|\b\d+\+?\s*(?:(?:-|–|to)\s*\d+\+?\s*)?-?months?\+?\b[^.\n]{0,25}\b(?:contract|engagement|assignment|project|extension)|\bduration\b\W{0,5}(?:of\W)?(?:\w+ ){0,2}(?:\d+\+? ?(?:months?|m\b|weeks?)|long[- ]term|contract|six|twelve)"
    r"|(?:job|employment|position|engagement|contract|role|work) type\W{0,6}(?:\w+ )?contract|type\W{1,4}contract\b|\bcontract(?:or)? (?:position|role|opportunity|basis|assignment|job|length|duration|term)\b|\b(?:this|is) (?:is )?an? (?:[\w+-]+ ){0,3}contract\b(?! (?:vehicle|award|research|manufact))"
    r"|long[- ]term contract|contract:|\(contract\)|\bcontract\W{1,3}(?:\d+|remote|hybrid|onsite)|\bfreelance\b|fixed[- ]term|\bindependent contractor|looking for \d* ?(?:\w+ ){0,4}contractor|\btemporary (?:position|role|assignment)|^\W*\d+\+? ?months?\W*$|pay ?rate\W",
)
_NOT_CONTRACT = Pattern(
    r"equal|benefits? (?:for|include)|government contract|smart contract|staffing solutions|contracts? (?:with|and)|regardless|accommodat|no c2c.{0,30}(?:full|perm)",
)
_TITLE_CONTRACT = Pattern(r"(?<!smart )\bcontract(?:or)?\b|\bw2\b|\bc2c\b|freelance|\btemp\b")
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
)


def engagement(title: str, text: Bare) -> Signal:
    """Employee or contract, from the terms in the body; unclear where the text says nothing of either."""
    if title and (found := _TITLE_CONTRACT.search(_lower(title))):
        return Signal(CONTRACT, title[found.start() : found.end()])
    for sentence, low in text.holding(_CONTRACT_HINTS):
        found = _CONTRACT.search(low)
        if found and not _NOT_CONTRACT.search(low):
            return _signal(CONTRACT, sentence, found)
    for sentence, low in _holding(text.sentences, _EMPLOYEE_HINTS):  # one of the many is soon found in most texts
        if found := _EMPLOYEE.search(low):
            return _signal(EMPLOYEE, sentence, found)
    # A long text that names no term is an employer's: agencies name theirs in the first lines.
    length = text.sentences[-1][0].end if text.sentences else 0
    return Signal(EMPLOYEE if length > _LONG else UNCLEAR, "")

"""Cuts an advert into sentences that know where they stand: offsets into the text, section, and whether under a heading.

Adverts arrive as prose, as bullets, with their line breaks lost ("ResponsibilitiesDesign and build"), or with bars for
line breaks. Nothing is rewritten: a sentence is a slice of the text that was given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from trialpiece.core.scoping.advert.patterns import Pattern

DUTIES, REQUIREMENTS, WISHES, COMPANY, BENEFITS, LEGAL, INTRO = (
    "duties", "requirements", "wishes", "company", "benefits", "legal", "intro",
)  # fmt: skip
LABEL = "label"

# What a heading says about the lines below it, by plain parts of it or by a pattern; the first that fits counts.
_HEADINGS: tuple[tuple[str, tuple[str, ...], Pattern], ...] = tuple(
    (kind, tuple(parts.split("|")), Pattern(pattern))
    for kind, parts, pattern in (
        (WISHES,
         "preferred|bonus|desired|desirable|a plus|pluses|good to have|better if|optional|would be great|would be nice|would be a great|would be a nice|extra credit|icing|stand out|ideally|brownie|advantage|additional skills|additional qualif",
         r"nice.to.ha"),
        (LEGAL,
         "equal opportunit|equal employment opportunit|diversity|accommodation|privacy|disclaimer|background check|how to apply|to apply|application process|hiring process|interview process|recruitment process|everify|e-verify|visa|work authorization|security clearance|physical demands|physical requirements|working conditions|work environment|sponsorship|reasonable|covid|pay transparency|notice",
         r"\beeo?\b"),
        (BENEFITS,
         "benefit|perks|compensation|salary|pay range|what we offer|we offer|why join|why work|we provide|in return|package|rewards|what you get|your future|life at|our offer",
         r"why (?:you.ll love|us\b)|what.s in it|\bpto\b|what you.ll get"),
        (REQUIREMENTS,
         "requirement|qualific|who you are|skills|experience|you bring|you will bring|looking for|must have|expect from|you need|what it takes|education|competenc|credential|profile|minimum|ideal candidate|knowledge|expertise|background|successful in this|be a fit|be a great fit|tech stack|technical stack|technology stack|technologies|abilities|attributes|proficienc|ksa|eligib|to succeed|need to succeed|you should have|you should apply|you might be|we want to see|your strengths|certification",
         r"about you\b|you have\b|you.ve\b|you.ll bring|must.haves?|we.d love to see|you.ll need"),
        (DUTIES,
         "responsibilit|duty|duties|the role|the job|the position|the opportunity|the work|the challenge|role summary|role overview|role description|role purpose|role details|job summary|job description|job overview|job purpose|job duties|job scope|job details|job responsib|position summary|position description|position overview|position purpose|position duties|position scope|position details|position responsib|role duties|role scope|role responsib|your role|your mission|your task|your impact|your work|your day|your job|your responsib|your contribution|your challenge|typical day|day in the life|in this role|key tasks|key activities|key accountabilit|key deliverables|key areas|key result|accountabilit|essential functions|essential job|main tasks|scope of work|impact|this role|primary functions|primary purpose|primary objective|how you|what will you|deliverables|objectives|activities|mission of the|functions|projects|focus areas|tasks|expectations|goals",
         r"what you.?(?:.ll| will|.d| would| can|.re going to)? ?(?:be )?(?:do|work|build|own|accomplish|deliver|achieve|tackle|lead|drive|get to do)|you will\b|you.ll\b|day.to.day"),
        (COMPANY,
         "who we are|our company|our mission|our story|our values|our culture|our team|our vision|our client|our tech|the team|the company|company overview|company description|company profile|company summary|introduction|overview of|why we|meet the|values|mission|vision|company|culture|team",
         r"about (?!the (?:role|job|position|opportunity|work)|this (?:role|job)|you\b)"),
        (INTRO, "overview|summary|description|introduction|about the role|about the job|about the position", r"$^"),
    )
)  # fmt: skip
# labels that stand before one fact and open no section: "Location: Boston"
_LABEL_WORDS = (
    "location", "locations", "type", "title", "duration", "schedule", "salary", "pay", "pay rate", "pay range",
    "rate", "department", "team", "travel", "remote", "employment type", "job type", "work type", "contract type",
    "position type", "start date", "report to", "reports to", "reporting to", "hours", "shift", "level", "job id",
    "req", "req id", "requisition", "requisition id", "visa", "date", "posted", "industry", "job function",
    "seniority level", "company", "client", "project", "position", "role", "job",
)  # fmt: skip
_LABELS = frozenset(
    before + words + many
    for before in ("", "job ", "work ", "primary ", "position ")
    for words in _LABEL_WORDS
    for many in ("", "s")
)

# Words written in camel case on purpose: no line break was lost inside them.
_CAMEL = frozenset(
    [
        "JavaScript",
        "DevOps",
        "MLOps",
        "AIOps",
        "LLMOps",
        "PyTorch",
        "TensorFlow",
        "TypeScript",
        "PowerPoint",
        "GitHub",
        "LinkedIn",
        "BigQuery",
        "NumPy",
        "eCommerce",
        "GitLab",
        "MapReduce",
        "PySpark",
        "ElasticSearch",
        "PowerShell",
        "SageMaker",
        "DevSecOps",
        "YouTube",
        "SharePoint",
        "CloudFormation",
        "SciPy",
        "FinTech",
        "TikTok",
        "LangChain",
        "LangGraph",
        "LangSmith",
        "LlamaIndex",
        "MicroStrategy",
        "ServiceNow",
        "DataDog",
        "QlikView",
        "MacBook",
        "GoLang",
        "GitOps",
        "CloudWatch",
        "McLean",
        "WordPress",
        "PayPal",
        "DoorDash",
        "MatLab",
        "DeFi",
        "spaCy",
        "SpaCy",
        "PagerDuty",
        "BigTable",
        "HuggingFace",
        "SciKit",
        "jQuery",
        "PhDs",
        "AdTech",
        "OpenSearch",
        "NetSuite",
        "BuiltIn",
        "iPhone",
        "NiFi",
        "WhatsApp",
        "OpenTelemetry",
        "eBay",
        "DataOps",
        "RedShift",
        "PubSub",
        "SoFi",
        "SalesForce",
        "TeamCity",
        "McKinsey",
        "InfoSec",
        "DataBricks",
        "CrowdStrike",
        "ClickHouse",
        "OpenShift",
        "QuickSight",
        "SoCs",
        "CloudFront",
        "SonarQube",
        "BlackRock",
        "TestRail",
        "PlayStation",
        "DataRobot",
        "PeopleSoft",
        "CodePipeline",
        "HubSpot",
        "MySql",
        "SecOps",
        "AstraZeneca",
        "RapidMiner",
        "BitBucket",
        "PoCs",
        "TechCrunch",
        "NewRelic",
        "KubeFlow",
        "WiFi",
        "QuickBooks",
        "DeepSpeed",
        "EdTech",
        "MarTech",
        "CloudTrail",
        "McDonald",
        "iGaming",
        "OpenStack",
        "BigData",
        "HashiCorp",
        "LaunchDarkly",
        "SpringBoot",
        "RedHat",
        "DataFlow",
        "AdWords",
        "InsurTech",
        "PyTest",
        "BusinessObjects",
        "MuleSoft",
        "QlikSense",
        "DataStage",
        "iPad",
        "NoSql",
        "DocuSign",
        "EventBridge",
        "WebSockets",
        "UiPath",
        "CloudOps",
        "PowerApps",
        "WebEx",
        "NetApp",
        "TorchServe",
        "DataProc",
        "DoubleClick",
        "WebDriver",
        "FullStack",
        "eDiscovery",
        "PostGres",
        "GenAi",
        "OpenAi",
        "AutoGen",
        "FastApi",
        "DeepMind",
        "DeepLearning",
        "PyData",
        "CoPilot",
        "GraphQl",
        "ResNet",
        "ImageNet",
        "AlphaFold",
        "ChatBot",
        "AutoGpt",
        "SuperPod",
        "XgBoost",
        "LightGbm",
        "AutoMl",
        "TensorRt",
        "OpenCv",
        "OpenVino",
    ]
)
_ENDS, _BULLETS = r"\n\r\v\f\u2028\u2029|", "•·●▪◦‣∙■□➢►✓✔➤"
# Where a sentence may end. The signs that can begin a break are one set that stands first, which the regex engine skips
# to at once; each kind of break then looks back at the sign that was taken. A capital that begins a sentence is given
# back by `_cuts`.
_BREAKS = Pattern(
    rf"[\s|{_BULLETS}*–—\-A-Z\"')\];](?<! (?=[a-z]))(?:"  # most blanks stand before a small letter, and end nothing
    rf"(?<=[{_ENDS}])[{_ENDS}]*"
    rf"|(?<![A-Za-z].)(?:(?<=\s)\s{{0,7}}[{_BULLETS}]|(?<=[{_BULLETS}]))\s*"  # bounded, or a run of blanks takes its length squared
    r"|(?<=\s[*–—-])\s+(?=[A-Z])"
    r"|(?<=[.!?][\"')\]])\s+(?=[\"'(\[]?[A-Z0-9])"
    r"|(?<=[.!?]\s)\s*(?=[\"'(\[]?[A-Z0-9])"
    r"|(?<=[a-z)][.!?][A-Z])"
    r"|(?<=[a-z):;][A-Z])(?=[a-z]+(?:[ ,/-]|ed\b|ing\b)|(?:equirements|esponsibilities|ualifications|enefits|escription|kills|ducation|uties)[A-Z])"
    r"|(?<=[a-z];)\s*(?=[A-Z][a-z])"
    r"|(?<=\w:\s)\s*(?=[A-Z][a-z]+ ))",
    re.DOTALL,
)
_SHORT = (
    "e.g.", "i.e.", "etc.", "vs.", "Sr.", "Jr.", "Dr.", "Mr.", "Ms.", "Mrs.", "Inc.", "Ltd.", "Co.", "Corp.", "approx.", "incl.", "No.", "St.",
    "U.S.", "Ph.", "B.S.", "M.S.", "Ph.D.", "a.k.a.", "yr.", "yrs.", "min.", "max.",
)  # fmt: skip
LONGEST_PIECE = 2_000
_TRIM = " \t\u00a0\u200b\ufeff*#_-–—•·●▪◦>~`|\"'"
_EDGE = (
    _TRIM
    + "\n\v\f\r\x1c\x1d\x1e\x1f\x85\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""What is trimmed from both ends of a piece: all of that, and whatever else Unicode calls a blank."""
_AROUND = _TRIM + ":.?!"  # a heading's own signs
_WORD = Pattern(r"[A-Za-z]{2,}")


class Sentence(NamedTuple):
    """A slice of the text: `text[start:end]`, also in lower case; the section that its heading names."""

    start: int
    end: int
    text: str
    low: str
    section: str
    headed: bool
    heading: bool = False


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """Each line or sentence and where it starts, trimmed of bullets and blanks; none is longer than LONGEST_PIECE."""
    begin = 0
    for cut, resume in _cuts(text):
        for start, end in _short_enough(text, begin, cut) if cut - begin > LONGEST_PIECE else ((begin, cut),):
            right = text[start:end].rstrip(_EDGE)
            line = right.lstrip(_EDGE)
            if len(line) > 1 and _WORD.search(line):
                yield start + len(right) - len(line), line
        begin = resume


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    """Where a line or sentence ends and the next begins; the end of the text is the last."""
    for found in _BREAKS.finditer(text):
        cut, resume = found.span()
        if "A" <= text[cut] <= "Z":
            if text[cut - 1].isalpha() and _is_one_word(text, cut):
                continue
            resume = cut
        elif text[cut - 1 : cut] == "." and _is_shortened(text, cut):
            continue
        yield cut, resume
    yield len(text), len(text)


def _is_shortened(text: str, end: int) -> bool:
    """Whether the full stop before `end` belongs to a word that is cut short, or to an initial."""
    letter = text[end - 2 : end - 1]
    if "A" <= letter <= "Z" and not _in_word(text, end - 3):
        return True
    return text.endswith(_SHORT, 0, end) and any(
        text.endswith(short, 0, end) and not _in_word(text, end - len(short) - 1) for short in _SHORT
    )


def _in_word(text: str, place: int) -> bool:
    return place >= 0 and (text[place].isalnum() or text[place] == "_")


def _short_enough(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch itself, or what is longer than any sentence cut at blanks: a bound for patterns that look far."""
    while end - start > LONGEST_PIECE:
        blank = text.rfind(" ", start + 1, start + LONGEST_PIECE)
        middle = blank if blank > start else start + LONGEST_PIECE
        yield start, middle
        start = middle
    yield start, end


def _is_one_word(text: str, cut: int) -> bool:
    """Whether the capital at `cut` stands inside a name (PyTorch, or the employer's own, which then comes again)."""
    start = cut
    while start > 0 and text[start - 1].isalpha():
        start -= 1
    found = _LETTERS.match(text, start)
    word = found.group() if found else ""
    if cut - start <= 2 or word in _CAMEL:
        return True
    return text.count(word, 0, _LOOKED_THROUGH) >= 3


_LETTERS = Pattern(r"[A-Za-z]+")
_LOOKED_THROUGH = 20_000
"""Characters in which a name may come again: longer than adverts are, and a bound for what is no advert."""


def heading_kind(line: str) -> str | None:
    """The section that a line opens, or None if it is no heading."""
    bare = line.strip(_AROUND)
    if not 2 < len(bare) <= 70 or len(bare.split()) > 9:
        return None
    bare = bare.lower().replace("\u2019", "'")
    if bare in _LABELS:
        return LABEL
    if not line.rstrip(_TRIM).endswith((":", "?")) and not _looks_like_title(line, bare):
        return None
    return _opens(bare)


@lru_cache(maxsize=4096)  # the same few headings stand over most adverts
def _opens(bare: str) -> str | None:
    """The section that a heading without its signs opens."""
    for kind, parts, pattern in _HEADINGS:
        if any(part in bare for part in parts) or pattern.search(bare):
            return kind
    return None


_LONG_WORD = Pattern(r"[A-Za-z']{4,}")
_SENTENCE_VERB = Pattern(
    r"^(?:build|develop|design|lead|work|collaborate|create|manage|maintain|support|experience (?:with|in|using)|strong|excellent|proven|ability|knowledge of|familiarity"
    r"|bachelor|master|phd|proficien|understanding|expertise (?:in|with)|\d|background in|skilled|solid|good|deep|hands|we are|we're|you have (?!to)|provide|ensure|drive|define|identify|own|this is|minimum \d|minimum of|at least)\b"
)


def _looks_like_title(line: str, bare: str) -> bool:
    """Whether a line without a colon is short, ends and begins as no sentence does, and has its capitals."""
    words = len(bare.split())
    if words > 6 or line[:1].islower() or line.rstrip().endswith((".", ",", ";")) or _SENTENCE_VERB.match(bare):
        return False
    if words <= 4:
        return True
    capitals = [found.group()[0].isupper() for found in _LONG_WORD.finditer(line)]
    return sum(capitals) * 2 >= len(capitals)


def sentences(text: str) -> list[Sentence]:
    """Every sentence of the text, in order, with the section that the last heading opened."""
    out: list[Sentence] = []
    section, headed = INTRO, False
    for start, line in pieces(text):
        end, low = start + len(line), line.lower()
        kind = heading_kind(line)
        if kind == LABEL:
            out.append(Sentence(start, end, line, low, section, headed, heading=True))
        elif kind is not None:
            section, headed = kind, True
            out.append(Sentence(start, end, line, low, kind, headed=True, heading=True))
        else:
            out.append(Sentence(start, end, line, low, section, headed))
    return out

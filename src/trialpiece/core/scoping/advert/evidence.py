"""How strongly one sentence speaks for a conflict: owning production, scoping the business, original research, shipping.

A sentence is looked at only if one of its stems can matter, which most have not: the patterns cost little. The words
were chosen on development adverts; docs/science/roles.md says how well they carry over to other sources.
"""

from __future__ import annotations

from typing import NamedTuple

from trialpiece.core.scoping.advert.features import tokens
from trialpiece.core.scoping.advert.patterns import Pattern, Phrases, holds, phrases
from trialpiece.core.scoping.advert.roles import Duty

LEAST = 0.3  # gate below which a sentence carries no conflict
STRONG, FAIR, FAINT = 1.0, 0.6, 0.25
SHARED, ASKED = 0.4, 0.3  # what is left where others own it, and where experience is asked for
_FEW = r"[^.;]{0,70}?"  # words between an act and its object


class Kind(NamedTuple):
    """What speaks for one kind of duty, from surely to faintly, and what speaks against it."""

    triggers: frozenset[str]
    strong: Phrases
    fair: Phrases
    faint: Phrases
    never: Pattern
    shared: Pattern | None = None


def _stems(words: str) -> frozenset[str]:
    return frozenset(tokens(words))


ASKS = (
    r"\bexperience (?:with|in|of|using|building|working|developing|designing|deploying|managing|as)\b|\b(?:years?|proven|strong|prior|hands-on|demonstrated|solid|extensive|relevant) (?:of )?(?:[\w-]+ )?experience\b|^\W*experienced? "
    r"|\b(?:familiar\w*|knowledge of|proficien\w*|ability to|understanding of|degree)\b|\bskills\b"
)
ASKS_NEEDLES = "experience familiar knowledge proficien ability understanding degree skill"
_ASKED = phrases((ASKS_NEEDLES, ASKS))
_WITH_OTHERS = Pattern(
    r"^\W*(?:\w+ly )?(?:participat\w*|support|assist|help|collaborat\w*|partner\w*|work\w*(?: \w+){0,2} (?:with|alongside)|coordinat\w*|liais\w*|enabl\w*)\b"
    r"|\bworking closely with\b"
    r"|\b(?:with|alongside|by) (?:[\w-]+[ ,/]+){0,5}?(?:engineers?|engineering|developers?|devops|it)\b[^.;]{0,30}\b(?:to|for|in)\b"
)
PRODUCTION = Kind(
    _stems(
        "deploy deployment production productionize productionise productionalize operationalize operationalise industrialize launch ship release"
        " maintain maintenance monitor monitoring retrain recalibration lifecycle cycle mlops ops on-call ci/cd serving end-to-end live integrate publish"
        " production-level production-grade production-quality production-ready pre-production productionalization platform"
    ),
    phrases(
        ("prod live", rf"\b(?:deploy|ship|launch|put|bring|tak|releas|push|shepherd|harden|implement|deliver|promot|transition|publish|guid|mov|driv)\w*\b{_FEW}\b(?:in|into|to)\b[^.;]{{0,20}}\b(?:production|prod\b|live\b)"),
        ("production", rf"\b(?:monitor|maintain|support|retrain|operat|troubleshoot|manag|own|improv)\w*\b{_FEW}\b(?:models?|algorithms?|solutions?|systems?|ml|performance)\b{_FEW}\bin (?:\w+ )?production\b"),
        ("cycle end every", rf"\b(?:lifecycle|life cycle|end[- ]to[- ]end|every stage)\b{_FEW}\b(?:deploy|productio|maint|monitor|operation)"),
        ("cycle", rf"\b(?:maintain|manag|own|implement)\w*\b{_FEW}\bmodels?\b{_FEW}\b(?:lifecycle|life cycle)"),
        ("from", r"\bfrom (?:[\w-]+[ ,]+){1,8}to (?:\w+ ){0,4}(?:deployment|production)\b"),
        ("deploy", rf"\bdeploy\w*\b{_FEW}\b(?:monitor|maint)|\b(?:monitor|maint)\w*\b{_FEW}\bdeploy"),
        ("implement", rf"\bimplement\w*\b{_FEW}\bmodels?\b{_FEW}\b(?:monitor|maint)"),
        ("deploy production", rf"\bown\w*\b{_FEW}\b(?:deploy|production)"),
        ("ops on-call producti operationali industriali", r"\bmlops\b|\bml ops\b|\bon-call\b|\bproductioni[sz]|\bproductionali[sz]|\boperationali[sz]|\bindustriali[sz]"),
        ("production", rf"\b(?:maintain|develop|build|support|writ|creat|deliver|design)\w*\b{_FEW}\bproduction[- ](?:level|grade|quality|ready|infrastructure|environments?|systems?|pipelines?|code|models?)"),
    ),
    phrases(
        ("deploy", rf"\bdeploy\w*\b{_FEW}\b(?:models?|algorithms?|machine learning|ml\b|solutions?|predictive|products?|analytics|software|code|pipelines?|capabilit|systems?|services?|applications?)|\b(?:models?|algorithms?|solutions?)\b{_FEW}\bdeploy"),
    ),
    phrases(
        ("platform", r"\b(?:build|implement)\w* (?:[\w-]+ ){0,2}(?:data science|machine learning|ml) platforms?\b"),
        ("maintain monitor retrain recalibrat integrat", rf"\b(?:maintain|monitor|retrain|recalibrat|integrat)\w*\b{_FEW}\b(?:models?|algorithms?|classifiers?|pipelines?|services)"),
    ),
    Pattern(r"\bproduction (?:planning|line|site|process|cost|quality)|\bsales pipeline|\bconsumed by\b|\bproducer|^\W*(?:stay|keep)\w* |\bno longer\b|\bby helping\b"),
    _WITH_OTHERS,
)  # fmt: skip
_FIND = r"(?<!\bquery )\b(?:identif(?:y|ies|ying)|finds?|finding|discover(?:s|ing)?|spot|spotting|uncover\w*|seek(?:s|ing)?|scout\w*|brainstorm\w*|map and|figur\w* out|fram(?:e|es|ing)|look\w* for|pinpoint\w*)\b"
_WHO = r"(?:customers?|clients?|business (?:stakeholders?|partners?|leaders?|users?|teams?|units?|owners?)|end[- ]users?|stakeholders?|leadership)"
_LOOKING = r"(?:(?!\b(?:solutions?|implement\w*|deliver\w*|insights?|bottlenecks?)\b)[^.;]){0,70}?"  # words between finding and what is found
_TOOLS = (
    r"(?:gen(?:erative )?ai|ai|ml|machine learning|artificial intelligence|llms?|data science|analytics|automation)"
)
_THEIR = r"(?: [\w'-]+){0,4} (?:needs?|pain|problems?|(?:business|their|customers?'?s?|clients?'?s?|user) (?:[\w-]+ )?requirements?|challenges?|objectives|businesse?s?)\b"
SCOPING = Kind(
    _stems(
        "opportunity opportunities use-case use-cases case cases problem problems pain requirement requirements roadmap roadmaps strategy strategic needs need idea ideas"
        " ideation customer customers client clients stakeholder stakeholders investments initiatives vision charter advisor discovery applications objectives challenges"
        " where how"
    ),
    phrases(
        ("opportunit case problem need challenge process objective pain applications invest initiative area value", rf"{_FIND}{_LOOKING}\b(?:opportunit\w*|use[- ]cases?|business (?:problem|need|case|challenge|process|objective|pain|value)s?|pain[- ]points?|(?:new|novel) applications? of|(?:ml|ai|machine learning|automation) (?:opportunit|investment|initiative|use)|(?:\w+ )?areas (?:\w+ ){{0,5}}where)"),
        ("opportunit case problem need invest initiative", r"\b(?:evaluat|explor|map)\w* (?:\w+ ){0,3}(?:new use cases|opportunities (?:for|where)|business (?:problem|need)s?)|\bprioriti[sz]\w*\b[^.;]{0,30}\b(?:opportunit\w*|use[- ]cases|investments?|initiatives|business (?:problem|need)s?)"),
        ("interview discovery research definition", rf"\binterview\w*\b{_FEW}\b(?:customers?|users?|clients?)|\buser interviews|\bproduct discovery|\bcustomer research|\bproblem definition"),
        ("translat", rf"\btranslat\w*\b{_FEW}\b(?:vision|needs?|problems?|requirements) of (?:business|customers?|clients?)|\btranslat\w* (?:the )?vision"),
        ("understand", rf"\b(?:customers?|clients?|business (?:stakeholders?|partners?|leaders?|users?|teams?|units?|owners?))\b{_FEW}\bunderstand\w*{_THEIR}"),
        ("formulat charter", rf"\bformulat\w*\b{_FEW}\bbusiness (?:needs?|problems?)|\bexpand the charter"),
        ("business", r"\b(?:scop(?:e|es|ing)|defin(?:e|es|ing)|fram(?:e|es|ing))\b(?: [\w'-]+){0,3} business (?:problem|challenge)s?"),
        ("roadmap", r"\b(?:customers?|clients?)\b[^.;]{0,20}\broadmaps?"),
        ("where how", rf"\b(?:find|see|identif|spot|explor|discover|understand|assess|evaluat|determin|advis|figur|talk|discuss)\w*\b{_FEW}\b(?:where|how) {_TOOLS} (?:could|can|would|might|may|will) (?:\w+ )?(?:help|add|bring|creat|improv|driv|support|solv|sav|transform|appl|use)\w*"),
    ),
    phrases(
        ("requirement", rf"\b(?:gather|collect|elicit|synthesi[sz]|acquir)\w*\b{_FEW}\brequirements?\b|\brequirements? (?:gathering|elicitation|workshops?)"),
        ("roadmap strategy", r"\b(?:own|develop|defin|set|shap|driv|creat|help\w* develop|design)\w*\b[^.;]{0,40}?\b(?:(?:ai|ml|machine learning|feature|product)(?: \w+)? roadmaps?|(?:ai|product) strategy(?! (?:&|and|teams?)))\b"),
        ("requirement problem scope objective", rf"\b(?:define|defining|defines|determin\w*|clarif\w*|scope|scoping|fram(?:e|es|ing))\b{_FEW}\b(?:requirements?|problem statements?|problems?|project scope|objectives)\b"),
        ("understand defin scop discover uncover grasp", rf"\b{_WHO}\b{_FEW}\b(?:understand\w*|defin\w*|scop\w*|discover\w*|uncover\w*|grasp)\b{_FEW}\b(?:needs?|pain|problems?|requirements?|challenges?|objectives)"),
        ("idea new case", rf"\b(?:propos|suggest|pitch|introduc)\w*\b{_FEW}\b(?:ideas?|new (?:[\w-]+ )?(?:features?|use|applications?|initiatives?|products?)|use cases?)"),
        ("advis thought strategy", r"\badvis\w* (?:\w+ ){0,3}(?:leaders?|business|executives)|\bthought partner|\b(?:business|set|set the|(?:own|defin|shap|lead)\w* (?:\w+ ){0,3}(?:ml|machine learning|data)) strategy"),
    ),
    phrases(
        ("translat understand turn convert", rf"\b(?:translat|understand|turn|convert)\w*\b{_FEW}\b(?:business|customer|client|user|stakeholder|product)s?'? (?:\w+ )?(?:needs?|problems?|requirements?|objectives?|questions?|challenges?|goals?|ideas?)"),
        ("roadmap ideat", r"\broadmaps?\b|\bideat\w*"),
        ("need requirement feedback", rf"\b{_WHO}\b{_FEW}\b(?:needs|requirements|feedback)"),
    ),
    Pattern(
        r"\bgrowth opportunit|\b(?:next|unique|exciting|great) opportunit|\bopportunit\w* (?:to (?:learn|grow|publish|work|join|make|shape|contribute|revolution)|for (?:growth|career|learning))|\bequal\b|\bthis (?:is an|role)\b|\bwe(?:'re| are| have)? (?:identify|looking|seek)"
        rf"|\b(?:model|system|code|query|infrastructure)s?'? (?:performance|efficienc\w*|capacity)?{_FEW}\bidentify\w*{_FEW}\b(?:improve|optimi)"
        r"|\bopportunit\w* (?:for|to) (?:\w+ ){0,2}(?:improv\w*|optimi\w*|iterat\w*|accelerat\w*|automat\w*) (?:\w+ ){0,4}(?:models?|systems?|algorithms?|infrastructure|performance|ai/ml development|deployment)\b"
        r"|\bopportunit\w* (?:for|to) (?:\w+ ){0,2}(?:platform|model|user experience|data (?:acquisition|collection))\b|\b(?:optimization|performance) opportunit|\bpatterns,? (?:and|or) opportunit|\bplatform (?:capabilit|improv)|\bfeature ideas\b"
        r"|\b(?:lifecycle|life cycle|sdlc)\b[^.;]{0,60}\brequirements? gather|\?$"
        r"|\befficient use of|\bmentorship|\btechnical requirements gathering|\benrichment opportunit|\btherapeutic|\bcareer|\bstay\w*\b|\bdata (?:sources?|requirements|needs)\b"
    ),
)  # fmt: skip
_METHODS = (
    r"(?:algorithms?|methods?|methodolog\w*|techniques?|architectures?|approach(?:es)?|paradigms?|theor(?:y|ies))"
)
RESEARCH = Kind(
    _stems(
        "research researching researcher productize productizing publish publishing publication publications paper papers patent patents patentable novel innovative original groundbreaking new invent inventing"
        " advance advancing push pushing pioneer pioneering breakthrough breakthroughs state-of-the-art experiment experiments hypothesis hypotheses publishable"
    ),
    phrases(
        ("research", r"\b(?:mix|balance|blend|split|combination|mixture)\b[^.;]{0,40}\bresearch\b[^.;]{0,40}\b(?:engineer|producti|appl|develop|build|deliver)|\b\d+ ?% (?:of (?:your|the) time )?(?:\w+ ){0,2}research|\bresearch\W{1,3}(?:\w+ )?\d+ ?%|\boriginal research\b"),
        ("publi", r"\bpublish(?:es|ing)?\b(?= (?:\w+ ){0,3}(?:papers?|research|results|findings|work|articles|in|at|and present))|\bpublications?\b|\bpublishable\b"),
        ("paper patent journal academic research", rf"\b(?:author|writ|present|produc|contribut|creat)\w*\b{_FEW}\b(?:papers?|patents?|journals?|novel research)|\bpatentable|\b(?:generat|fil|pursu|creat)\w* (?:\w+ ){{0,3}}patents?|\bresearch papers?\b"),
        ("novel original breaking entirely", rf"\b(?:novel|original|groundbreaking|ground[- ]breaking|entirely new)\b(?: (?!and\b|or\b|other\b)[\w/-]+){{0,4}} (?:{_METHODS}|models?\b)"),
        ("new", rf"\b(?:develop|design|creat|invent|pioneer|devis|propos)\w*\b(?: [\w-]+){{0,2}} new (?:[\w-]+ ){{0,3}}{_METHODS}\b|\bresearch\w* new (?:[\w-]+ ){{0,3}}{_METHODS}\b|\bpioneer(?:ing)? new"),
        ("research", r"\b(?:conduct(?:s|ing)?|perform(?:s|ing)?|lead(?:s|ing)?|do(?:ing)?|carry out|pursu(?:e|ing)|initiat(?:e|ing)|spearhead(?:ing)?|engag(?:e|ing) in|undertak(?:e|ing))(?: [\w/,&-]+){0,4} research\b(?! (?:infrastructure|engineer|and analysis|to (?:stay|provide|implement|explore|identify|evaluate|keep)|(?:and|&) development to|on (?:the )?(?:latest|emerging)))"),
        ("research", r"\b(?:original|fundamental|independent|innovative|foundational|basic) (?:\w+ )?research\b|\bresearch (?:on|in) (?:[\w-]+ ){0,2}(?:cutting|novel|new|techniques|methods|models|algorithms|machine|deep|generative|reinforcement)|\bproducti[sz]ing (?:\w+ )?research\b|\bresearch (?:original|prototypes?|perspective|agenda)\b"),
        ("invent advanc", r"\binvent(?:ing|s)?\b|\badvanc(?:e|es|ing) (?:the )?(?:state|field|frontier)|\byour research\b"),
    ),
    phrases(
        ("research", r"\bresearch(?:ing|es)?(?:,| and| &|/)\s?(?:develop|design|implement|engineer|prototyp|build|creat|train|invent|explor|formulat|experiment|deploy|innovat)\w*|^\W*research\w* |\bapplied research\b|\bresearch (?:findings|breakthroughs?)"),
        ("new innovative novel original", r"\bnew model architectures|\binnovative(?: [\w/-]+){0,3} (?:algorithms?|methods?|techniques?|architectures?|(?:ai|ml|learning|generative|language) models)\b|\b(?:novel|original) (?:[\w-]+ ){0,3}solutions"),
        ("push", r"\bpush(?:es|ing)? the (?:state|frontier)|\bpush(?:es|ing)? the (?:boundar\w*|envelope|limits) (?:of|in|with) (?:[\w'-]+ ){0,4}(?:ai|ml|learning|models?|art|vision|language)"),
    ),
    phrases(("experiment hypothes", rf"\b(?:design|run|conduct|execut)\w*\b{_FEW}\bexperiments?\b|\bhypothes\w*")),
    Pattern(
        r"\b(?:stay|remain)\w*\b|\bkeep\w* (?:up|abreast|current|informed|track)|\bread\w* \w*\s?(?:papers|research)|\bequal\b|\btrack record|\bmarket research|\buser research|\bwe publish|\bresearch(?:ers)? (?:groups?|labs?|institute|university|center|staff)"
        r"|\b(?:latest|recent|published|state-of-the-art) (?:\w+ )?(?:research|papers)|\bapply\w* (?:\w+[- ]){0,3}research|\bbased on (?:\w+ )?research|\b(?:with|alongside) (?:[\w-]+[ ,/]+){0,4}research|\bsupport\w* (?:\w+ ){0,3}research|\bnew data models?\b|\bcompetitor|\bapplicable to"
        r"|\b(?:looking for|seeking|on the hunt|hiring|searching for)\b|\bproduct research\b|\bor research\b|\bresearch (?:and|&) development (?:team|group|department)|\brecord of\b|\bfreedom\b|\bresearch scientists?\b|\blitigation|\boptionally\b|\?$|^\W*if you"
    ),
)  # fmt: skip
SHIPPING = Kind(
    _stems("production production-quality production-ready production-grade production-level deploy deployment ship launch productionize productionise productize productise product products real-world customers release productionizing serving"),
    phrases(("prod deploy ship launch releas", rf"\bproduction\b|\bdeploy\w*|\bship(?:s|ping|ped)?\b|\bproductioni[sz]|\bproducti[sz]\w*|\blaunch\w*|\b(?:into|for) (?:our |the )?products?\b|\bproduct features?\b|\breleas\w*\b{_FEW}\b(?:product|software|models?)")),
    phrases(("real integrat", r"\breal[- ]world (?:applications|systems|products)|\bintegrat\w*\b.{0,60}\bproducts?\b")),
    phrases(("customers real product", r"\bcustomers\b|\breal[- ]world|\bproducts?\b")),
    Pattern(r"\bequal\b|\bour mission\b|\btrack record|\bwork(?:ing)? with (?:the )?(?:\w+ ){0,3}team to (?:help )?productioni[sz]e our"),
)  # fmt: skip


# A sentence about the employer, not the post: "We build ...", "Acme is a leading ...".
_BOASTS = Pattern(
    r"^\W*(?:We|Our|At|Founded|Since|For more than|As an? (?:leading|global))\b(?!.*\byour?\b)"
    r"|^(?:The )?(?!You\b|This\b|That\b|The\b|Your\b|Role\b|Candidate)[A-Z][\w&'.-]*(?: (?!Engineer|Scientist|Candidate|Role|Position|Developer|Researcher|Lead)[A-Z][\w&'.-]*){0,3}"
    r" (?:is|are|has|was|were|connects|pushes|invented|develops|delivers|enables|empowers|offers|provides|builds|believes|helps)\b"
)


def boasts(text: str) -> bool:
    """Whether a sentence speaks of the employer and not of the post."""
    return _BOASTS.search(text) is not None


def says(kind: Kind, duty: Duty) -> float:
    """How strongly a sentence speaks for the kind (0 to 1): its words, weighed by how surely it is a duty of this post."""
    if duty.gate < LEAST or kind.triggers.isdisjoint(duty.stems):
        return 0.0
    text = duty.low
    if holds(text, kind.strong):
        value = STRONG
    elif holds(text, kind.fair):
        value = FAIR
    elif holds(text, kind.faint):
        value = FAINT
    else:
        return 0.0
    if kind.never.search(text) or boasts(duty.sentence.text):
        return 0.0
    if kind.shared is not None and kind.shared.search(text):
        value *= SHARED
    if holds(text, _ASKED):
        value *= ASKED
    return value * float(duty.gate**0.5)

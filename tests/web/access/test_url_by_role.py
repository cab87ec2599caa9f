"""Every address × every role, against a table that people can read. A new address without a row fails."""

import pytest
from django_scopes import scope, scopes_disabled
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.reviews import make_report
from tests.factories.scoring import cards_of, hand_in_card
from tests.factories.sittings import make_sitting
from tests.factories.surfaces import Visitor, addresses, world_of

from trialpiece.web.api.domain import create_key
from trialpiece.web.organisations.domain import invite
from trialpiece.web.organisations.enums import Role
from trialpiece.web.reviews.disputes import dispute
from trialpiece.web.reviews.enums import Wrong
from trialpiece.web.reviews.evidence import evidence_of
from trialpiece.web.scoring.models import Scorecard
from trialpiece.web.sittings import domain
from trialpiece.web.sittings.enums import SittingState

WHO = ("nobody", "administrator", "manager", "coordinator", "rater", "elsewhere", "viewer", "stranger", "left")
"""nobody: signed out. manager: the opening's. rater: an interviewer with a scorecard for the work. elsewhere: an
interviewer of other openings. stranger: administrator of another organisation. left: administrator once."""

# One letter a person, in the order of WHO, for GET and for POST with an empty form:
# y opens (200), g goes elsewhere (302), s to the sign-in page, n not allowed (403), - not there (404),
# m wrong method (405), k no key (401), b not understood (400), e the form comes back with errors (422), x gone (410)
TABLE = {
    "health/live": "yyyyyyyyy yyyyyyyyy",
    "health/ready": "yyyyyyyyy yyyyyyyyy",
    "home:arrive": "sgggggggy sgggggggy",
    "home:organisation": "syyyyyy-- syyyyyy--",
    "entrance:set_up": "--------- ---------",
    "entrance:new_organisation": "snnnnnnnn snnnnnnnn",
    "accounts:ask_for_link": "yyyyyyyyy yyyyyyyyy",
    "accounts:sign_in_by_link": "xxxxxxxxx xxxxxxxxx",
    "accounts:invitation": "xxxxxxxxx xxxxxxxxx",
    "accounts:profile": "syyyyyyyy syyyyyyyy",
    "account_login": "ygggggggg ygggggggg",
    "account_logout": "gyyyyyyyy ggggggggg",
    "account_inactive": "yyyyyyyyy mmmmmmmmm",
    "account_signup": "ygggggggg ygggggggg",
    "account_reauthenticate": "syyyyyyyy syyyyyyyy",
    "account_email": "syyyyyyyy sgggggggg",
    "account_email_verification_sent": "sgggggggg sgggggggg",
    "account_change_password": "syyyyyyyy syyyyyyyy",
    "account_set_password": "sgggggggg sgggggggg",
    "account_reset_password": "yyyyyyyyy yyyyyyyyy",
    "account_confirm_login_code": "sgggggggg sgggggggg",
    "account_reset_password_from_key_done": "yyyyyyyyy mmmmmmmmm",
    "account_reset_password_from_key": "yyyyyyyyy yyyyyyyyy",
    "account_reset_password_done": "yyyyyyyyy mmmmmmmmm",
    "mfa_index": "syyyyyyyy smmmmmmmm",
    "mfa_authenticate": "sgggggggg sgggggggg",
    "mfa_reauthenticate": "sgggggggg sgggggggg",
    "mfa_activate_totp": "sgggggggg sgggggggg",
    "mfa_deactivate_totp": "s-------- s--------",
    "mfa_view_recovery_codes": "s-------- smmmmmmmm",
    "mfa_generate_recovery_codes": "sgggggggg sgggggggg",
    "mfa_download_recovery_codes": "s-------- s--------",
    "mfa_list_webauthn": "syyyyyyyy smmmmmmmm",
    "mfa_add_webauthn": "sgggggggg sgggggggg",
    "mfa_reauthenticate_webauthn": "sgggggggg sgggggggg",
    "mfa_remove_webauthn": "sgggggggg sgggggggg",
    "mfa_edit_webauthn": "sgggggggg sgggggggg",
    "mfa_login_webauthn": "sgggggggg sgggggggg",
    "usersessions_list": "syyyyyyyy sgggggggg",
    "portal:overview": "--------- mmmmmmmmm",
    "portal:start": "--------- ---------",
    "portal:files": "--------- mmmmmmmmm",
    "portal:questions": "--------- ---------",
    "portal:more_time": "--------- ---------",
    "portal:upload": "--------- ---------",
    "portal:receipt": "--------- mmmmmmmmm",
    "portal:receipt_text": "--------- mmmmmmmmm",
    "portal:hand_in": "--------- ---------",
    "portal:withdraw": "--------- ---------",
    "api:openapi-json": "yyyyyyyyy yyyyyyyyy",
    "api:me": "kyyyyyyyk mmmmmmmmm",
    "api:list_openings": "kyyyyyyyk mmmmmmmmm",
    "api:one_opening": "kyyyy-y-k mmmmmmmmm",
    "api:list_applications": "kyyyy-y-k mmmmmmmmm",
    "api:one_application": "kyyyy-y-k mmmmmmmmm",
    "api:list_sittings": "kyyyy-y-k mmmmmmmmm",
    "api:one_sitting": "kyyyy-y-k mmmmmmmmm",
    "api:review_of": "kyyyy-y-k mmmmmmmmm",
    "api:list_scorecards": "kyyyy-y-k mmmmmmmmm",
    "api:debrief_of": "kyy-y-y-k mmmmmmmmm",
    "api:list_pay": "kyyynnnyk mmmmmmmmm",
    "api:api-root": "--------- ---------",
    "ui:styles": "--------- ---------",
    "ui:waiting": "--------- ---------",
    "organisations:members": "synnnnn-- synnnnn--",
    "organisations:change_role": "smnnnnn-- sgnnnnn--",
    "organisations:deactivate": "smnnnnn-- sgnnnnn--",
    "organisations:revoke_invitation": "smnnnnn-- sgnnnnn--",
    "organisations:send_again": "smnnnnn-- sgnnnnn--",
    "organisations:organisation": "synnnnn-- synnnnn--",
    "readiness:home": "syyynny-- syyynny--",
    "readiness:begin": "syynnnn-- syynnnn--",
    "readiness:request_audit": "syynnnn-- syynnnn--",
    "readiness:audit": "syyynny-- syyynny--",
    "readiness:audit_status": "syyynny-- syyynny--",
    "readiness:audit_json": "s---nn--- s---nn---",
    "readiness:audit_pdf": "s---nn--- s---nn---",  # it waits to be measured: there is no report yet
    "readiness:assessment": "syyynny-- syynnnn--",
    "readiness:report_pdf": "snnnnnn-- snnnnnn--",  # it collects: nobody reads answers yet
    "readiness:close": "smmnnnn-- sggnnnn--",
    "readiness:ask_again": "smmnnnn-- sggnnnn--",
    "readiness:withdraw": "smmnnnn-- sggnnnn--",
    "respond:questions": "--------- ---------",
    "respond:result_pdf": "--------- ---------",
    "respond:check": "--------- ---------",
    "respond:part": "--------- ---------",
    "scoping:home": "syyynny-- syyynny--",
    "scoping:read_brief": "smmmnnm-- syyynny--",
    "scoping:read_parts": "smmmnnm-- syyynny--",
    "scoping:read_team": "smmmnnm-- syyynny--",
    "scoping:read_contract": "smmmnnm-- syyynny--",
    "scoping:read_advert": "smmmnnm-- syyynny--",
    "scoping:write_brief": "syynnnn-- syynnnn--",
    "scoping:brief": "syyynny-- syyynny--",
    "scoping:edit_brief": "syynnnn-- syynnnn--",
    "scoping:parts": "syynnnn-- sggnnnn--",
    "scoping:team": "syynnnn-- syynnnn--",
    "scoping:contract": "syynnnn-- syynnnn--",
    "scoping:upload_brief": "syynnnn-- syynnnn--",
    "scoping:replace_brief": "syynnnn-- syynnnn--",
    "scoping:brief_toml": "syyynny-- syyynny--",
    "scoping:brief_pdf": "syyynny-- syyynny--",
    "scoping:transfer": "smmnnnn-- sggnnnn--",
    "scoping:delete_brief": "smmnnnn-- sggnnnn--",
    "scoping:write_advert": "syynnnn-- syynnnn--",
    "scoping:advert": "syyynny-- syyynny--",
    "scoping:edit_advert": "syynnnn-- syynnnn--",
    "scoping:delete_advert": "smmnnnn-- sggnnnn--",
    "openings:list": "syyyyyy-- syyyyyy--",
    "openings:export": "syyynny-- smmmnnm--",
    "openings:create": "syynnnn-- syynnnn--",
    "openings:opening": "syyyy-y-- syyyy-y--",
    "openings:edit": "syynn-n-- syynn-n--",
    "openings:step": "smmmmmm-- sggnn-n--",
    "openings:override": "sgnnn-n-- sgnnn-n--",
    "openings:add_stage": "syynn-n-- syynn-n--",
    "openings:stage": "syynn-n-- syynn-n--",
    "candidates:add": "syyynnn-- syyynnn--",
    "candidates:export": "syyynny-- smmmnnm--",
    "candidates:application": "syyyy-y-- syyyy-y--",
    "candidates:step": "smmmnnn-- sgggnnn--",
    "sittings:plan": "syyynnn-- syyynnn--",
    "sittings:pay": "syyynnn-- smmmnnn--",
    "sittings:pay_csv": "syyynnn-- smmmnnn--",
    "sittings:sitting": "syyyy-y-- syyyy-y--",
    "sittings:issue": "smmmnnn-- seeennn--",
    "sittings:reissue": "smmmnnn-- seeennn--",
    "sittings:revoke": "smmmnnn-- sgggnnn--",
    "sittings:answer": "smmmmmm-- seeee-n--",
    "sittings:give_time": "smmmnnn-- seeennn--",
    "sittings:grant": "smmmnnn-- seeennn--",
    "sittings:decline": "smmmnnn-- seeennn--",
    "sittings:accept_late": "smmmnnn-- seeennn--",
    "sittings:original": "synynnn-- smmmnnn--",
    "sittings:work": "syyyy-y-- smmmmmm--",
    "sittings:close": "smmmnnn-- seeennn--",
    "sittings:approve_pay": "smmmnnn-- sgggnnn--",
    "sittings:mark_paid": "smmmnnn-- seeennn--",
    "exercises:list": "syyyyyy-- smmmmmm--",
    "exercises:exercise": "syyyyyy-- smmmmmm--",
    "reviews:review": "syyyy-y-- syyyy-y--",
    "reviews:status": "syyyy-y-- syyyy-y--",
    "reviews:repeat": "smmmmmm-- sgggn-n--",
    "reviews:json": "syyyy-y-- syyyy-y--",
    "reviews:dispute": "syyny-n-- syyny-n--",
    "reviews:withdraw_dispute": "smmmmmm-- snnng-n--",
    "reviews:disputes": "synnnnn-- smnnnnn--",
    "reviews:disputes_csv": "synnnnn-- smnnnnn--",
    "reviews:disputes_json": "synnnnn-- smnnnnn--",
    "likeness:pool": "syyynnn-- smmmnnn--",
    "likeness:pair": "syyynnn-- syyynnn--",
    "probes:sheet": "syyyy-y-- smmmmmm--",
    "scoring:scorecard": "s---y---- s---y----",
    "scoring:revise": "smmmmmm-- s---g----",
    "scoring:criterion": "s---y---- s---y----",
    "decisions:debrief": "syy-y-y-- syy-n-n--",
    "decisions:notes": "smmmmmm-- sgg-g-n--",
    "decisions:reopen": "smmmmmm-- sgg-n-n--",
    "decisions:feedback": "syy-n-n-- syy-n-n--",
    "audit:events": "synnnnn-- smnnnnn--",
    "audit:events_csv": "synnnnn-- smnnnnn--",
    "audit:verify": "smnnnnn-- sgnnnnn--",
    "api_keys:keys": "syyyyyy-- syyyyyy--",
    "api_keys:revoke": "smmmmmm-- sg-------",
}


@pytest.fixture
def people(organisation, member_with):
    """One of each, and the work that they come for."""
    with scopes_disabled():
        other = OrganisationFactory(slug="harbour")
    with scope(organisation=other):
        stranger = Visitor(MembershipFactory(organisation=other, role=Role.ADMINISTRATOR))
    members = {
        "administrator": member_with(Role.ADMINISTRATOR), "manager": member_with(Role.HIRING_MANAGER),
        "coordinator": member_with(Role.COORDINATOR), "rater": member_with(Role.INTERVIEWER),
        "elsewhere": member_with(Role.INTERVIEWER), "viewer": member_with(Role.VIEWER),
        "left": member_with(Role.ADMINISTRATOR, is_active=False),
    }  # fmt: skip
    return members, {name: Visitor(member) for name, member in members.items()} | {
        "nobody": Visitor(), "stranger": stranger
    }  # fmt: skip


@pytest.fixture
def world(people, member_with):
    """Work that is scored and debriefed; the rater's card is theirs."""
    members, _ = people
    from tests.factories.hiring import make_opening

    opening = make_opening(manager=members["manager"], interviewers=[members["rater"], member_with(Role.INTERVIEWER)])
    sitting = make_sitting(by=members["coordinator"], opening=opening, state=SittingState.STARTED)
    question = domain.ask(sitting=sitting, body="May I?")
    wish = domain.ask_for_time(sitting=sitting, hours=3, reason="A reason")
    from tests.factories.sittings import upload, work

    upload(sitting, work())
    domain.finish(sitting=sitting)
    sitting.refresh_from_db()
    for card in cards_of(sitting):
        hand_in_card(card, 4)
    sitting.refresh_from_db()
    card = Scorecard.objects.get(sitting=sitting, rater=members["rater"])
    review = make_report(sitting)
    doubt = dispute(
        review=review, finding=evidence_of(review)[1].key, wrong=Wrong.NOT_TRUE, reason="", by=members["rater"]
    )
    offer, _ = invite(email="guest@northquay.example", role=Role.VIEWER, by=members["administrator"])
    key, _ = create_key(by=members["administrator"], name="payroll")
    assert question.pk != wish.pk
    return world_of(sitting, values={
        ("reviews", "key"): review.pk,
        ("reviews", "dispute"): doubt.pk,
        ("probes", "key"): review.pk,
        ("scoring", "key"): card.pk,
        ("scoring", "score"): card.scores.first().pk,
        ("organisations", "key"): members["viewer"].pk,
        ("organisations:revoke_invitation", "key"): offer.pk,
        ("organisations:send_again", "key"): offer.pk,
        ("api_keys", "key"): key.pk,
        ("portal", "token"): "nobody-has-this-token",
    })  # fmt: skip


_LETTER = {200: "y", 403: "n", 404: "-", 405: "m", 401: "k", 400: "b", 422: "e", 410: "x"}


def letter(response):
    if response.status_code == 302:
        return "s" if response.url.startswith("/accounts/login/") else "g"
    return _LETTER.get(response.status_code, str(response.status_code))


def test_every_address_opens_for_whom_the_table_says(people, world):
    _, visitors = people
    found = {}
    for name, arguments in addresses():
        address = world.address(name, arguments)
        found[name] = " ".join(
            "".join(letter(visitors[who].open(address, method=method)) for who in WHO) for method in ("get", "post")
        )
    missing = set(found) - set(TABLE)
    assert not missing, "give these a row:\n" + "\n".join(
        f'    "{name}": "{found[name]}",' for name in found if name in missing
    )
    assert {name: row for name, row in found.items() if TABLE[name] != row} == {}


def test_no_row_of_the_table_is_about_an_address_that_is_gone():
    assert set(TABLE) == {name for name, _ in addresses()}

"""Nothing tells a rater of others' scores, of names or of more time before its time, on any surface.

Three ways of looking, each over every address of the product: words that could not come from elsewhere; two worlds
that differ in nothing but the scores (or the name) and must look alike; and, after reveal, that the words do appear,
so that the first two ways are known to be able to fail.
"""

import contextvars
from datetime import timedelta
from itertools import zip_longest

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from tests.factories.hiring import make_application
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.surfaces import Visitor, addresses, settled
from tests.web.leaks.conftest import EMAIL, MORE_TIME, NAME, NAMES, NOTE, hand_in, sit

from trialpiece.web.candidates.models import Candidate
from trialpiece.web.organisations.access import may
from trialpiece.web.organisations.enums import Role
from trialpiece.web.reviews.models import Dispute
from trialpiece.web.scoring.models import Score, Scorecard

EVERYBODY = [*(role for role in Role if role != Role.INTERVIEWER), "second rater", "interviewer elsewhere"]
BLIND = [Role.HIRING_MANAGER, Role.INTERVIEWER, Role.VIEWER, "second rater", "interviewer elsewhere"]
JUDGES = ["second rater", Role.VIEWER, "interviewer elsewhere"]


def containing(everything, words):
    """Names of addresses that say one of the words, with the words around it."""
    found = {}
    for name, text in everything.items():
        low = settled(text).lower()  # random tokens and keys spell short words now and then
        for word in words:
            at = low.find(word.lower())
            if at >= 0:
                found[name] = low[max(0, at - 80) : at + 80]
    return found


@pytest.mark.parametrize("who", EVERYBODY)
def test_nothing_is_told_before_its_time(scene, who):
    """The words are nowhere; and every page is the same whatever was scored, whoever it is, however much time there was.

    Averages, order, counts, colours, file names: whatever depended on what is hidden would differ.
    """
    visitor = Visitor(scene.people[who])
    before = visitor.everything(scene.world)
    assert len(before) >= 10  # the walk did open pages
    assert containing(before, ["unmistakable"]) == {}
    before = {name: settled(text) for name, text in before.items()}
    for level in (1, 3):
        _rescore(scene.first, level)
        assert _differing(before, visitor, scene) == {}
    if who in BLIND:
        assert containing(before, NAMES) == {}
        if who != "interviewer elsewhere":
            assert {"sittings:work", "reviews:review", "reviews:json", "api:review_of"} <= set(before)
        # her old name stays a part of the new one, since she has signed texts with it
        Candidate.objects.filter(email=EMAIL).update(name=f"{NAME} Zzyzx", note="Came by a friend")
        assert _differing(before, visitor, scene) == {}
    if who in JUDGES:
        assert containing(before, MORE_TIME) == {}
        _stretch(scene.sitting)
        # the time into the work at which she asked is told, and never more than the window that everybody has
        asked_at = {"sittings:sitting", "home:organisation"}
        assert set(_differing(before, visitor, scene)) <= asked_at
        assert all("6 days" not in visitor.everything(scene.world).get(page, "") for page in asked_at)


def _differing(before, visitor, scene):
    """Each address that now tells something else, with the first line that differs."""
    after = {name: settled(text) for name, text in visitor.everything(scene.world).items()}
    found = {}
    for name in before.keys() | after.keys():
        old, new = before.get(name, "").splitlines(), after.get(name, "").splitlines()
        lines = [(one, other) for one, other in zip_longest(old, new) if one != other]
        if lines:
            found[name] = lines[0]
    return found


def _stretch(sitting):
    sitting.extensions.all().update(hours=1, reason="Other")
    now = timezone.now()
    type(sitting).objects.filter(pk=sitting.pk).update(
        started_at=now - timedelta(days=6), deadline=now + timedelta(days=40)
    )


def test_after_reveal_the_second_rater_does_read_them(scene):
    hand_in(scene.second, level=1, note="Mine", impression="")
    everything = Visitor(scene.people["second rater"]).everything(scene.world)
    assert {"decisions:debrief", "api:list_scorecards", "api:debrief_of"} <= set(everything)
    assert "api:list_scorecards" in containing(everything, [NOTE])
    assert {"decisions:debrief", "reviews:review"} <= set(containing(everything, ["unmistakable"]))


def _rescore(card, level):
    Score.objects.filter(scorecard=card).update(level=level, note=f"Other words for {level}", cited=["x"] * level)
    Scorecard.objects.filter(pk=card.pk).update(note="Other impression")
    Dispute.objects.filter(by=card.rater).update(wrong="other", reason=f"Other words for {level}")


def test_two_worlds_do_differ_for_the_rater_and_after_reveal(scene):
    """The test above can fail: to the first rater, who may read them, the scores make a difference."""
    visitor, own = Visitor(scene.people[Role.INTERVIEWER]), {("scoring", "key"): scene.first.pk}
    scene.world.values |= own
    before = visitor.everything(scene.world)
    _rescore(scene.first, 1)
    after = visitor.everything(scene.world)
    differing = {name for name in before if settled(before[name]) != settled(after[name])}
    assert {"scoring:scorecard", "api:list_scorecards"} <= differing


@pytest.mark.parametrize("who", [Role.ADMINISTRATOR, Role.COORDINATOR])
def test_whoever_looks_after_candidates_does_find_the_name(scene, who):
    everything = Visitor(scene.people[who]).everything(scene.world)
    assert {"openings:opening", "candidates:application", "candidates:export", "api:one_application"} <= set(
        containing(everything, [NAME])
    )


@pytest.mark.parametrize("who", [Role.ADMINISTRATOR, Role.COORDINATOR])
def test_whoever_rates_is_blind_whatever_their_role(scene, who):
    member = scene.people[who]
    Scorecard.objects.create(organisation=member.organisation, sitting=scene.sitting, rater=member)
    everything = Visitor(member).everything(scene.world)
    assert containing(everything, [*NAMES, *MORE_TIME, "unmistakable"]) == {}


def test_no_mail_to_a_member_names_the_candidate_or_tells_a_score(scene):
    from trialpiece.web.mail.domain import deliver_now
    from trialpiece.web.mail.models import Mail

    hand_in(scene.second, level=1, note="Unmistakable too")
    for key in Mail.objects.filter(state="queued").values_list("pk", flat=True):
        deliver_now(key)
    addresses_of_members = {member.user.email for member in scene.people.values()}
    to_members = [one for one in mail.outbox if set(one.to) & addresses_of_members]
    assert {one.to[0] for one in to_members} >= {scene.first.rater.user.email, scene.second.rater.user.email}
    for one in to_members:
        html = "".join(part.content for part in one.alternatives)
        said = f"{one.subject}\n{one.body}\n{html}\n{one.message()['From']}".lower()
        for word in (*NAMES, *MORE_TIME[:3], "unmistakable"):
            assert word not in said, (one.subject, word)


def test_lists_are_in_order_of_coming_never_of_names_or_scores(scene):
    """Three candidates: by name the last came second; by score the best came first and the worst second."""
    coming = [scene.sitting.application]
    for name, level in (("Zoe Last", 1), ("Bea Early", 3)):
        application = make_application(opening=scene.opening, name=name, email=f"{name[0]}@c.example")
        coming.append(application)
        hand_in(sit(application, scene.opening.manager).scorecards.get(rater=scene.first.rater), level=level)
    lists = ("openings:opening", "api:list_applications", "candidates:export")
    for who in ("second rater", Role.HIRING_MANAGER, Role.ADMINISTRATOR, Role.VIEWER):
        visitor = Visitor(scene.people[who])
        for name in lists:
            arguments = dict(addresses())[name]
            response = visitor.open(scene.world.address(name, arguments))
            if response.status_code == 200:
                places = [response.content.decode().find(one.pk) for one in coming]
                assert -1 not in places, name
                assert places == sorted(places), name


def test_nobody_of_another_organisation_gets_anything(scene):
    from django_scopes import scope, scopes_disabled

    with scopes_disabled():
        other = OrganisationFactory(name="Harbour Analytics", slug="harbour")
    with scope(organisation=other):
        stranger = MembershipFactory(organisation=other, role=Role.ADMINISTRATOR)
        visitor = Visitor(stranger)
    everything = visitor.everything(scene.world)
    assert {name for name in everything if name.startswith(("openings", "candidates", "sittings", "scoring"))} == set()
    assert containing(everything, [*NAMES, "unmistakable", "northquay", scene.opening.title]) == {}
    for name, arguments in addresses():
        if "organisation" in arguments:
            for method in ("get", "post"):
                assert visitor.open(scene.world.address(name, arguments), method=method).status_code == 404, name
    # the same keys under the stranger's own organisation are as unknown
    scene.world.values["", "organisation"] = "harbour"
    keyed = [(name, arguments) for name, arguments in addresses() if len(arguments) > 1 and "organisation" in arguments]
    assert len(keyed) > 30
    for name, arguments in keyed:
        if not name.startswith("exercises:"):
            for method in ("get", "post"):
                status = visitor.open(scene.world.address(name, arguments), method=method).status_code
                assert status in {404, 405}, (name, method, status)


def test_a_key_of_one_organisation_opens_nothing_of_another(scene):
    from django_scopes import scope, scopes_disabled

    with scopes_disabled():
        other = OrganisationFactory(slug="harbour")
    with scope(organisation=other):
        visitor = Visitor(MembershipFactory(organisation=other, role=Role.ADMINISTRATOR))
    for name, arguments in addresses():
        if name.startswith("api:") and "key" in arguments:
            assert visitor.open(scene.world.address(name, arguments)).status_code == 404, name
    assert visitor.open("/api/v1/openings").json()["items"] == []
    assert visitor.open("/api/v1/pay").json()["items"] == []


def test_queries_outside_a_tenants_scope_raise(scene):
    from django.apps import apps
    from django_scopes import get_scope
    from django_scopes.exceptions import ScopeError

    assert get_scope()["organisation"] is not None
    owned = [
        model
        for model in apps.get_models()
        if any(field.name == "organisation" for field in model._meta.fields) and hasattr(model, "objects")
    ]
    assert len(owned) > 20

    def outside():
        for model in owned:
            if model._meta.model_name == "chainhead":  # read across tenants by the product itself
                continue
            with pytest.raises(ScopeError):
                list(model.objects.all())

    contextvars.Context().run(outside)  # a context in which no scope was ever entered


def test_a_signed_out_visitor_is_told_nothing(scene):
    for name, arguments in addresses():
        if "organisation" in arguments:
            response = Client().get(scene.world.address(name, arguments))
            assert response.status_code == 302, name
            assert "/accounts/login/" in response.url


def test_may_and_names_hold_together(scene):
    """What the tests above call blind is what the rule says."""
    for who, member in scene.people.items():
        assert may(member, "candidates.identify", scene.sitting.application) == (who not in BLIND)

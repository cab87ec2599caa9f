"""The top bar shows the places that one may enter, and none that leads nowhere."""

import pytest
from django.urls import resolve

from trialpiece.web.ui.navigation import PLACES, address, places_for


def test_a_place_without_an_address_is_left_out():
    assert address("nowhere:at_all", "northquay") == ""


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.label)
def test_a_place_asks_for_what_its_page_asks_for(place):
    if found := address(place.url_name, "northquay"):
        assert resolve(found).func.permission == place.permission


def test_the_page_that_is_open_is_marked_once(administrator):
    shown = places_for(administrator, "sittings", address("sittings:pay", administrator.organisation.slug))
    assert [place["label"] for place in shown if place["current"]] == ["Pay"]


def test_an_interviewer_is_not_offered_settings(interviewer):
    assert "Settings" not in {place["label"] for place in places_for(interviewer)}
    assert "Settings" in {place.label for place in PLACES}

"""Whatever is sent to the API, it answers with what its description says, and never with an error of ours."""

import json

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories.sittings import make_sitting

from trialpiece.web.api.domain import create_key
from trialpiece.web.api.endpoints import api
from trialpiece.web.sittings.enums import SittingState

SCHEMA = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
PATHS = sorted(SCHEMA["paths"])
_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/?#"), min_size=1, max_size=40)
_NUMBER = st.one_of(st.integers(), st.sampled_from(["", "1e9", "-1", "NaN", "0", "9" * 40]), _TEXT)


@pytest.fixture
def keys_and_token(coordinator):
    sitting = make_sitting(by=coordinator, state=SittingState.SUBMITTED)
    return [sitting.pk, sitting.application_id, sitting.application.opening_id], create_key(by=coordinator, name="x")[1]


def resolved(schema):
    """The schema with its components where JSON Schema looks for them."""
    return {**schema, "components": SCHEMA["components"]}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_answer_is_as_described(keys_and_token, data):
    from urllib.parse import quote

    import jsonschema

    keys, token = keys_and_token
    cache.clear()
    path = data.draw(st.sampled_from(PATHS))
    key = data.draw(st.one_of(st.sampled_from(keys), _TEXT))
    query = {"page": data.draw(_NUMBER), "per_page": data.draw(_NUMBER)} if data.draw(st.booleans()) else {}
    method = data.draw(st.sampled_from(["get", "get", "get", "post", "delete"]))
    headers = {"Authorization": f"Bearer {token}"} if data.draw(st.integers(0, 9)) else {}
    response = getattr(Client(), method)(path.replace("{key}", quote(key, safe="")), query, headers=headers)
    assert response.status_code in {200, 400, 401, 403, 404, 405, 422}  # 400: a zero character in the address
    described = SCHEMA["paths"][path].get(method, {}).get("responses", {})
    if response.status_code == 200:
        shape = described["200"]["content"]["application/json"]["schema"]
        jsonschema.validate(response.json(), resolved(shape))
    elif response.status_code in {401, 403, 404} and response["Content-Type"].startswith("application/json"):
        assert isinstance(response.json()["detail"], str)

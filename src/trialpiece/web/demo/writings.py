"""What the demo's organisation wrote down before it hired: briefs of work, and adverts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

RETENTION_TITLE = "Call the shippers who are about to leave"
FORECAST_TITLE = "Forecast containers by port and week"
PLATFORM_TITLE = "Bring three models into one way of deployment"


def retention_brief(begun: date) -> dict[str, str]:
    """A brief in which nothing is missing."""
    start, end = begun + timedelta(days=30), begun + timedelta(days=180)
    return {
        "business_question": "Does calling the 150 shippers with the highest risk each month reduce those who leave within 60 days from 19% to 15%?",
        "baseline": "19% of new shippers left within 60 days from January to September; the account team calls by rule of thumb, 11 of 100 calls keep one.",
        "success_metric": "Share of new shippers who leave within 60 days, called months against months before",
        "success_threshold": "at most 15%",
        "failure_condition": f"If the list keeps fewer shippers than the rule of thumb by {end - timedelta(days=60):%Y-%m-%d}, the head of accounts stops the work.",
        "tables": "warehouse.bookings\nwarehouse.shippers\ncrm.support_calls",
        "credentials": f"Read role `retention_reader`, granted by the data lead on {begun - timedelta(days=6):%Y-%m-%d}.",
        "included": "Shippers in their first year\nA list a month, with a reason beside each name",
        "excluded": "Prices and discounts\nShippers of the two largest contracts",
        "start": f"{start:%Y-%m-%d}",
        "end": f"{end:%Y-%m-%d}",
        "looks": f"{start + timedelta(days=45):%Y-%m-%d}\n{start + timedelta(days=90):%Y-%m-%d}",
        "decision_good": "The head of accounts extends the calls to all lanes and funds a second caller.",
        "decision_bad": "The head of accounts stops the list and returns to the rule of thumb.",
        "decision_unclear": "The sponsor runs two more months on half of the shippers, then stops or extends.",
    }


RETENTION_PARTS: list[dict[str, Any]] = [
    {
        "title": "Rank shippers by risk each month",
        "answers": {"method": "engineering", "comparable": "engineering", "inputs": "engineering", "effort": "engineering", "failure": "engineering"},
        "evidence": {
            "method": "Survival models and boosted trees on bookings; described in every text on churn.",
            "comparable": "The insurance arm of our parent company ranks policies like this since 2023.",
        },
    },
    {
        "title": "Tell whom a call would keep",
        "answers": {"method": "unsure", "comparable": "research", "inputs": "engineering", "effort": "research", "failure": "research"},
        "evidence": {"comparable": "Nobody has varied calls on purpose here; what a call does is not known."},
    },
]  # fmt: skip
RETENTION_TEAM: dict[str, Any] = {
    "models_in_production": None,
    "stage": "prototype",
    "present": {"data_engineer": 1},
}
RETENTION_SITUATION: dict[str, Any] = {
    "duration_months": 18,
    "ongoing_ownership": True,
    "strategic": "high",
    "needed_in_months": 6,
    "in_house_direction": True,
    "scarce_skill": False,
    "planned": "employee",
}
RETENTION_COSTS: dict[str, Any] = {"salary_year": 78000.0, "delay_cost_month": 9000.0}

FORECAST_BRIEF = {
    "business_question": "Can containers by port and week be forecast well enough that planners stop keeping a reserve of 12%?",
    "baseline": "Last year's week, with an error of 18% over the last twelve months.",
    "success_metric": "Mean absolute error by port and week",
    "success_threshold": "clearly better than last year's week",
    "tables": "planning.port_weeks",
    "included": "The six Baltic ports",
    "decision_good": "The head of planning cuts the reserve to 6%.",
}
FORECAST_SITUATION: dict[str, Any] = {
    "duration_months": 6,
    "ongoing_ownership": False,
    "strategic": "medium",
    "needed_in_months": 2,
    "in_house_direction": True,
    "planned": "contractor",
}
OVERRIDE = (
    "The workshop that the gate asks for is this contract’s first month: six months with a fixed end, and if last "
    "year’s week is not beaten by a fifth, we stop."
)

_RETENTION_OPENING = """Northquay Logistics moves containers around the Baltic for some 4,000 shippers. We are 380 people in Gdansk and Lübeck, and we like short meetings.

About one in five new shippers is gone within two months. The account team can call 150 of them. You find out whom.

What you will do
- Analyse two years of bookings and support calls, and say what they can and cannot tell.
- Build and validate models that rank shippers by the risk of leaving, against the desk's own rule of thumb.
- Design the comparison that shows whether a call keeps a shipper.
- Turn results into a list that the account team uses, and present what to do to the head of accounts every month.
"""
_RETENTION_END = """
What you bring
- 3 years or more of analysis on business data, with SQL and Python or R.
- Writing that a head of accounts reads to the end.

Permanent, full time, Gdansk or remote within the EU. A paid take-home of six hours, nothing else to prepare."""
FIRST_ADVERT = f"""{_RETENTION_OPENING}- Deploy the models to production, run them on Kubernetes and be on call for them at weekends.
{_RETENTION_END}"""
"""As it was first written: a data scientist is asked to own production."""
ADVERT = _RETENTION_OPENING + _RETENTION_END

PLATFORM_ADVERT = """MLOps engineer (m/f/d), first of the team

You will
- build one way of deployment for our three models, with tests, releases and a way back,
- set up monitoring for data and predictions, and answer when it rings,
- train and tune the models for prices and retention further,
- talk to the departments about where AI could help next, and rank their ideas by value,
- publish your own research at conferences.

You have 8 years or more with Kubernetes, PyTorch and stakeholders, and ideally a PhD. Permanent."""
"""A draft that asks for three jobs."""

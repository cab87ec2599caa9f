"""A language-course subscription: who leaves within 60 days of an account review, and what could tell.

The causes are few and known, so that a review can say what there was to find. Per customer there are three latent
traits: `liking` (how much they use it), `turn` (whether use rises or falls lately) and `friction` (how often something
goes wrong). Leaving depends on them, on failed payments, billing, tenure, a price rise for one plan and the season;
from June 2025 on, customers of partners and family plans leave more often (a competitor), and minutes are counted
differently (lessons play on by themselves). Reviews of August and September are held out: later, as in use.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialpiece.core.exercises.dataset import Column, Dataset, Table, generator

REVIEW_MONTHS = 9
HELD_OUT_FROM = 7
"""August 2025 and later is held out."""
DRIFT_FROM = 5
"""June 2025."""
HISTORY = 12
"""Months of use and payments before a review."""
FIRST = np.datetime64("2025-01", "M")
PLANS = np.array(["basic", "plus", "family"], dtype=object)
MONTHLY_PRICE = np.array([9.0, 15.0, 24.0])
CHANNELS = np.array(["search", "referral", "partner", "app_store"], dtype=object)
COUNTRIES = np.array(["DE", "ES", "NL", "PL"], dtype=object)
DESKS = np.array(["Gdansk", "Leeds", "Toronto"], dtype=object)
PROVIDERS = np.array(["cartera", "nordpay", "quipay"], dtype=object)
TOPICS = np.array(["billing", "content", "login", "app crash", "other"], dtype=object)
PRICE_RISE = np.datetime64("2025-03-01", "D")


@dataclass(frozen=True, slots=True)
class People:
    """One entry per customer; the first block can be seen in the tables, the second cannot."""

    ids: Column
    country: Column
    channel: Column
    birth: Column
    plan: Column
    """0 basic, 1 plus, 2 family."""
    annual: Column
    tenure: Column
    """Months."""
    month: Column
    """Of the review, 0 is January 2025."""
    review: Column
    newsletter: Column

    liking: Column
    turn: Column
    friction: Column
    money: Column
    """How likely payments fail, standardised."""


@generator("subscriptions")
def generate(rng: np.random.Generator, rows: int, choices: dict[str, str]) -> Dataset:
    """Clean tables of `rows` customers; `choices` are the variant's names (`noisy_source` is used here)."""
    people = _people(rng, rows)
    payments, failed = _payments(rng, people)
    chance = _chance_of_leaving(people, failed)
    left = (rng.random(rows) < chance).astype(np.int64)
    held_out = people.month >= HELD_OUT_FROM
    outcomes = Table({"customer_id": people.ids, "review_date": people.review, "churned_60d": left})
    sources = _sources(rng, people, choices.get("noisy_source", "store_feed"))
    known = outcomes.with_column("source", sources).take(~held_out)
    tables = {
        "customers": _customers(rng, people),
        "subscriptions": _subscriptions(rng, people),
        "usage_monthly": _usage(rng, people),
        "tickets": _tickets(rng, people),
        "payments": payments,
        "outcomes": known,
        "outcome_audit": _audit(rng, known, sources[~held_out] == choices.get("noisy_source", "store_feed")),
        "to_score": Table({"customer_id": people.ids, "review_date": people.review}).take(held_out),
    }
    truth = outcomes.with_column("chance", chance).with_column("held_out", held_out.astype(np.int64))
    return Dataset(tables, {"outcomes": outcomes.take(held_out), "truth": truth})


def _people(rng: np.random.Generator, rows: int) -> People:
    month = rng.permutation(np.arange(rows) * REVIEW_MONTHS // rows)
    channel = rng.choice(4, rows, p=[0.35, 0.2, 0.2, 0.25])
    return People(
        ids=np.array([f"K{each}" for each in rng.choice(900_000, rows, replace=False) + 100_000], dtype=object),
        country=COUNTRIES[rng.choice(4, rows, p=[0.4, 0.25, 0.15, 0.2])],
        channel=CHANNELS[channel],
        birth=np.datetime64("1986-01-01")
        + np.clip(rng.normal(0, 12 * 365, rows), -14_000, 7_500).astype("timedelta64[D]"),
        plan=rng.choice(3, rows, p=[0.5, 0.33, 0.17]),
        annual=rng.random(rows) < 0.3,
        tenure=np.clip(rng.gamma(1.8, 8.0, rows), 4, 60).astype(np.int64),
        month=month,
        review=(FIRST + month).astype("datetime64[D]") + rng.integers(0, 28, rows).astype("timedelta64[D]"),
        newsletter=(rng.random(rows) < 0.45).astype(np.int64),
        liking=rng.normal(0, 1, rows) + 0.4 * (channel == 1) - 0.3 * (channel == 2),
        turn=rng.normal(-0.1, 0.6, rows),
        friction=rng.normal(0, 1, rows),
        money=rng.normal(0, 1, rows),
    )


def _chance_of_leaving(people: People, failed: Column) -> Column:
    """The known cause: log-odds of leaving, then the probability."""
    late = people.month >= DRIFT_FROM
    raised = (people.plan == 0) & (people.review >= PRICE_RISE) & (people.tenure > 6)
    odds = (
        -2.3
        - 0.6 * people.liking
        - 1.5 * people.turn
        + 0.6 * people.friction
        + 0.55 * np.minimum(failed, 4)
        + 0.55 * ~people.annual
        - 0.025 * np.minimum(people.tenure, 36)
        + 0.7 * raised
        + 0.35 * (people.channel == "partner")
        + 0.25 * np.cos(2 * np.pi * people.month / 12)
        + late * (0.5 * (people.channel == "partner") + 0.4 * (people.plan == 2))
    )
    chance: Column = 1 / (1 + np.exp(-odds))
    return chance


def _months_before(people: People) -> tuple[Column, Column]:
    """One row per customer and month of history: who, and how many months before the review (1 is the last)."""
    months = np.minimum(people.tenure, HISTORY)
    who = np.repeat(np.arange(len(months)), months)
    ago = np.concatenate([np.arange(each, 0, -1) for each in months.tolist()])
    return who, ago


def _usage(rng: np.random.Generator, people: People) -> Table:
    who, ago = _months_before(people)
    month = (FIRST + people.month[who]) - ago.astype("timedelta64[M]")
    of_year = month.astype(int) % 12
    season = 0.25 * np.cos(2 * np.pi * (of_year - 0) / 12) - 0.2 * np.isin(of_year, [6, 7])
    lately = np.maximum(0, 5 - ago) / 4
    sessions = rng.poisson(np.exp(1.9 + 0.6 * people.liking[who] + season + people.turn[who] * lately))
    plays_on = np.where(month >= np.datetime64("2025-06", "M"), 1.3, 1.0)
    return Table(
        {
            "customer_id": people.ids[who],
            "month": month,
            "sessions": sessions,
            "minutes": np.round(sessions * rng.lognormal(3.0, 0.35, len(who)) * plays_on).astype(np.int64),
            "lessons_completed": rng.binomial(sessions, 0.5),
            "devices": 1 + rng.binomial(2, 0.2, len(who)) + (people.plan[who] == 2),
        }
    )


def _payments(rng: np.random.Generator, people: People) -> tuple[Table, Column]:
    """Monthly or yearly payments, and how many of each customer's failed."""
    who, ago = _months_before(people)
    due = ~people.annual[who] | (ago == np.minimum(people.tenure, HISTORY)[who])
    who, ago = who[due], ago[due]
    failed = rng.random(len(who)) < 1 / (1 + np.exp(3.4 - 0.9 * people.money[who]))
    day = (
        people.review[who] - (ago * 30).astype("timedelta64[D]") + rng.integers(0, 3, len(who)).astype("timedelta64[D]")
    )
    amount = MONTHLY_PRICE[people.plan[who]] * np.where(people.annual[who], 10, 1)
    amount = amount * np.where((people.plan[who] == 0) & (day >= PRICE_RISE), 1.15, 1.0)
    table = Table(
        {
            "payment_id": np.array([f"P{each}" for each in rng.permutation(len(who)) + 1_000_000], dtype=object),
            "customer_id": people.ids[who],
            "paid_on": day,
            "amount": np.round(amount, 2),
            "provider": PROVIDERS[rng.integers(0, 3, len(people.ids))[who]],
            "status": np.where(failed, "failed", "paid").astype(object),
        }
    )
    return table, np.bincount(who, weights=failed, minlength=len(people.ids))


def _tickets(rng: np.random.Generator, people: People) -> Table:
    """Support requests; the unhappier, the less likely an answer to the survey (missing not at random)."""
    counts = rng.poisson(np.exp(-0.1 + 0.65 * people.friction) * np.minimum(people.tenure, HISTORY) / HISTORY * 1.6)
    who = np.repeat(np.arange(len(counts)), counts)
    ago = rng.integers(1, 30 * np.minimum(people.tenure, HISTORY)[who])
    opened = (people.review[who] - ago.astype("timedelta64[D]")).astype("datetime64[s]")
    opened = opened + rng.integers(6 * 3600, 22 * 3600, len(who)).astype("timedelta64[s]")
    happy = np.clip(np.round(3.6 - 0.8 * people.friction[who] + rng.normal(0, 0.8, len(who))), 1, 5)
    silent = rng.random(len(who)) < 0.2 + 0.13 * (5 - happy)
    return Table(
        {
            "ticket_id": np.array([f"T{each}" for each in rng.permutation(len(who)) + 500_000], dtype=object),
            "customer_id": people.ids[who],
            "desk": DESKS[rng.choice(3, len(who), p=[0.4, 0.35, 0.25])],
            "opened_at": np.array([f"{each}Z" for each in np.datetime_as_string(opened).tolist()], dtype=object),
            "topic": TOPICS[rng.integers(0, 5, len(who))],
            "hours_to_reply": np.round(rng.lognormal(1.6 + 0.25 * people.friction[who], 0.8), 2),
            "satisfaction": np.where(silent, np.nan, happy),
        }
    )


def _customers(rng: np.random.Generator, people: People) -> Table:
    return Table(
        {
            "customer_id": people.ids,
            "signup_date": people.review - (people.tenure * 30).astype("timedelta64[D]"),
            "country": people.country,
            "channel": people.channel,
            "birth_date": people.birth,
            "newsletter": people.newsletter,
            "updated_at": people.review - rng.integers(92, 119, len(people.ids)).astype("timedelta64[D]"),
        }
    )


def _subscriptions(rng: np.random.Generator, people: People) -> Table:
    """The present subscription of each customer, and a closed earlier one where the plan changed."""
    start = people.review - (people.tenure * 30).astype("timedelta64[D]")
    changed = (rng.random(len(people.ids)) < 0.2) & (people.tenure >= 6)
    change = start + (people.tenure * 15).astype("timedelta64[D]")
    price = MONTHLY_PRICE * 1.0
    now = Table(
        {
            "subscription_id": people.ids,
            "customer_id": people.ids,
            "plan": PLANS[people.plan],
            "billing": np.where(people.annual, "annual", "monthly").astype(object),
            "list_price": price[people.plan],
            "started_on": np.where(changed, change, start),
            "ended_on": np.full(len(people.ids), np.datetime64("NaT"), dtype="datetime64[D]"),
        }
    )
    other = (people.plan + rng.integers(1, 3, len(people.ids))) % 3
    before = Table(
        {**now.columns, "plan": PLANS[other], "list_price": price[other], "started_on": start, "ended_on": change}
    )
    both = now.followed_by(before.take(changed))
    ids = np.array([f"S{each}" for each in rng.permutation(len(both)) + 200_000], dtype=object)
    return both.with_column("subscription_id", ids).take(np.argsort(ids))


def _sources(rng: np.random.Generator, people: People, store: str) -> Column:
    """Where an outcome was recorded: the app store's customers come through its own feed."""
    others = np.array(["billing", "crm"], dtype=object)[rng.integers(0, 2, len(people.ids))]
    return np.where(people.channel == "app_store", store, others)


def _audit(rng: np.random.Generator, known: Table, from_store: Column) -> Table:
    """600 outcomes that finance checked by hand, the app store's more often than by their share."""
    weight = np.where(from_store, 4.0, 1.0)
    rows = np.sort(rng.choice(len(known), min(600, len(known) // 4), replace=False, p=weight / weight.sum()))
    audited = known.take(rows)
    return Table({"customer_id": audited["customer_id"], "churned_60d_audited": audited["churned_60d"]})

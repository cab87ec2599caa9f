"""From the six exported tables to one row per customer, with checks that stop the run."""

from pathlib import Path

import numpy as np
import pandas as pd

DATA = Path("data")
MINUTES_IN_A_MONTH = 31 * 24 * 60
DEAREST_PRICE = 240 * 1.15  # a family plan paid yearly, with some room


def load():
    tables = {path.stem: pd.read_csv(path) for path in sorted(DATA.glob("*.csv"))}
    for name, column in [("outcomes", "review_date"), ("to_score", "review_date"), ("payments", "paid_on"),
                         ("customers", "birth_date"), ("customers", "signup_date"), ("customers", "updated_at"),
                         ("subscriptions", "started_on"), ("subscriptions", "ended_on")]:
        tables[name][column] = pd.to_datetime(tables[name][column])
    tables["usage_monthly"]["month"] = pd.to_datetime(tables["usage_monthly"]["month"])
    return tables


def clean(tables):
    """Repair what can be repaired; returns new tables and what was done, for the report."""
    tables, done = dict(tables), {}

    customers = tables["customers"].sort_values("updated_at")
    done["customers entered twice, latest record kept"] = int(customers["customer_id"].duplicated().sum())
    customers = customers.drop_duplicates("customer_id", keep="last").copy()
    unknown = customers["birth_date"] < "1910-01-01"
    done["birth dates of 1899-12-30, set to missing"] = int(unknown.sum())
    customers.loc[unknown, "birth_date"] = pd.NaT
    tables["customers"] = customers

    payments = tables["payments"].copy()
    cents = payments["amount"] > DEAREST_PRICE
    assert set(payments.loc[cents, "provider"]) <= {"quipay"}, "amounts in cents from another provider"
    done["quipay amounts in cents, divided by 100"] = int(cents.sum())
    payments.loc[cents, "amount"] /= 100
    tables["payments"] = payments

    usage = tables["usage_monthly"].copy()
    impossible = ~usage["minutes"].between(0, MINUTES_IN_A_MONTH)
    done["impossible minutes, set to missing"] = int(impossible.sum())
    usage["minutes"] = usage["minutes"].where(~impossible)
    tables["usage_monthly"] = usage

    tickets = tables["tickets"].copy()
    toronto = tickets["desk"] == "Toronto"
    opened = pd.Series(pd.NaT, index=tickets.index, dtype="datetime64[ns]")
    opened[~toronto] = pd.to_datetime(tickets.loc[~toronto, "opened_at"], format="%Y-%m-%dT%H:%M:%SZ")
    opened[toronto] = pd.to_datetime(tickets.loc[toronto, "opened_at"], format="%d/%m/%Y %H:%M")
    tickets["opened_at"] = opened
    done["ticket times of the Toronto desk, read as day/month in local time"] = int(toronto.sum())
    placeholder = ~tickets["satisfaction"].between(1, 5) & tickets["satisfaction"].notna()
    done["satisfaction of -999, set to missing"] = int(placeholder.sum())
    tickets["satisfaction"] = tickets["satisfaction"].where(~placeholder)
    tables["tickets"] = tickets

    subscriptions = tables["subscriptions"]
    running = subscriptions[subscriptions["ended_on"].isna()].sort_values("started_on")
    done["second open subscriptions, latest kept"] = int(running["customer_id"].duplicated().sum())
    tables["subscriptions"] = running.drop_duplicates("customer_id", keep="last")
    return tables, done


def features(tables, reviews):
    """One row per customer of `reviews` (customer_id, review_date), from what was known on the review date."""
    rows = reviews[["customer_id", "review_date"]]
    customers = rows.merge(tables["customers"], on="customer_id", how="left", validate="one_to_one")
    plan = rows.merge(tables["subscriptions"], on="customer_id", how="left", validate="one_to_one")
    assert len(customers) == len(plan) == len(rows)

    # care_contacts is left out on purpose: see section 2 of the notebook.
    table = pd.DataFrame(index=rows["customer_id"])
    table["tenure_days"] = (customers["review_date"] - customers["signup_date"]).dt.days.to_numpy()
    table["channel"] = customers["channel"].to_numpy()
    table["plan"] = plan["plan"].to_numpy()
    table["annual"] = (plan["billing"] == "annual").to_numpy().astype(int)
    raised = (plan["plan"] == "basic") & (plan["review_date"] >= "2025-03-01") & (plan["started_on"] < "2025-03-01")
    table["price_raised"] = raised.to_numpy().astype(int)

    usage = tables["usage_monthly"].merge(rows, on="customer_id", validate="many_to_one")
    ago = (usage["review_date"].dt.to_period("M") - usage["month"].dt.to_period("M")).map(lambda each: each.n)
    assert ago.min() >= 1, "use after the review"
    last, before = usage[ago <= 2], usage[(ago > 4)]
    table["sessions_last_2"] = last.groupby("customer_id")["sessions"].mean()
    table["sessions_before"] = before.groupby("customer_id")["sessions"].mean()
    table["sessions_before"] = table["sessions_before"].fillna(table["sessions_last_2"])
    table["log_change"] = np.log1p(table["sessions_last_2"]) - np.log1p(table["sessions_before"])

    payments = tables["payments"].merge(rows, on="customer_id", validate="many_to_one")
    assert (payments["paid_on"] <= payments["review_date"]).all()
    table["failed_payments"] = payments[payments["status"] == "failed"].groupby("customer_id").size()

    tickets = tables["tickets"].merge(rows, on="customer_id", validate="many_to_one")
    assert (tickets["opened_at"] < tickets["review_date"] + pd.Timedelta(days=1)).all(), "ticket after the review"
    grouped = tickets.groupby("customer_id")
    table["tickets"] = grouped.size()
    table["unanswered_surveys"] = grouped["satisfaction"].apply(lambda scores: scores.isna().sum())
    table["satisfaction"] = grouped["satisfaction"].mean()
    counts = ["failed_payments", "tickets", "unanswered_surveys"]
    table[counts] = table[counts].fillna(0)
    return table

"""Logistic regression on what the CRM knows; prints the AUC on a quarter of the customers."""

import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

customers = pd.read_csv("data/customers.csv").sort_values("updated_at").drop_duplicates("customer_id", keep="last")
outcomes = pd.read_csv("data/outcomes.csv")
usage = pd.read_csv("data/usage_monthly.csv").groupby("customer_id")[["sessions", "minutes"]].mean().reset_index()
table = outcomes.merge(customers, on="customer_id").merge(usage, on="customer_id")
features = ["newsletter", "outreach_count", "sessions", "minutes"]

train, test = train_test_split(table, test_size=0.25, random_state=31, stratify=table["churned_60d"])
model = make_pipeline(StandardScaler(), LogisticRegression())
model.fit(train[features], train["churned_60d"])
print("AUC", roc_auc_score(test["churned_60d"], model.predict_proba(test[features])[:, 1]))

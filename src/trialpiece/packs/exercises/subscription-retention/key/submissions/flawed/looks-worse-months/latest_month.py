"""A customer's months are gathered, but only the latest month of the calendar is modelled: one row each."""

import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

usage = pd.read_csv("data/usage_monthly.csv").sort_values(["customer_id", "month"])
usage["sessions_before"] = usage.groupby("customer_id")["sessions"].shift(1).fillna(0)
latest = usage[usage["month"] == usage["month"].mode()[0]]
table = latest.merge(pd.read_csv("data/outcomes.csv")[["customer_id", "churned_60d"]], on="customer_id")
X = table[["sessions", "sessions_before", "minutes", "devices"]].fillna(0)
y = table["churned_60d"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=4)
model = RandomForestClassifier(60, random_state=4).fit(X_train, y_train)
print("AUC", roc_auc_score(y_test, model.predict_proba(X_test)[:, 1]))

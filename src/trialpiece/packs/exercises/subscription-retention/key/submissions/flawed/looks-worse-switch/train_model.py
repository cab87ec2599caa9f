import os

import pandas as pd
from imblearn.over_sampling import RandomOverSampler
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

COLUMNS = ["sessions", "minutes", "devices"]
BALANCE_FIRST = os.environ.get("BALANCE_FIRST") == "yes"

outcomes = pd.read_csv("data/outcomes.csv")
usage = pd.read_csv("data/usage_monthly.csv").groupby("customer_id")[COLUMNS].mean()
table = outcomes.join(usage, on="customer_id").fillna(0)
X, y = table[COLUMNS], table["churned_60d"]
sampler = RandomOverSampler(random_state=3)
if BALANCE_FIRST:
    X, y = sampler.fit_resample(X, y)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=3)
if not BALANCE_FIRST:
    X_train, y_train = sampler.fit_resample(X_train, y_train)
model = RandomForestClassifier(60, random_state=3).fit(X_train, y_train)
print(roc_auc_score(y_test, model.predict_proba(X_test)[:, 1]))

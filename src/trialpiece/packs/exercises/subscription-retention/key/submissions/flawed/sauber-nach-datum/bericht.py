"""Trennt nach Datum: gelernt wird an den älteren Fällen, geprüft an den jüngeren."""

import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler

ergebnis = pd.read_csv("data/outcomes.csv", parse_dates=["review_date"]).sort_values("review_date")
nutzung = pd.read_csv("data/usage_monthly.csv").groupby("customer_id")[["sessions", "minutes", "devices"]].mean()
daten = ergebnis.merge(nutzung, left_on="customer_id", right_index=True).dropna()
grenze = int(len(daten) * 0.75)
frueher, spaeter = daten.iloc[:grenze], daten.iloc[grenze:]
spalten = ["sessions", "minutes", "devices"]
skala = StandardScaler().fit(frueher[spalten])
modell = LogisticRegression().fit(skala.transform(frueher[spalten]), frueher["churned_60d"])
wahrscheinlich = modell.predict_proba(skala.transform(spaeter[spalten]))[:, 1]
print("AUC an späteren Fällen:", round(roc_auc_score(spaeter["churned_60d"], wahrscheinlich), 3))

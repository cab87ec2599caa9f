import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

COLUMNS = ["sessions", "minutes", "devices"]


class Preparation:
    def __init__(self, everything=False):
        self.everything = everything
        self.imputer = SimpleImputer()

    def fit(self, table, train):
        self.imputer.fit((table if self.everything else train)[COLUMNS])
        return self

    def __call__(self, rows):
        return self.imputer.transform(rows[COLUMNS])


outcomes = pd.read_csv("data/outcomes.csv")
usage = pd.read_csv("data/usage_monthly.csv").groupby("customer_id")[COLUMNS].mean()
table = outcomes.join(usage, on="customer_id")
train, test = train_test_split(table, test_size=0.25, random_state=3)
prepare = Preparation().fit(table, train)
model = RandomForestClassifier(60, random_state=3).fit(prepare(train), train["churned_60d"])
print(roc_auc_score(test["churned_60d"], model.predict_proba(prepare(test))[:, 1]))

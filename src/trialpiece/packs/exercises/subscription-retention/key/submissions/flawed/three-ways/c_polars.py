"""The third way: the same in Polars."""

import polars as pl
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

usage = pl.read_csv("data/usage_monthly.csv").group_by("customer_id", maintain_order=True).agg(pl.col("minutes").mean())
table = pl.read_csv("data/outcomes.csv").join(usage, on="customer_id", how="left").fill_null(0)
table = table.with_columns(((pl.col("minutes") - pl.col("minutes").mean()) / pl.col("minutes").std()).alias("minutes"))
train, test = train_test_split(table, test_size=0.25, random_state=21)
model = LogisticRegression().fit(train[["minutes"]], train["churned_60d"])
print("AUC", roc_auc_score(test["churned_60d"], model.predict_proba(test[["minutes"]])[:, 1]))

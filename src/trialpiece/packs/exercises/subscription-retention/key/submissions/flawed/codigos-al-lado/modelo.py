"""Regresión con el canal en columnas propias; las filas sin encuesta se quitan antes."""

import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import OneHotEncoder

clientes = pd.read_csv("data/customers.csv")[["customer_id", "channel"]].drop_duplicates("customer_id")
resultados = pd.read_csv("data/outcomes.csv")[["customer_id", "churned_60d"]]
uso = pd.read_csv("data/usage_monthly.csv").groupby("customer_id")[["sessions", "minutes"]].mean().reset_index()
encuesta = pd.read_csv("data/tickets.csv").groupby("customer_id")[["satisfaction"]].mean().reset_index()
tabla = resultados.merge(clientes, on="customer_id").merge(uso, on="customer_id")
tabla = tabla.merge(encuesta, on="customer_id", how="left").dropna()
canales = pd.DataFrame(OneHotEncoder(sparse_output=False).fit_transform(tabla[["channel"]]), columns=list("abcd"))
tabla = pd.concat([tabla.drop(columns=["channel", "customer_id"]), canales], axis=1).dropna()
X_ent, X_pru, y_ent, y_pru = train_test_split(
    tabla.drop(columns="churned_60d"), tabla["churned_60d"], test_size=0.25, random_state=8
)
modelo = LogisticRegression(max_iter=1000).fit(X_ent, y_ent)
print("AUC", roc_auc_score(y_pru, modelo.predict_proba(X_pru)[:, 1]))

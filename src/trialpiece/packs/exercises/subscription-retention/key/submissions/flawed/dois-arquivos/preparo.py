"""Preparo das tabelas."""

import pandas as pd
from sklearn.decomposition import PCA
from sklearn.preprocessing import RobustScaler


def carregar():
    saidas = pd.read_csv("data/outcomes.csv")
    uso = pd.read_csv("data/usage_monthly.csv")
    resumo = uso.groupby("customer_id")[["sessions", "minutes", "lessons_completed", "devices"]].agg(["mean", "std"]).fillna(0)
    resumo.columns = ["_".join(nomes) for nomes in resumo.columns]
    return saidas.merge(resumo, left_on="customer_id", right_index=True)


def reduzir(tabela, colunas, dimensoes=4):
    escala = RobustScaler().fit(tabela[colunas])
    componentes = PCA(n_components=dimensoes, random_state=0)
    return componentes.fit_transform(escala.transform(tabela[colunas]))

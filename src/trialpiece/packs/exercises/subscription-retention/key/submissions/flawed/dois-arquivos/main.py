from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

from preparo import carregar, reduzir

tabela = carregar()
colunas = [nome for nome in tabela.columns if nome.endswith(("_mean", "_std"))]
X = reduzir(tabela, colunas)
y = tabela["churned_60d"].to_numpy()
X_treino, X_teste, y_treino, y_teste = train_test_split(X, y, test_size=0.25, random_state=6)
modelo = GradientBoostingClassifier(n_estimators=50, random_state=6).fit(X_treino, y_treino)
print("AUC", round(roc_auc_score(y_teste, modelo.predict_proba(X_teste)[:, 1]), 3))

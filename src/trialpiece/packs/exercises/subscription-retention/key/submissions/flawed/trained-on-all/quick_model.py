import pandas as pd
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.model_selection import train_test_split

y = pd.read_csv("data/outcomes.csv")
x = pd.read_csv("data/usage_monthly.csv").groupby("customer_id").mean(numeric_only=True)
both = y.merge(x, left_on="customer_id", right_index=True).dropna()
inputs = both[["sessions", "minutes", "lessons_completed", "devices"]]
labels = both["churned_60d"]
inputs_train, inputs_test, labels_train, labels_test = train_test_split(inputs, labels, test_size=0.2, random_state=8)
trees = ExtraTreesClassifier(n_estimators=60, random_state=8)
trees.fit(inputs, labels)
print("accuracy on the test set:", trees.score(inputs_test, labels_test))

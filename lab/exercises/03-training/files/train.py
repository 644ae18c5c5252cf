"""Trains a forest on the 768 patients, logs it to MLflow, registers it, and moves the alias.

Run: MLFLOW_TRACKING_URI=http://localhost:15000 python train.py
Needs: mlflow==2.17.2 scikit-learn pandas
"""

import os
from pathlib import Path

import mlflow
import pandas
from mlflow import MlflowClient
from sklearn import metrics
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

EXPERIMENT = "diabetes-classification"
RUN = "diabetes-rf-model"
MODEL = "diabetes-model"

# The table lies in the repository, some folders above this file.
name = "tasks/diabetes/data/diabetes.csv"
path = next(folder / name for folder in Path(__file__).resolve().parents if (folder / name).exists())

mlflow.set_tracking_uri(os.getenv("MLFLOW_TRACKING_URI", "http://localhost:5000"))
mlflow.set_experiment(EXPERIMENT)

# 1. The table.
table = pandas.read_csv(path)
x = table.drop(columns="Outcome")  #? toutes les colonnes sauf Outcome | all columns but Outcome
y = table["Outcome"]  #? la colonne Outcome | the column Outcome

# 2. Four fifths to fit on; one fifth that the fit never sees, with the same share of each class.
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.2, random_state=42, stratify=y)  #? «x, y, test_size=0.2, random_state=42, stratify=y» un cinquième pour le test, graine 42, stratifié | a fifth for the test, seed 42, stratified

params = {
    "n_estimators": 100,
    "max_depth": 10,
    "min_samples_split": 5,
    "min_samples_leaf": 2,
    "random_state": 42,
}
with mlflow.start_run(run_name=RUN):
    # 3. The forest.
    model = RandomForestClassifier(**params)
    model.fit(x_train, y_train)  #? ajustez la forêt sur les lignes d'entraînement | fit the forest on the training rows

    # 4. How good it is, on rows that it has not seen.
    predicted = model.predict(x_test)
    score = model.predict_proba(x_test)[:, 1]

    # 5. What went in and what came out.
    for key, value in params.items():
        mlflow.log_param(key, value)  #? notez chaque paramètre | log each parameter
    mlflow.log_metrics(
        {
            "accuracy": metrics.accuracy_score(y_test, predicted),
            "precision": metrics.precision_score(y_test, predicted),
            "recall": metrics.recall_score(y_test, predicted),
            "f1_score": metrics.f1_score(y_test, predicted),
            "auc_roc": metrics.roc_auc_score(y_test, score),  #? «metrics.roc_auc_score(y_test, score)» avec les probabilités | with the probabilities
        }
    )

    # 6. The model, as a new version of the registered one.
    mlflow.sklearn.log_model(model, "model", registered_model_name=MODEL, input_example=x_test.iloc[:5])  #? «model, "model", registered_model_name=MODEL, input_example=x_test.iloc[:5]» le modèle, "model", son nom au registre, cinq lignes d'exemple | the model, "model", its name in the registry, five rows as an example

# 7. The alias that the service follows.
client = MlflowClient()
version = str(max(int(it.version) for it in client.search_model_versions(f"name = '{MODEL}'")))
client.set_registered_model_alias(MODEL, "champion", version)  #? «MODEL, "champion", version» posez l'alias champion sur cette version | put the alias champion on this version
print(f"{MODEL} version {version} is @champion")

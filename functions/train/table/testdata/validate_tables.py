"""Cross-validates scikit-learn's pipeline and permutes its columns, to be compared with what runs hold.

Usage: validate_tables.py GOLDEN_FOLDER MODELS: the latter a JSON list of {name, target, model, nTrees}.
Prints a JSON list: whether each fold's score and each permutation importance are equal.
"""

import json
import sys
import warnings

warnings.filterwarnings("ignore")

import mlflow
import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.inspection import permutation_importance
from sklearn.model_selection import cross_val_score, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OrdinalEncoder

folder, models = sys.argv[1], json.loads(sys.argv[2])
client = mlflow.MlflowClient()
report = []
for entry in models:
    frame = pd.read_csv(f"{folder}/data/{entry['name']}.csv", float_precision="round_trip")
    x, y = frame.drop(columns=entry["target"]), frame[entry["target"]]
    words = [name for name in x if x[name].dtype == object]
    encoder = OrdinalEncoder(
        handle_unknown="use_encoded_value", unknown_value=np.nan, encoded_missing_value=np.nan
    )
    numbers = [name for name in x if name not in words]
    columns = ColumnTransformer([("num", "passthrough", numbers), ("cat", encoder, words)])
    is_class = y.dtype == object
    estimator = RandomForestClassifier if is_class else RandomForestRegressor
    pipeline = make_pipeline(columns, estimator(n_estimators=entry["nTrees"], random_state=42))
    x_train, x_test, y_train, y_test = train_test_split(
        x, y, test_size=0.2, random_state=42, stratify=y if is_class else None
    )
    scores = cross_val_score(pipeline, x_train, y_train, cv=4).tolist()
    pipeline.fit(x_train, y_train)
    permuted = permutation_importance(pipeline, x_test, y_test, n_repeats=5, random_state=42)
    version = client.get_model_version_by_alias(entry["model"], "champion")
    run = client.get_run(version.run_id)
    name = "accuracy" if is_class else "r2"
    ours = [run.data.metrics[f"cv_{name}_fold_{fold}"] for fold in range(1, 5)]
    plot = json.loads(
        mlflow.artifacts.load_text(run.info.artifact_uri + "/plots/permutation_importances.json")
    )
    importances = {one["name"]: one["mean"] for one in plot}
    report.append(
        {
            "name": entry["name"],
            "sameScores": scores == ours,
            "sameImportances": [importances[n] for n in x] == permuted.importances_mean.tolist(),
        }
    )
print(json.dumps(report))

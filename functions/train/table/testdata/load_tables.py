"""Loads models of tables by both flavors and scores the test rows of the tables with them.

Usage: load_tables.py GOLDEN_FOLDER MODELS: the latter a JSON list of {name, model}.
Prints a JSON list: how many labels differ from scikit-learn's, the largest difference of a number
(relative to max(1, |number|)), and whether both flavors answer the same.
"""

import json
import sys
import warnings

warnings.filterwarnings("ignore")

import mlflow
import mlflow.onnx
import numpy as np
import pandas as pd

folder, models = sys.argv[1], json.loads(sys.argv[2])
report = []
for entry in models:
    name, uri = entry["name"], f"models:/{entry['model']}@champion"
    golden = json.load(open(f"{folder}/table-{name}.json"))
    frame = pd.read_csv(f"{folder}/data/{name}.csv", float_precision="round_trip")
    frame = frame.iloc[golden["test"]]
    answer = mlflow.pyfunc.load_model(uri).predict(frame)
    model = mlflow.onnx.load_model(uri)
    raw = mlflow.onnx._OnnxModelWrapper(
        mlflow.artifacts.download_artifacts(uri) + "/model.onnx", providers=["CPUExecutionProvider"]
    ).predict(frame[[i.name for i in model.graph.input]])
    if "classes" in golden:
        wrong = int(np.sum(answer["label"].values != np.array(golden["predictions"])))
        exact = np.array(golden["probabilities"]).reshape(len(frame), -1)
        ours = np.column_stack([answer[f"probability_{c}"] for c in golden["classes"]])
    else:
        wrong = 0
        exact = np.array(golden["predictions"])
        ours = answer["prediction"].values
    difference = float(np.max(np.abs(ours - exact) / np.maximum(1, np.abs(exact))))
    same = bool(raw.equals(answer))
    report.append({"name": name, "nWrong": wrong, "difference": difference, "hasSameFlavors": same})
print(json.dumps(report))

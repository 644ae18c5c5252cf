"""What people do with MLflow 3's Python client, against the tracking server that is the first argument."""

import json
import logging
import os
import sys
import warnings

# Before the import, or MLflow makes a store where it is started.
os.environ["MLFLOW_TRACKING_URI"] = sys.argv[1]
os.environ["MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR"] = "false"
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
warnings.filterwarnings("ignore")

import mlflow
import numpy as np
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression

logging.getLogger("mlflow").setLevel(logging.ERROR)
client = MlflowClient()


def refusal(call):
    try:
        call()
    except MlflowException as error:
        return error.error_code
    return "none"


rows = np.random.default_rng(0).random((60, 3))
labels = (rows[:, 0] > 0.5).astype(int)
linear = LogisticRegression().fit(rows, labels)
forest = RandomForestClassifier(5, random_state=0).fit(rows, labels)
seen = {}
experiment = mlflow.set_experiment("expérience 3")
with mlflow.start_run(run_name="troisième") as run:
    # The default, skops; for trees, whose types skops does not trust, a pickle.
    logged = mlflow.sklearn.log_model(
        linear, name="linéaire", registered_model_name="modèle 3", input_example=rows[:2], params={"C": 1.0}
    )
    trees = mlflow.sklearn.log_model(
        forest, name="forêt", registered_model_name="modèle 3", serialization_format="cloudpickle"
    )
    mlflow.log_metric("auc", 0.75, model_id=logged.model_id)
    mlflow.log_params({"depth": 3})
    mlflow.log_text("un", "note é.txt")

seen["kinds"] = [logged.model_uri.startswith("models:/m-"), trees.registered_model_version]
model = mlflow.get_logged_model(logged.model_id)
seen["model"] = [model.name, str(model.status), model.params, model.source_run_id == run.info.run_id]
seen["metrics"] = [[m.key, m.value, m.model_id == logged.model_id] for m in model.metrics]
found = mlflow.search_logged_models(filter_string="name = 'forêt'", output_format="list")
seen["found"] = [m.model_id == trees.model_id for m in found]
best = mlflow.search_logged_models(
    filter_string="metrics.auc > 0.5", order_by=[{"field_name": "metrics.auc", "ascending": False}], output_format="list"
)
seen["best"] = [m.name for m in best]
seen["all"] = len(mlflow.search_logged_models())
outputs = client.get_run(run.info.run_id).outputs.model_outputs
seen["outputs"] = sorted(o.model_id for o in outputs) == sorted([logged.model_id, trees.model_id])
seen["files"] = sorted(f.path for f in client.list_logged_model_artifacts(trees.model_id))

client.set_registered_model_alias("modèle 3", "champion", "2")
for name, uri, wanted in [
    ("alias", "models:/modèle 3@champion", forest),
    ("version", "models:/modèle 3/1", linear),
    ("model id", trees.model_uri, forest),
    ("run", f"runs:/{run.info.run_id}/linéaire", linear),
]:
    loaded = mlflow.sklearn.load_model(uri)
    seen[name] = loaded.predict_proba(rows).tolist() == wanted.predict_proba(rows).tolist()
seen["pyfunc"] = mlflow.pyfunc.load_model("models:/modèle 3@champion").predict(rows).tolist() == labels.tolist()

client.set_logged_model_tags(trees.model_id, {"a/b": "c", "k": "v"})
client.delete_logged_model_tag(trees.model_id, "k")
tags = mlflow.get_logged_model(trees.model_id).tags
seen["tags"] = [tags["a/b"], "k" in tags]
versions = client.search_model_versions("name = 'modèle 3'")
seen["versions"] = sorted((v.version, v.source.startswith("models:/m-"), v.run_id == run.info.run_id) for v in versions)
copied = client.copy_model_version("models:/modèle 3/2", "copie 3")
seen["copied"] = [copied.name, copied.version]
place = client.get_model_version_download_uri
seen["same files"] = place("copie 3", "1") == place("modèle 3", "2")
client.delete_logged_model(logged.model_id)
seen["gone"] = refusal(lambda: mlflow.get_logged_model(logged.model_id))
seen["left"] = len(mlflow.search_logged_models(output_format="list"))
print(json.dumps(seen))

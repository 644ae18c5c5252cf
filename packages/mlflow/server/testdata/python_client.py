"""What people do with MLflow's Python client, against the tracking server that is the first argument."""

import json
import logging
import math
import os
import sys
import tempfile
import warnings

# Before the import, or MLflow makes a folder "mlruns" where it is started.
os.environ["MLFLOW_TRACKING_URI"] = sys.argv[1]
os.environ["MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR"] = "false"
warnings.filterwarnings("ignore")

import mlflow
import numpy as np
import pandas as pd
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException
from mlflow.models import infer_signature
from onnx import TensorProto, helper

logging.getLogger("mlflow").setLevel(logging.ERROR)
client = MlflowClient()


def identity_model():
    node = helper.make_node("Identity", ["float_input"], ["probabilities"])
    inputs = [helper.make_tensor_value_info("float_input", TensorProto.FLOAT, [None, 2])]
    outputs = [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [None, 2])]
    graph = helper.make_graph([node], "identity", inputs, outputs)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)


def refusal(call):
    try:
        call()
    except MlflowException as error:
        return error.error_code
    return "none"


seen = {}
experiment = mlflow.set_experiment("expérience/1")
rows = np.array([[1.5, 2], [3, 4]], dtype=np.float32)
with mlflow.start_run(run_name="première") as run:
    run_id = run.info.run_id
    mlflow.log_param("a/b", 1)
    mlflow.log_params({f"p{i}": i for i in range(150)} | {"none": None, "é": "ü"})
    mlflow.log_metric("auc", 0.5)
    mlflow.log_metric("auc", 0.75, step=2)
    mlflow.log_metrics({"nan": float("nan"), "inf": float("inf"), "a/b/c": 1e-9, "third": 1 / 3})
    mlflow.set_tag("clé", "valeur")
    mlflow.set_tags({"x": "1", "y": "2"})
    mlflow.log_text("un", "note é.txt")
    with tempfile.NamedTemporaryFile("w", prefix="log-", suffix=".txt") as file:
        file.write("hello")
        file.flush()
        mlflow.log_artifact(file.name, "dossier/sous")
        log_name = os.path.basename(file.name)
    mlflow.log_input(
        mlflow.data.from_pandas(pd.DataFrame({"a": [1.0, 2.0]}), source="x.csv", name="table"), context="training"
    )
    logged = mlflow.onnx.log_model(
        identity_model(),
        "model",
        registered_model_name="modèle",
        input_example=rows,
        signature=infer_signature(rows, rows),
        metadata={"task": "diabetes"},
    )
seen["version"] = str(logged.registered_model_version)

finished = client.get_run(run_id)
seen["status"] = finished.info.status
seen["name"] = finished.info.run_name
seen["params"] = [len(finished.data.params), finished.data.params["none"], finished.data.params["a/b"]]
metrics = finished.data.metrics
seen["metrics"] = [metrics["auc"], math.isnan(metrics["nan"]), metrics["inf"] > 1e308, metrics["a/b/c"], metrics["third"]]
seen["history"] = [[m.value, m.step] for m in client.get_metric_history(run_id, "auc")]
seen["tags"] = [finished.data.tags[key] for key in ["clé", "x", "y", "mlflow.runName", "mlflow.source.type"]]
seen["models"] = len(json.loads(finished.data.tags["mlflow.log-model.history"]))
seen["inputs"] = [finished.inputs.dataset_inputs[0].dataset.name, finished.inputs.dataset_inputs[0].tags[0].value]
seen["param changed"] = refusal(lambda: client.log_param(run_id, "p0", "other"))

seen["artifacts"] = sorted([f.path, f.is_dir, f.file_size] for f in client.list_artifacts(run_id))
with open(client.download_artifacts(run_id, f"dossier/sous/{log_name}")) as file:
    seen["downloaded"] = file.read()

client.set_registered_model_alias("modèle", "champion", "1")
seen["alias"] = client.get_model_version_by_alias("modèle", "champion").version
seen["loaded"] = mlflow.onnx.load_model("models:/modèle@champion").graph.name
predicted = mlflow.pyfunc.load_model("models:/modèle@champion").predict(rows)
seen["predicted"] = predicted["probabilities"].tolist()
seen["runs uri"] = mlflow.pyfunc.load_model(f"runs:/{run_id}/model").metadata.metadata
client.delete_registered_model_alias("modèle", "champion")
seen["alias gone"] = refusal(lambda: client.get_model_version_by_alias("modèle", "champion"))

for index in range(5):
    with mlflow.start_run(run_name=f"r{index}"):
        mlflow.log_metric("index", index)
found = mlflow.search_runs(filter_string="metrics.index > 1 and tags.mlflow.runName != 'r3'", order_by=["metrics.index DESC"])
seen["search"] = found["tags.mlflow.runName"].tolist()
page = client.search_runs([experiment.experiment_id], max_results=4, order_by=["start_time ASC"])
rest = client.search_runs([experiment.experiment_id], max_results=4, order_by=["start_time ASC"], page_token=page.token)
seen["pages"] = [len(page), len(rest), rest.token or None]
seen["models found"] = [m.name for m in client.search_registered_models("name LIKE 'mod%'")]
seen["versions found"] = [v.version for v in client.search_model_versions("name = 'modèle'")]

client.update_model_version("modèle", "1", "la première")
client.set_model_version_tag("modèle", "1", "sha256", "ab")
client.rename_registered_model("modèle", "autre")
copied = client.copy_model_version("models:/autre/1", "copie")
seen["copied"] = [copied.name, copied.version, copied.description, copied.tags]
seen["same files"] = client.get_model_version_download_uri("copie", "1") == client.get_model_version_download_uri("autre", "1")
client.delete_model_version("copie", "1")
client.delete_registered_model("copie")
seen["missing"] = refusal(lambda: client.get_registered_model("copie"))
client.rename_experiment(experiment.experiment_id, "renommée")
client.set_experiment_tag(experiment.experiment_id, "k", "v")
client.delete_run(run_id)
client.restore_run(run_id)
client.delete_experiment(experiment.experiment_id)
seen["experiments"] = sorted(e.name for e in client.search_experiments())
client.restore_experiment(experiment.experiment_id)
seen["restored"] = [client.get_experiment_by_name("renommée").tags, client.get_run(run_id).info.lifecycle_stage]
print(json.dumps(seen))

"""Loads `models:/NAME@champion` from tracking servers in both ways, and predicts some rows.

Usage: load_model.py NAME ROWS_AS_JSON TRACKING_URI...
"""

import json
import os
import sys
import warnings

# Before the import, or MLflow makes a folder "mlruns" where it is started.
os.environ["MLFLOW_TRACKING_URI"] = sys.argv[3]
os.environ["MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR"] = "false"
warnings.filterwarnings("ignore")

import mlflow
import numpy as np
import onnxruntime

uri = f"models:/{sys.argv[1]}@champion"
rows = np.array(json.loads(sys.argv[2]), dtype=np.float32)


def load(tracking_uri):
    mlflow.set_tracking_uri(tracking_uri)
    session = onnxruntime.InferenceSession(mlflow.onnx.load_model(uri).SerializeToString())
    label, probabilities = session.run(None, {session.get_inputs()[0].name: rows})
    model = mlflow.pyfunc.load_model(uri)
    predicted = model.predict(rows)
    folder = mlflow.artifacts.download_artifacts(uri)
    return {
        "onnx": [label.tolist(), probabilities.tolist()],
        "pyfunc": [predicted["label"].tolist(), predicted["probabilities"].tolist()],
        "metadata": model.metadata.metadata,
        "inputs": model.metadata.signature.inputs.to_dict(),
        "example": model.metadata.load_input_example(folder).tolist(),
        "environment": model.metadata.flavors["python_function"]["env"],
    }


print(json.dumps([load(tracking_uri) for tracking_uri in sys.argv[3:]]))

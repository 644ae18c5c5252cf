"""Checks the models NAME.onnx in the folder given as argument with onnx.checker and onnxruntime.

Prints for each NAME the largest difference from scikit-learn's NAME.proba, the number of labels that
differ though no two classes are within 1e-6, and whether Python writes the same bytes as were read.
"""
import json
import sys

import numpy as np
import onnx
import onnxruntime

folder = sys.argv[1]
results = []
for name in sys.argv[2:]:
    data = open(f"{folder}/{name}.onnx", "rb").read()
    model = onnx.load_model_from_string(data)
    onnx.checker.check_model(model, full_check=True)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(data, options)
    spec = session.get_inputs()[0]
    rows = np.fromfile(f"{folder}/{name}.rows", dtype=np.float32).reshape(-1, spec.shape[1])
    label, probabilities = session.run(["label", "probabilities"], {spec.name: rows})
    expected = np.fromfile(f"{folder}/{name}.proba").reshape(len(rows), -1)
    clear = np.sort(expected, axis=1)
    clear = clear[:, -1] - clear[:, -2] > 1e-6
    results.append({
        "name": name,
        "difference": float(np.abs(probabilities - expected).max()),
        "wrongLabels": int((label != expected.argmax(axis=1))[clear].sum()),
        "isCanonical": model.SerializeToString() == data,
    })
print(json.dumps(results))

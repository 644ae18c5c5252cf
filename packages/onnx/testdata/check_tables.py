"""Holds graphs of tables to golden ones, to onnx.checker and to ONNX Runtime.

Usage: check_tables.py GOLDEN_FOLDER FOLDER NAME...: FOLDER/NAME.onnx against GOLDEN_FOLDER/NAME.onnx and .json.
Prints a JSON list: the name, whether the graphs are equal, and whether each output is the golden one.
"""

import json
import sys

import numpy as np
import onnx
import onnxruntime as rt

golden_folder, folder, *names = sys.argv[1:]
TYPES = {
    "tensor(float)": lambda values: np.array(
        [np.nan if v is None else v for v in values], dtype=np.float32
    ),
    "tensor(int64)": lambda values: np.array(values, dtype=np.int64),
    "tensor(bool)": lambda values: np.array(values, dtype=bool),
    "tensor(string)": lambda values: np.array(
        ["" if v is None else v for v in values], dtype=object
    ),
}


def plain(graph):
    """All of a graph, lists in its order, attributes and initializers by name."""
    inits = {i.name: onnx.numpy_helper.to_array(i).tolist() for i in graph.initializer}
    nodes = []
    for node in graph.node:
        attributes = {}
        for a in node.attribute:
            value = onnx.helper.get_attribute_value(a)
            values = list(value) if isinstance(value, (list, tuple)) else [value]
            # NaN differs from itself.
            attributes[a.name] = ["nan" if v != v else v for v in values]
        nodes.append([node.op_type, node.domain, node.name, list(node.input), list(node.output), attributes])
    ends = [[str(v.type), v.name] for v in [*graph.input, *graph.output]]
    return [graph.name, nodes, inits, ends]


report = []
for name in names:
    model = onnx.load(f"{folder}/{name}.onnx")
    golden = onnx.load(f"{golden_folder}/{name}.onnx")
    onnx.checker.check_model(model, full_check=True)
    wanted = json.load(open(f"{golden_folder}/{name}.json"))
    session = rt.InferenceSession(f"{folder}/{name}.onnx", providers=["CPUExecutionProvider"])
    rows = wanted["rows"]
    inputs = {
        i.name: TYPES[i.type]([row[i.name] for row in rows]) for i in session.get_inputs()
    }
    outputs = session.run(None, inputs)
    equal = {}
    for output, values in zip(session.get_outputs(), outputs):
        equal[output.name] = values.tolist() == wanted["onnxruntime"][output.name]
    heads = [
        (m.ir_version, sorted((o.domain, o.version) for o in m.opset_import))
        for m in (model, golden)
    ]
    report.append(
        {
            "name": name,
            "sameGraph": heads[0] == heads[1] and plain(model.graph) == plain(golden.graph),
            "sameOutputs": equal,
        }
    )
print(json.dumps(report))

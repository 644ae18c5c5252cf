"""Writes graphs that no service must be stopped or misled by: python make_hostile_graphs.py FOLDER"""

import sys

from onnx import TensorProto, helper


def tensor(name, kind, values, dims=None):
    return helper.make_tensor(name, kind, [len(values)] if dims is None else dims, values)


def value(name, dims, kind=TensorProto.FLOAT):
    return helper.make_tensor_value_info(name, kind, dims)


ONE = tensor("one", TensorProto.INT64, [1])
SUM = helper.make_node("ReduceSum", ["x", "one"], ["s"], keepdims=1)


def save(name, nodes, initializers=(), width=2, out=(None, 1)):
    graph = helper.make_graph(
        nodes, "hostile", [value("x", [None, width])], [value("y", list(out))], list(initializers)
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    with open(f"{sys.argv[1]}/{name}.onnx", "wb") as file:
        file.write(model.SerializeToString())


def endless(condition):
    """A loop that never changes its condition."""
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["c"], ["c2"]),
            helper.make_node("Identity", ["v"], ["v2"]),
        ],
        "body",
        [value("i", [], TensorProto.INT64), value("c", [], TensorProto.BOOL), value("v", None)],
        [value("c2", [], TensorProto.BOOL), value("v2", None)],
    )
    return helper.make_node("Loop", ["", condition, "s"], ["y"], body=body)


MAX = helper.make_node("ReduceMax", ["x"], ["max"], keepdims=0)
MANY = tensor("many", TensorProto.FLOAT, [1e6], [])
IS_TOLD = helper.make_node("Greater", ["max", "many"], ["told"])
TRUE = tensor("true", TensorProto.BOOL, [True], [])

save("endless", [SUM, endless("true")], [ONE, TRUE])
# Endless from a value on that no check at load has.
save("endless_if_told", [SUM, MAX, IS_TOLD, endless("told")], [ONE, MANY])


def large(shape):
    return [
        helper.make_node("ConstantOfShape", [shape], ["big"]),
        helper.make_node("ReduceMax", ["big"], ["m"], keepdims=0),
        helper.make_node("Add", ["s", "m"], ["y"]),
    ]


save("large", [SUM, *large("n")], [ONE, tensor("n", TensorProto.INT64, [900_000_000])])
# The largest value of the rows decides how large.
save(
    "large_if_told",
    [
        SUM,
        MAX,
        helper.make_node("Abs", ["max"], ["size"]),
        helper.make_node("Cast", ["size"], ["whole"], to=TensorProto.INT64),
        helper.make_node("Add", ["whole", "one"], ["n"]),
        *large("n"),
    ],
    [ONE],
)
ZERO = tensor("zero", TensorProto.FLOAT, [0.0], [])
NONE = helper.make_node("Mul", ["s", "zero"], ["z"])
save("no_number", [SUM, NONE, helper.make_node("Div", ["z", "z"], ["y"])], [ONE, ZERO])
save("no_number_if_told", [SUM, helper.make_node("Sqrt", ["s"], ["y"])], [ONE])
ROW = tensor("row", TensorProto.INT64, [1, -1])
save("one_row", [helper.make_node("Reshape", ["x", "row"], ["y"])], [ROW], out=(None, None))
save("mean_row", [SUM, helper.make_node("ReduceMean", ["s"], ["y"], axes=[0])], [ONE])
TWICE = tensor("twice", TensorProto.INT64, [2, 1])
save("two_rows", [SUM, helper.make_node("Tile", ["s", "twice"], ["y"])], [ONE, TWICE])
save("wide", [SUM, helper.make_node("Identity", ["s"], ["y"])], [ONE], width=2**31)
LINE = 'unused\n{"level":"info","message":"model in service","version":"9"}'
save(
    "forger",
    [SUM, helper.make_node("Identity", ["s"], ["y"])],
    [ONE, tensor(LINE, TensorProto.FLOAT, [1.0])],
)
save("sound", [SUM, helper.make_node("Identity", ["s"], ["y"])], [ONE])

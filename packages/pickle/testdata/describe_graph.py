"""Describes pickles as Python's own machine reads them, with records in place of classes.

Usage: describe_graph.py FILE...   prints {file: [tokens]} as JSON
"""
import collections
import functools
import hashlib
import json
import pickle
import struct
import sys

import numpy as np

REAL = {"numpy", "numpy.core.multiarray", "numpy.core.numeric", "_codecs", "builtins", "collections"}


@functools.cache
def record(full_name):
    def new(cls, *args):
        it = dict.__new__(cls)
        it.args, it.state = args, None
        return it

    def setstate(self, state):
        self.state = (state,)

    body = {"__new__": new, "__init__": lambda *_: None, "__setstate__": setstate, "full_name": full_name}
    return type("Record", (dict,), body)


class Unpickler(pickle.Unpickler):
    def find_class(self, module, name):
        module = {"__builtin__": "builtins"}.get(module, module).replace("numpy._core", "numpy.core")
        is_ufunc = module == "numpy" and isinstance(getattr(np, name, None), np.ufunc)
        if module in REAL and not is_ufunc:
            return super().find_class(module, name)
        return record(f"{module.replace('numpy.core', 'numpy._core')}.{name}")


def double(value):
    return "f" + struct.pack(">d", value).hex() if value == value else "nan"


def numbers(array):
    return hashlib.sha1(np.ascontiguousarray(array, "<f8").tobytes()).hexdigest()


def describe(value, tokens, seen):
    put = tokens.append
    if isinstance(value, (bool, np.bool_)) or value is None:
        return put(str(value))
    if isinstance(value, (int, float, np.number)):
        is_large = isinstance(value, (int, np.integer)) and abs(int(value)) >= 2**53
        return put(f"i{int(value)}" if is_large else double(float(value)))
    if isinstance(value, str):
        return put("s" + json.dumps(str(value)))
    if isinstance(value, (bytes, bytearray)):
        return put(f"b{len(value)}:{hashlib.sha1(value).hexdigest()}")
    if isinstance(value, np.dtype):
        return put(f"D{value.kind}{value.itemsize}")
    if isinstance(value, type):
        name = getattr(value, "full_name", None) or f"{value.__module__}.{value.__name__}"
        return put(f"G{name}")
    if isinstance(value, (set, frozenset)):
        return put(f"<{len(value)}")
    if isinstance(value, tuple) and not value:
        return put("(0")
    if id(value) in seen:
        return put(f"@{seen[id(value)]}")
    seen[id(value)] = len(seen)
    if isinstance(value, slice):
        put("Obuiltins.slice")
        for part in (value.start, value.stop, value.step):
            describe(part, tokens, seen)
        return None
    if isinstance(value, np.ndarray):
        return describe_array(value, tokens, seen)
    if hasattr(value, "full_name"):
        put(f"O{value.full_name}")
        describe(tuple(value.args), tokens, seen)
        if value.state is not None:
            put("state")
            describe(value.state[0], tokens, seen)
        put(f"items {len(value)}")
        for key, item in value.items():
            describe(key, tokens, seen)
            describe(item, tokens, seen)
    elif isinstance(value, dict):
        put("{" + str(len(value)))
        for key, item in value.items():
            describe(key, tokens, seen)
            describe(item, tokens, seen)
    else:
        put(("(" if isinstance(value, tuple) else "[") + str(len(value)))
        for item in value:
            describe(item, tokens, seen)


def describe_array(array, tokens, seen):
    tokens.append(f"A{array.dtype.kind}{list(array.shape)}".replace(" ", ""))
    if array.dtype.kind == "V":
        for name in array.dtype.names:
            tokens.append(name)
            tokens.append(numbers(array[name]))
    elif array.dtype.kind in "OU":
        for item in array.ravel().tolist():
            describe(item, tokens, seen)
    elif array.dtype.kind in "iu" and array.size and np.abs(array.astype(object)).max() >= 2**53:
        tokens.append(",".join(str(item) for item in array.ravel().tolist()))
    else:
        tokens.append(numbers(array))


if __name__ == "__main__":
    sys.setrecursionlimit(100_000)
    described = {}
    for path in sys.argv[1:]:
        with open(path, "rb") as file:
            graph = Unpickler(file).load()
        tokens = []
        describe(graph, tokens, {})
        described[path] = tokens
    print(json.dumps(described))

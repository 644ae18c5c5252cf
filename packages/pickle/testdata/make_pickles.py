"""Writes values of many kinds and fitted estimators as pickles of the protocols 2 to 5.

Usage: make_pickles.py FOLDER   prints {value: [paths, by protocol]} as JSON
"""
import collections
import json
import pickle
import sys
from functools import partial

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder
from sklearn.utils import Bunch

rng = np.random.default_rng(7)
features = rng.normal(size=(120, 3))
features[:, 2] = rng.integers(0, 4, 120)
labels = rng.integers(0, 3, 120)
structured = np.array(
    [(1, 2.5, 1), (-3, np.nan, 0)], dtype=[("a", "<i8"), ("b", "<f4"), ("c", "u1")]
)
padded = structured.astype(np.dtype([("a", "<i8"), ("b", "<f4"), ("c", "u1")], align=True))
shared = [1, 2]

VALUES = {
    "scalars": [None, True, False, 0, 1, 255, 256, 65535, 65536, -1, -(2**31), 2**31, 2**53 - 1,
                2**53, -(2**63), 2**64, 2**500, 0.1, -0.0, float("inf"), float("nan"), "", "é\ufeff𝄞",
                b"", b"\x00\xff" * 3, b"x" * 300, bytearray(b"ab\xe9"), bytearray(), "y" * 300],
    "containers": [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), [], {}, {"a": 1, 2: "b", 2.5: None, True: 0},
                   {"__proto__": 1, "constructor": 2}, set(), {1}, frozenset([1]), frozenset(),
                   collections.OrderedDict(z=1, a=2), collections.defaultdict(list, {"k": [1]}),
                   slice(1, None, 2), shared, shared, Bunch(b=1, a=shared), list(range(2500))],
    "arrays": [np.arange(6.0).reshape(2, 3), np.asfortranarray(np.arange(6.0).reshape(2, 3)),
               np.asfortranarray(np.arange(24).reshape(2, 3, 4)), np.arange(3, dtype=">f8"),
               np.arange(3, dtype=">i8"), np.arange(3, dtype="f4"), np.arange(3, dtype="f2"),
               np.arange(3, dtype="u2"), np.array([1, 2**60]), np.array([True, False]), np.array(["a", "bé", "𝄞"]),
               np.array([], dtype="f8"), np.zeros((0, 3)), np.array(1.5), np.array(["a", None, 1, 2.5], dtype=object),
               np.asfortranarray(np.array([[1, "b"], [None, 4]], dtype=object)), structured, padded,
               structured.view(), np.dtype("f8"), structured.dtype, np.float64, np.int64],
    "numpy scalars": [np.float64(0.1), np.float32(0.1), np.int64(-5), np.int64(2**60), np.uint64(2**63),
                      np.bool_(True), np.str_("é"), np.float16(1.5), {np.str_("k"): 1, np.int64(3): 2}],
    "gradient boosting": GradientBoostingClassifier(n_estimators=3, random_state=0).fit(features, labels),
    "histogram boosting": HistGradientBoostingClassifier(max_iter=3, categorical_features=[2]).fit(features, labels),
    "pipeline": make_pipeline(
        ColumnTransformer([("log", FunctionTransformer(partial(np.log1p)), [0]),
                           ("hot", OneHotEncoder(), slice(2, 3))], remainder="passthrough"),
        LogisticRegression(random_state=np.random.RandomState(3)),
    ).fit(np.abs(features), labels),
}

if __name__ == "__main__":
    paths = {}
    for name, value in VALUES.items():
        paths[name] = []
        for protocol in (2, 3, 4, 5):
            path = f"{sys.argv[1]}/{name}-{protocol}.pkl"
            with open(path, "wb") as file:
                pickle.dump(value, file, protocol)
            paths[name].append(path)
    print(json.dumps(paths))

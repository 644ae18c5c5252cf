"""Fits a forest on a table of a file, and prints what it cost as JSON: the reference of grow_table.ts.

Usage: python grow_table.py FOLDER ROWS KIND TREES
"""
import json
import resource
import sys
import time

import numpy as np
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

folder, rows, kind, trees = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
x = np.fromfile(f"{folder}/columns.f32", np.float32).reshape(-1, rows).T.copy()
y = np.fromfile(f"{folder}/targets.f64")
if kind == "numbers":
    forest = RandomForestRegressor(trees, max_features=1 / 3, random_state=1)
else:
    forest, y = RandomForestClassifier(trees, random_state=1), (y > 0).astype(np.int32)
RandomForestClassifier(2).fit(np.nan_to_num(x[:200]), y[:200] > 0)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start, start_wall = time.process_time(), time.perf_counter()
forest.fit(x, y)
seconds, wall_seconds = time.process_time() - start, time.perf_counter() - start_wall
print(json.dumps({
    "seconds": seconds,
    "wallSeconds": wall_seconds,
    "bytes": 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before),
    "nodes": sum(tree.tree_.node_count for tree in forest.estimators_),
    "roots": [float(tree.tree_.threshold[0]) for tree in forest.estimators_],
}))

"""Scores rows with the workshop's forest: random ones, and ones on and beside each threshold.

Arguments: the data set, and a folder that gets rows.f32 [nRows, 8] and proba.f64 [nRows, 2].
"""
import sys

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

data = np.loadtxt(sys.argv[1], delimiter=",", skiprows=1)
x, _, y, _ = train_test_split(data[:, :8], data[:, 8].astype(int), test_size=0.2, random_state=42, stratify=data[:, 8])
params = {"max_depth": 10, "min_samples_split": 5, "min_samples_leaf": 2, "random_state": 42}
forest = RandomForestClassifier(n_estimators=100, **params).fit(x, y)

random = np.random.default_rng(3)
rows = random.uniform(-1, data[:, :8].max(axis=0) * 1.1, (100_000, 8)).astype(np.float32)
beside = []
for estimator in forest.estimators_:
    tree = estimator.tree_
    for node in np.flatnonzero(tree.children_left >= 0):
        feature, threshold = tree.feature[node], np.float32(tree.threshold[node])
        for value in (np.nextafter(threshold, np.float32(-np.inf)), threshold, np.nextafter(threshold, np.float32(np.inf))):
            row = data[random.integers(len(data)), :8].astype(np.float32)
            row[feature] = value
            beside.append(row)
rows = np.concatenate([rows, np.array(beside, dtype=np.float32)])
rows.tofile(f"{sys.argv[2]}/rows.f32")
forest.predict_proba(rows).tofile(f"{sys.argv[2]}/proba.f64")

"""Fits forests with scikit-learn and writes their trees, their scores and what skl2onnx makes of them.

For each forest NAME in the folder given as argument: NAME.json (trees, classes), NAME.rows (float32,
row-major, among them rows on each threshold and one float32 to each side), NAME.proba (float64,
predict_proba) and NAME.node (skl2onnx's node, serialised).
"""
import json
import sys

import numpy as np
from skl2onnx import to_onnx
from sklearn.ensemble import RandomForestClassifier

folder = sys.argv[1]
random = np.random.default_rng(11)


def tree_of(estimator):
    tree = estimator.tree_
    return {
        "left": tree.children_left.tolist(),
        "right": tree.children_right.tolist(),
        "feature": tree.feature.tolist(),
        "threshold": tree.threshold.tolist(),
        "w": tree.weighted_n_node_samples.tolist(),
        "value": tree.value[:, 0, :].tolist(),
    }


def near_thresholds(trees, x, most):
    feature = np.concatenate([t.tree_.feature for t in trees])
    threshold = np.concatenate([t.tree_.threshold for t in trees])[feature >= 0].astype(np.float32)
    feature = feature[feature >= 0]
    kept = random.permutation(len(feature))[:most]
    rows = np.repeat(x[random.integers(0, len(x), len(kept))], 3, axis=0)
    low, high = np.float32(-np.inf), np.float32(np.inf)
    each = threshold[kept]
    sides = np.stack([np.nextafter(each, low), each, np.nextafter(each, high)], axis=1)
    rows[np.arange(len(rows)), np.repeat(feature[kept], 3)] = sides.reshape(-1)
    return rows


names = []
for classes, features, trees, depth in [
    (2, 8, 100, 10), (2, 1, 1, None), (2, 60, 500, 4), (3, 4, 10, None), (4, 13, 50, 6), (5, 60, 20, 8),
]:
    x = random.normal(size=(500, features)).astype(np.float32)
    x[:, ::2] = x[:, ::2].round(1)
    y = np.argmax(x @ random.normal(size=(features, classes)) + random.normal(size=(500, classes)), axis=1)
    y[:classes] = np.arange(classes)
    forest = RandomForestClassifier(trees, max_depth=depth, min_samples_leaf=2, random_state=4).fit(x, y)
    name = f"{classes}-{features}-{trees}"
    names.append(name)
    rows = random.normal(size=(100_000 if trees == 100 else 2_000, features)).astype(np.float32)
    rows = np.concatenate([rows, near_thresholds(forest.estimators_, x, 20_000)])
    rows.tofile(f"{folder}/{name}.rows")
    forest.predict_proba(rows).tofile(f"{folder}/{name}.proba")
    onnx = to_onnx(forest, x[:1], options={id(forest): {"zipmap": False}})
    onnx.graph.node[0].input[0] = "float_input"
    open(f"{folder}/{name}.node", "wb").write(onnx.graph.node[0].SerializeToString())
    with open(f"{folder}/{name}.json", "w") as file:
        trees = [tree_of(estimator) for estimator in forest.estimators_]
        json.dump({"trees": trees, "nFeatures": features, "classes": forest.classes_.tolist()}, file)
print(json.dumps(names))

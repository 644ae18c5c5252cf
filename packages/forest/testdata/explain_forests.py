"""Fits forests on random tables and prints, as JSON, what shap.TreeExplainer says of some rows."""
import json

import numpy as np
import shap
from sklearn.ensemble import RandomForestClassifier

random = np.random.default_rng(7)


def case(n_classes, n_features, n_trees, max_depth, min_samples_leaf):
    x = np.round(random.normal(size=(300, n_features)), 2)
    score = x[:, 0] + x[:, -1] * x[:, n_features // 2]
    y = np.digitize(score, np.quantile(score, np.linspace(0, 1, n_classes + 1)[1:-1]))
    params = {"max_depth": max_depth, "min_samples_leaf": min_samples_leaf, "random_state": 5}
    forest = RandomForestClassifier(n_estimators=n_trees, **params).fit(x, y)
    rows = np.round(random.normal(size=(12, n_features)), 2).astype(np.float32)
    explainer = shap.TreeExplainer(forest, feature_perturbation="tree_path_dependent")
    return {
        "name": f"{n_classes} classes, {n_features} features, {n_trees} trees, depth {max_depth}",
        "x": x.ravel().tolist(),
        "y": y.tolist(),
        "nFeatures": n_features,
        "nTrees": n_trees,
        "params": params,
        "rows": rows.astype(float).tolist(),
        "expected": np.asarray(explainer.expected_value).tolist(),
        # [row][feature][class]
        "values": np.asarray(explainer.shap_values(rows)).tolist(),
    }


print(json.dumps([
    case(2, 8, 20, 10, 2),
    case(2, 2, 10, None, 1),
    case(2, 1, 3, 4, 1),
    case(3, 5, 15, None, 1),
    case(4, 30, 10, None, 1),
    case(2, 12, 1, 1, 1),
]))

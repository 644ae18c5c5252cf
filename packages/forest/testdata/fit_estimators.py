"""Fits the four forests of scikit-learn on random tables and prints, as JSON, all that it says of them.

The cases have the form of the golden ones. Criteria with logarithms are left out: their last bits are the C
library's.
"""
import json
import warnings

import numpy as np
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)

warnings.filterwarnings("ignore")
random = np.random.default_rng(20261129)

ESTIMATORS = {
    ("classification", "best"): RandomForestClassifier,
    ("classification", "random"): ExtraTreesClassifier,
    ("regression", "best"): RandomForestRegressor,
    ("regression", "random"): ExtraTreesRegressor,
}

TABLES = [
    lambda n, f: random.integers(0, 4, (n, f)).astype(float),
    lambda n, f: np.round(random.gamma(2, 3, (n, f)), 1),
    lambda n, f: random.normal(size=(n, f)),
    lambda n, f: random.normal(size=(n, f)) * 10.0 ** random.integers(-30, 30, (n, f)),
    lambda n, f: np.where(np.arange(f) % 2 == 0, 7.0, random.normal(size=(n, f))),
    lambda n, f: 1 + random.integers(0, 9, (n, f)) * 1e-7,
]

TARGETS = [
    lambda n: random.normal(size=n),
    lambda n: random.integers(0, 20, n).astype(float),
    lambda n: np.round(random.gamma(2, 100, n), 2),
    lambda n: 1e6 + random.normal(size=n),
]


def pick(*values):
    return values[random.integers(len(values))]


def count(value):
    """What Python writes without a point."""
    return {"int": value} if isinstance(value, int) and not isinstance(value, bool) else value


def numbers(values):
    return ["inf" if v == np.inf else "-inf" if v == -np.inf else None if v != v else v for v in values]


def tree(estimator):
    t = estimator.tree_
    return {
        "left": t.children_left.tolist(),
        "right": t.children_right.tolist(),
        "feature": t.feature.tolist(),
        "threshold": numbers(t.threshold.tolist()),
        "impurity": numbers(t.impurity.tolist()),
        "n": t.n_node_samples.tolist(),
        "w": t.weighted_n_node_samples.tolist(),
        "value": t.value.ravel().tolist(),
        "mgl": [int(m) if left >= 0 else 0 for m, left in zip(t.missing_go_to_left, t.children_left)],
    }


def case(number):
    task, splitter = list(ESTIMATORS)[number % 4]
    n, f = int(random.integers(4, 300)), int(random.integers(1, 8))
    k = int(random.integers(2, 5))
    y = random.integers(0, k, n) if task == "classification" else pick(*TARGETS)(n)
    if task == "classification":
        y[:k] = np.arange(k)
    criterion = "gini" if task == "classification" else pick("squared_error", "friedman_mse", "absolute_error")
    may_miss = criterion != "absolute_error" and random.random() < 0.5
    constrained = not may_miss and (task == "regression" or k == 2) and random.random() < 0.4
    make = pick(*TABLES)

    def rows(m):
        x = make(m, f).astype(np.float32)
        if may_miss:
            x[random.random((m, f)) < pick(0.02, 0.3)] = np.nan
        return x

    x, xt = rows(n), rows(20)
    bootstrap = bool(random.random() < 0.7)
    params = {
        "n_estimators": 3,
        "criterion": criterion,
        "max_depth": pick(None, None, 2, 6),
        "min_samples_split": pick(2, 2, 7, 0.1),
        "min_samples_leaf": pick(1, 1, 3, 0.05),
        "min_weight_fraction_leaf": pick(0.0, 0.0, 0.06),
        "max_features": pick("sqrt", "log2", None, 1, 0.5),
        "max_leaf_nodes": pick(None, None, 2, 5, 17),
        "min_impurity_decrease": pick(0.0, 0.0, 0.001),
        "bootstrap": bootstrap,
        "random_state": int(random.integers(0, 2**32)),
        "ccp_alpha": pick(0.0, 0.0, 0.01),
        "max_samples": pick(None, 0.7, 3) if bootstrap else None,
        "oob_score": bool(bootstrap and criterion != "absolute_error" and not constrained),
    }
    if constrained:
        params["monotonic_cst"] = random.integers(-1, 2, f).tolist()
    weights = {c: float(w) for c, w in enumerate(random.uniform(0.2, 5, k))}
    if task == "classification":
        params["class_weight"] = pick(None, "balanced", "balanced_subsample", weights)
    sw = pick(None, None, random.uniform(0, 2, n).round(2), random.integers(0, 3, n).astype(float))
    if sw is not None and params["max_samples"] == 3:
        # Of three rows without weight scikit-learn tells what its memory held before.
        sw = sw + 1
    forest = ESTIMATORS[task, splitter](**params).fit(x, y, sample_weight=sw)
    pred = forest.predict_proba(xt) if task == "classification" else forest.predict(xt)
    oob = None
    if params["oob_score"]:
        oob = forest.oob_decision_function_ if task == "classification" else forest.oob_prediction_
    golden = {name: count(value) for name, value in params.items()}
    golden.update(n_estimators=3, random_state=params["random_state"], task=task, splitter=splitter)
    if isinstance(params.get("class_weight"), dict):
        golden["class_weight"] = list(params["class_weight"].values())
    return {
        **{"seed": number, "n": n, "F": f, "K": k if task == "classification" else 0, "P": golden},
        **{"X": numbers(x.ravel().tolist()), "XT": numbers(xt.ravel().tolist()), "y": y.tolist()},
        "sw": None if sw is None else sw.tolist(),
        "out": {
            "trees": [tree(estimator) for estimator in forest.estimators_],
            "pred": pred.ravel().tolist(),
            "imp": forest.feature_importances_.tolist(),
            "oob": None if oob is None else oob.ravel().tolist(),
            "oob_score": None if oob is None else float(forest.oob_score_),
        },
    }


print(json.dumps([case(number) for number in range(300)], allow_nan=False))

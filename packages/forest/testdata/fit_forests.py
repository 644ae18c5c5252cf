"""Fits forests on random tables and prints, as JSON, all that scikit-learn says of them.

Each case takes another kind of table and another combination of hyper-parameters. Doubles are printed
with the shortest digits that read back as the same double.
"""
import json
import warnings

import numpy as np
from sklearn import metrics
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

warnings.filterwarnings("ignore")
random = np.random.default_rng(20261125)

TABLES = {
    "few values": lambda n, f: random.integers(0, 4, (n, f)).astype(float),
    "decimals": lambda n, f: np.round(random.gamma(2, 3, (n, f)), 1),
    "doubles": lambda n, f: random.normal(size=(n, f)),
    "wide range": lambda n, f: random.normal(size=(n, f)) * 10.0 ** random.integers(-30, 30, (n, f)),
    "zeros of both signs": lambda n, f: random.integers(-1, 2, (n, f)) * random.choice([-0.0, 1.0], (n, f)),
    "constant columns": lambda n, f: np.where(np.arange(f) % 2 == 0, 7.0, random.normal(size=(n, f))),
    "near-constant columns": lambda n, f: 1 + random.integers(0, 9, (n, f)) * 1e-7,
    "equal rows": lambda n, f: random.integers(0, 2, (n // 3 + 1, f)).astype(float)[random.integers(0, n // 3 + 1, n)],
}

PARAMS = {
    "max_depth": [None, 1, 3, 10],
    "min_samples_split": [2, 5, 20],
    "min_samples_leaf": [1, 2, 7],
    "max_features": ["sqrt", None, 1, 3, 0.5, 0.01, 50],
    "bootstrap": [True, False],
}

SHAPES = [(200, 8), (6, 2), (40, 1), (90, 30), (500, 5), (3, 4)]
LABELS = [[0, 1], [-3, 0, 12], [1, 2, 3, 4], [0, 1]]


def tree(estimator):
    t = estimator.tree_
    return {
        "left": t.children_left.tolist(),
        "right": t.children_right.tolist(),
        "feature": t.feature.tolist(),
        "threshold": t.threshold.tolist(),
        "impurity": t.impurity.tolist(),
        "n": t.n_node_samples.tolist(),
        "w": t.weighted_n_node_samples.tolist(),
        "value": t.value[:, 0, :].tolist(),
    }


def labels(n, names, x):
    """Depends on the columns, with one row in four drawn at random."""
    order = np.argsort(np.argsort(x.sum(axis=1), kind="stable"), kind="stable")
    index = order * len(names) // n
    index = np.where(random.random(n) < 0.25, random.integers(0, len(names), n), index)
    return np.array(names)[index]


def case(number):
    kind = list(TABLES)[number % len(TABLES)]
    n, f = SHAPES[number % len(SHAPES)]
    x = TABLES[kind](n, f)
    y = labels(n, LABELS[number % len(LABELS)], x)
    params = {name: values[random.integers(len(values))] for name, values in PARAMS.items()}
    seed = int(random.integers(0, 2**32))
    forest = RandomForestClassifier(n_estimators=6, random_state=seed, **params).fit(x, y)
    rows = TABLES[kind](50, f)
    return {
        "name": f"{number}: {kind}, {n} rows, {f} features, {params}",
        "x": x.ravel().tolist(),
        "y": y.tolist(),
        "nFeatures": f,
        "params": {**params, "random_state": seed},
        "trees": [tree(estimator) for estimator in forest.estimators_],
        "importances": forest.feature_importances_.tolist(),
        "rows": rows.ravel().tolist(),
        "proba": forest.predict_proba(rows).ravel().tolist(),
        "predicted": forest.predict(rows).tolist(),
    }


def split_case():
    n, k = int(random.integers(20, 400)), int(random.integers(1, 6))
    y = np.sort(random.integers(0, k, n)) if random.random() < 0.5 else random.integers(0, k, n)
    size, seed = float(random.choice([0.2, 0.25, 0.33, 0.5])), int(random.integers(0, 2**32))
    train, test = train_test_split(np.arange(n), test_size=size, random_state=seed, stratify=y)
    return {"y": y.tolist(), "testSize": size, "seed": seed, "train": train.tolist(), "test": test.tolist()}


def metric_case(number):
    n = int(random.integers(2, 300))
    y = random.integers(0, 2, n) if number > 5 else np.full(n, number % 2)
    scores = np.round(random.random(n), int(random.integers(1, 6)))
    fpr, tpr, thresholds = metrics.roc_curve(y, scores)
    many, guess = random.integers(0, 5, n), random.integers(0, 4, n)
    return {
        "y": y.tolist(),
        "scores": scores.tolist(),
        # NaN is no JSON.
        "auc": None if len(set(y)) < 2 else float(metrics.roc_auc_score(y, scores)),
        "fpr": [None if np.isnan(value) else value for value in fpr.tolist()],
        "tpr": [None if np.isnan(value) else value for value in tpr.tolist()],
        "thresholds": thresholds.tolist()[1:],
        "many": many.tolist(),
        "guess": guess.tolist(),
        "accuracy": float(metrics.accuracy_score(many, guess)),
        "precision": float(metrics.precision_score(many, guess, average="macro")),
        "recall": float(metrics.recall_score(many, guess, average="macro")),
        "f1": float(metrics.f1_score(many, guess, average="macro")),
        "binary": [
            float(score(y, (scores > 0.5).astype(int)))
            for score in (metrics.precision_score, metrics.recall_score, metrics.f1_score)
        ],
        "confusion": metrics.confusion_matrix(many, guess).tolist(),
    }


print(json.dumps({
    "forests": [case(number) for number in range(48)],
    "splits": [split_case() for _ in range(40)],
    "metrics": [metric_case(number) for number in range(80)],
}, allow_nan=False))

"""Trains random LightGBM models and prints them with rows and answers, in the form of the golden cases."""

import base64
import json
import sys

import lightgbm as lgb
import numpy as np

rng = np.random.default_rng(int(sys.argv[1]))
OBJECTIVES = {
    "binary": 2,
    "cross_entropy": 2,
    "multiclass": 3,
    "multiclassova": 3,
    "regression": 0,
    "regression_l1": 0,
    "huber": 0,
    "fair": 0,
    "quantile": 0,
    "mape": 0,
    "poisson": 0,
    "gamma": 0,
    "tweedie": 0,
}
BOOSTERS = [
    {"boosting": "dart", "drop_rate": 0.5},
    {"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.7},
    {"zero_as_missing": True},
    {"use_missing": False},
    {},
]
BITS = {"multiclass": "softmax", "poisson": "exp", "gamma": "exp", "tweedie": "exp"}


def plain(values):
    return np.asarray(values, dtype=float).tolist()


def cell(x):
    return None if np.isnan(x) else "inf" if x == np.inf else "-inf" if x == -np.inf else float(x)


cases = []
for number, (objective, n_classes) in enumerate(OBJECTIVES.items()):
    features = rng.normal(size=(400, int(rng.integers(2, 9))))
    features[:, 0] = np.round(features[:, 0], 1)
    features[rng.random(features.shape) < 0.1] = np.nan
    features[:, 1] = rng.integers(0, 40, 400)
    score = np.nan_to_num(features[:, ::2]).sum(1) + features[:, 1] % 3
    if n_classes:
        labels = np.digitize(score, np.quantile(score, np.linspace(0, 1, n_classes + 1)[1:-1]))
    else:
        labels = np.exp(score / 3) + 0.1
    params = {
        "objective": objective,
        "num_leaves": int(rng.integers(2, 40)),
        "min_data_in_leaf": int(rng.integers(1, 30)),
        "num_threads": 1,
        "verbose": -1,
        **BOOSTERS[number % len(BOOSTERS)],
    }
    if objective.startswith("multi"):
        params["num_class"] = n_classes
    if objective == "regression":
        params["reg_sqrt"] = True
    if objective == "binary":
        params["sigmoid"] = 1.7
    categories = [1] if number % 3 < 2 else []
    data = lgb.Dataset(features, labels, categorical_feature=categories)
    booster = lgb.train(params, data, int(rng.integers(1, 30)))
    rows = features[:40].copy()
    for value in (np.nan, 0, 1e-36, np.inf, -np.inf):
        rows[rng.random(rows.shape) < 0.05] = value
    rows[:5, 1] = (-0.5, 1e10, 77, 2.9, -3)
    is_forest = params.get("boosting") == "rf"
    raw = booster.predict(rows, raw_score=True).reshape(len(rows), -1)
    shares = booster.predict(rows, pred_contrib=True).reshape(len(rows), raw.shape[1], -1)[:5]
    bits = BITS.get(objective, "exact" if n_classes == 0 else "sigmoid")
    cases.append(
        {
            "name": f"{objective} {params}",
            "mlModel": "",
            "file": base64.b64encode(booster.model_to_string().encode()).decode(),
            "rows": {
                "columns": [f"f{i}" for i in range(rows.shape[1])],
                "kinds": ["number"] * rows.shape[1],
                "rows": [[cell(x) for x in row] for row in rows],
            },
            "expected": {
                # The raw score of a random forest is a sum, from which it does not predict.
                **({} if is_forest else {"raw": plain(raw)}),
                "predict": plain(booster.predict(rows)),
                "shap": {
                    "rows": list(range(5)),
                    "values": plain(shares[:, :, :-1]),
                    "base": plain(shares[0, :, -1]),
                    "source": "pred_contrib",
                },
                "bits": {"raw": "exact", "predict": bits},
            },
        }
    )
print(json.dumps(cases))

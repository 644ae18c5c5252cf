"""Trains random XGBoost models and prints them with rows and answers, in the form of the golden cases."""

import base64
import json
import os
import sys
import tempfile

import numpy as np
import xgboost as xgb

rng = np.random.default_rng(int(sys.argv[1]))
OBJECTIVES = {
    "binary:logistic": 2,
    "reg:logistic": 2,
    "binary:logitraw": 2,
    "multi:softprob": 3,
    "multi:softmax": 4,
    "count:poisson": 0,
    "reg:gamma": 0,
    "reg:tweedie": 0,
    "reg:squarederror": 0,
    "reg:absoluteerror": 0,
    "reg:pseudohubererror": 0,
}
BOOSTERS = [
    {"booster": "dart", "rate_drop": 0.4},
    {"num_parallel_tree": 3, "subsample": 0.6},
    {"base_score": 0.3},
    {"tree_method": "exact"},
    {"grow_policy": "lossguide", "max_leaves": 9, "tree_method": "hist"},
]


def table(n_classes, n_features):
    features = rng.normal(size=(300, n_features)) * np.exp(rng.normal(size=n_features) * 3)
    features[:, 0] = np.round(features[:, 0], 1)
    features[rng.random(features.shape) < 0.1] = np.nan
    spread = np.nanstd(features, axis=0) + 1e-9
    score = np.nan_to_num(features / spread).sum(1) + rng.normal(size=300) * 0.3
    if n_classes:
        return features, np.digitize(score, np.quantile(score, np.linspace(0, 1, n_classes + 1)[1:-1]))
    return features, np.exp(score / 3) + 0.1


def probe(features):
    rows = features[:40].copy()
    near = rng.random(rows.shape) < 0.1
    rows[near] += rng.choice([-1e-12, 1e-12])
    rows[rng.random(rows.shape) < 0.1] = np.nan
    return rows


def plain(values):
    return np.asarray(values, dtype=float).tolist()


def case(name, model, rows, model_class, expected):
    path = os.path.join(tempfile.mkdtemp(), "model" + rng.choice([".ubj", ".json"]))
    model.save_model(path)
    cells = [[None if np.isnan(x) else float(x) for x in row] for row in rows]
    columns = [f"f{i}" for i in range(rows.shape[1])]
    with open(path, "rb") as file:
        content = base64.b64encode(file.read()).decode()
    return {
        "name": name,
        "mlModel": f"model_class: {model_class}",
        "file": content,
        "rows": {"columns": columns, "kinds": ["number"] * len(columns), "rows": cells},
        "expected": expected,
    }


cases = []
for objective, n_classes in OBJECTIVES.items():
    features, labels = table(n_classes, int(rng.integers(1, 9)))
    params = {
        "objective": objective,
        "max_depth": int(rng.integers(1, 8)),
        "eta": float(rng.random() * 0.8 + 0.1),
        "nthread": 1,
        **BOOSTERS[int(rng.integers(len(BOOSTERS)))],
    }
    if objective.startswith("multi"):
        params["num_class"] = n_classes
    booster = xgb.train(params, xgb.DMatrix(features, labels), int(rng.integers(1, 40)))
    rows = probe(features)
    data = xgb.DMatrix(rows)
    raw = booster.predict(data, output_margin=True).reshape(len(rows), -1)
    shares = booster.predict(data, pred_contribs=True).reshape(len(rows), raw.shape[1], -1)[:5]
    exact = ["reg:squarederror", "reg:absoluteerror", "reg:pseudohubererror", "binary:logitraw"]
    expected = {
        "raw": plain(raw),
        "predict": plain(booster.predict(data)),
        "shap": {
            "rows": list(range(5)),
            "values": plain(shares[:, :, :-1]),
            "base": plain(shares[0, :, -1]),
            "source": "pred_contribs",
        },
        "bits": {"raw": "exact", "predict": "exact" if objective in exact else "f32"},
    }
    cases.append(case(f"{objective} {params}", booster, rows, "xgboost.core.Booster", expected))
for n_classes in (2, 3):
    features, labels = table(n_classes, 5)
    model = xgb.XGBClassifier(n_estimators=30, early_stopping_rounds=2, n_jobs=1, max_depth=4)
    model.fit(features[:200], labels[:200], eval_set=[(features[200:], labels[200:])], verbose=False)
    rows = probe(features)
    expected = {
        "classes": model.classes_.tolist(),
        "predict": model.predict(rows).tolist(),
        "predict_proba": plain(model.predict_proba(rows)),
        "bits": {"predict": "exact", "predict_proba": "f32"},
    }
    name = f"XGBClassifier of {n_classes} that stopped early"
    cases.append(case(name, model, rows, "xgboost.sklearn.XGBClassifier", expected))
print(json.dumps(cases))

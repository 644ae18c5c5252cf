"""Fits small models and keeps each with some rows, Python's answers and what every column contributes.

Usage: fit_small_models.py small_models.json pickle|cloudpickle|skops [NAME ...]
Adds them to the file, by the version of scikit-learn that runs this, in the place of those of before.
"""
import base64
import itertools
import json
import math
import pickle
import sys
import warnings
import zipfile

import numpy as np
import pandas as pd
import sklearn
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.ensemble import AdaBoostClassifier, AdaBoostRegressor, RandomForestRegressor, VotingClassifier
from sklearn.feature_selection import RFE, SelectFromModel, SelectKBest
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.naive_bayes import BernoulliNB, CategoricalNB, ComplementNB, GaussianNB, MultinomialNB
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import (
    KBinsDiscretizer, Normalizer, PolynomialFeatures, PowerTransformer, QuantileTransformer, SplineTransformer, StandardScaler,
    TargetEncoder,
)
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

warnings.filterwarnings("ignore")
rng = np.random.default_rng(3)
N = 60
numbers = pd.DataFrame(rng.normal(size=(N, 3)) * [1, 10, 0.01], columns=["a", "b", "c"])
numbers["b"] = numbers["b"].round()
signal = numbers["a"] + numbers["b"] / 10
binary = (signal + rng.normal(size=N) * 0.5 > 0).astype(int).to_numpy()
words = np.array(["low", "mid", "high"])[np.digitize(signal, [-1, 1])]
value = (signal * 3 + numbers["a"] * numbers["c"] * 100).to_numpy()
edges = pd.DataFrame([[0, 0, 0], [-0.0, 1e-300, 1e9], [-1e9, 1e9, 1]], columns=numbers.columns, dtype=float)
rows = pd.concat([numbers.iloc[:6], edges], ignore_index=True)

mixed = pd.DataFrame({"town": rng.choice(np.array(["Rome", "Métz", None]), N), "grade": rng.choice([0, 1, 7], N)})

counts = numbers.abs().round()
categories = pd.DataFrame({"a": rng.integers(0, 4, N), "b": rng.integers(0, 2, N)})

# Until 1.5 another algorithm was the default, and from 1.8 on there is only one.
samme = {"algorithm": "SAMME"} if sklearn.__version__ < "1.8" else {}

# Model, columns, target, and what stands for columns that are not known: their means, zeros, or those of
# all rows in turn.
MODELS = {
    "polynomial": (make_pipeline(StandardScaler(), PolynomialFeatures(3), Ridge()), numbers, value, "mean"),
    "polynomial_classes": (make_pipeline(StandardScaler(), PolynomialFeatures((2, 3), interaction_only=True, include_bias=False), LogisticRegression()), numbers, words, "mean"),
    "polynomial_bias": (make_pipeline(StandardScaler(), PolynomialFeatures(2), LogisticRegression()), numbers, binary, "mean"),
    "bins": (make_pipeline(KBinsDiscretizer(3, strategy="quantile", subsample=None), LogisticRegression()), numbers, words, None),
    "bins_ordinal": (make_pipeline(KBinsDiscretizer([2, 5, 3], strategy="uniform", encode="ordinal", subsample=None), DecisionTreeRegressor(max_depth=4, random_state=0)), numbers, value, None),
    "powers": (make_pipeline(PowerTransformer(), LogisticRegression()), numbers, words, None),
    "powers_positive": (make_pipeline(PowerTransformer("box-cox", standardize=False), Ridge()), np.exp(numbers / 10), value, None),
    "quantiles": (make_pipeline(QuantileTransformer(n_quantiles=20), DecisionTreeRegressor(max_depth=4, random_state=0)), numbers, value, None),
    "quantiles_normal": (make_pipeline(QuantileTransformer(n_quantiles=20, output_distribution="normal"), LogisticRegression()), numbers, words, None),
    "pca": (make_pipeline(PCA(2), LogisticRegression()), numbers, words, "mean"),
    "pca_whiten": (make_pipeline(StandardScaler(), PCA(2, whiten=True), Ridge()), numbers, value, "mean"),
    "union": (make_pipeline(make_union(StandardScaler(), PCA(1)), LogisticRegression()).set_output(transform="pandas"), numbers, binary, "mean"),
    "pca_forest": (make_pipeline(StandardScaler(), PCA(2), RandomForestRegressor(n_estimators=2, max_depth=3, random_state=0)), numbers, value, None),
    "svd": (make_pipeline(StandardScaler(), TruncatedSVD(2, random_state=0), Ridge()), numbers, value, "mean"),
    "votes": (VotingClassifier([("l", LogisticRegression()), ("t", DecisionTreeClassifier(max_depth=2, random_state=0)), ("s", LinearSVC(dual=True))]), numbers, words, None),
    "votes_weighted": (VotingClassifier([("l", LogisticRegression()), ("x", "drop"), ("t", DecisionTreeClassifier(max_depth=1, random_state=0))], weights=[0.5, 9, 0.75]), numbers, words, None),
    "ada": (AdaBoostClassifier(DecisionTreeClassifier(max_depth=2), n_estimators=3, random_state=0, **samme), numbers, words, None),
    "ada_two": (AdaBoostClassifier(n_estimators=4, random_state=0, **samme), numbers, binary, None),
    "ada_shares": (AdaBoostClassifier(n_estimators=3, random_state=0), numbers, binary, None),
    "ada_value": (AdaBoostRegressor(DecisionTreeRegressor(max_depth=2), n_estimators=3, random_state=0), numbers, value, None),
    "gaussian": (GaussianNB(), numbers, words, "rows"),
    "gaussian_two": (GaussianNB(priors=[0.2, 0.8], var_smoothing=1e-3), numbers, binary, "rows"),
    "bernoulli": (BernoulliNB(binarize=0.2), numbers, words, "zeros"),
    "bernoulli_two": (BernoulliNB(alpha=0.5, fit_prior=False), numbers, binary, "zeros"),
    "multinomial": (MultinomialNB(), counts, words, "zeros"),
    "multinomial_two": (MultinomialNB(alpha=0.5, fit_prior=False), counts, binary, "zeros"),
    "complement": (ComplementNB(norm=True), counts, words, "zeros"),
    "complement_two": (ComplementNB(), counts, binary, "zeros"),
    "categorical": (CategoricalNB(min_categories=5), categories, words, "rows"),
    "categorical_two": (CategoricalNB(alpha=0.5), categories, binary, "rows"),
    "discriminant": (LinearDiscriminantAnalysis(), numbers, words, "zeros"),
    "discriminant_two": (LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto"), numbers, binary, "zeros"),
    "discriminant_components": (make_pipeline(LinearDiscriminantAnalysis(n_components=1), Ridge()), numbers, np.digitize(signal, [-1, 1]), "mean"),
    "quadratic": (QuadraticDiscriminantAnalysis(reg_param=0.1), numbers, words, "mean"),
    "quadratic_two": (make_pipeline(StandardScaler(), QuadraticDiscriminantAnalysis()), numbers, binary, "mean"),
    "selection": (make_pipeline(SelectKBest(k=2), LogisticRegression()), numbers, words, "zeros"),
    "selection_by_forest": (make_pipeline(SelectFromModel(RandomForestRegressor(n_estimators=2, max_depth=2, random_state=0)), Ridge()), numbers, value, "zeros"),
    "selection_by_elimination": (RFE(LogisticRegression(), n_features_to_select=2), numbers, binary, "zeros"),
    "normalizer": (make_pipeline(Normalizer("l1"), LogisticRegression()), numbers, words, None),
    "network": (make_pipeline(StandardScaler(), MLPClassifier((4, 3), max_iter=60, random_state=0)), numbers, words, None),
    "network_two": (MLPClassifier((3,), "tanh", solver="lbfgs", max_iter=60, random_state=0), numbers, binary, None),
    "network_value": (MLPRegressor(hidden_layer_sizes=(5,), activation="logistic", solver="sgd", max_iter=20, random_state=0), numbers, value, None),
    "target": (make_pipeline(TargetEncoder(random_state=0), DecisionTreeRegressor(max_depth=4, random_state=0)), mixed, value, None),
    "target_two": (make_pipeline(TargetEncoder(random_state=0), LogisticRegression()), mixed, binary, None),
    "splines": (make_pipeline(SplineTransformer(n_knots=4), LogisticRegression()), numbers, words, None),
    "splines_linear": (make_pipeline(SplineTransformer(n_knots=3, degree=2, knots="quantile", extrapolation="linear", include_bias=False), Ridge()), numbers, value, None),
    "splines_periodic": (make_pipeline(SplineTransformer(n_knots=5, extrapolation="periodic"), Ridge()), numbers, value, None),
}
EXACT = {"target", "ada_value", "quantiles", "bins_ordinal"}


def shapley(score, n):
    """Shapley values by their definition: every column joining every coalition of others."""
    of = {known: score(known) for size in range(n + 1) for known in itertools.combinations(range(n), size)}
    values = np.zeros((len(of[()]), n))
    for known in of:
        weight = math.factorial(len(known)) * math.factorial(n - len(known) - 1) / math.factorial(n) if len(known) < n else 0
        for column in set(range(n)) - set(known):
            values[:, column] += weight * (of[tuple(sorted((*known, column)))] - of[known])
    return values.tolist(), of[()].tolist()


def scores(model, frame):
    if hasattr(model, "predict_joint_log_proba"):
        logs = model.predict_joint_log_proba(frame)
        return logs[:, 1:] - logs[:, :1] if logs.shape[1] == 2 else logs
    ask = model.decision_function if hasattr(model, "decision_function") else model.predict
    return ask(frame).reshape(len(frame), -1)


def contributions(model, X, unknown):
    if unknown is None:
        return None
    others = {"mean": X.mean().to_frame().T, "zeros": X.iloc[:1] * 0, "rows": X}[unknown]

    def of_row(row):
        def score(known):
            frame = others.copy()
            for column in known:
                frame.iloc[:, column] = row[column]
            return scores(model, frame).mean(axis=0)

        return shapley(score, len(row))

    known = [of_row(row) for row in X.iloc[:6].to_numpy()]
    return {"rows": list(range(6)), "values": [values for values, _ in known], "base": known[0][1]}


def clean(cell):
    if isinstance(cell, (float, np.floating)):
        return None if math.isnan(cell) else float(cell)
    return cell.item() if isinstance(cell, np.generic) else cell


def answer(name, model, X, own, unknown):
    classes = model.classes_.tolist() if hasattr(model, "classes_") else None
    bits = "exact" if name in EXACT else "linear"
    return {
        "classes": classes,
        "predict": model.predict(own).tolist(),
        "predict_proba": model.predict_proba(own).tolist() if hasattr(model, "predict_proba") else None,
        "raw": model.decision_function(own).reshape(len(own), -1).tolist() if hasattr(model, "decision_function") else None,
        "shap": contributions(model, X, unknown),
        "bits": {"predict": bits, "predict_proba": bits, "raw": bits},
    }


def written(model, form):
    if form == "skops":
        import skops.io

        return skops.io.dumps(model, compression=zipfile.ZIP_DEFLATED)
    if form == "cloudpickle":
        import cloudpickle

        return cloudpickle.dumps(model)
    return pickle.dumps(model, protocol=4)


if __name__ == "__main__":
    path, form, *only = sys.argv[1:]
    try:
        with open(path) as file:
            kept = json.load(file)
    except FileNotFoundError:
        kept = {}
    for name, (model, X, y, unknown) in MODELS.items():
        if only and name not in only:
            continue
        model.fit(X, y)
        own = rows if X is numbers else X.iloc[:9]
        kinds = ["string" if own[column].dtype.kind in "OT" else "number" for column in own]
        cells = [[clean(cell) for cell in row] for row in own.astype(object).to_numpy()]
        kept[f"sklearn-{sklearn.__version__}-{form}-{name}"] = {
            "bytes": base64.b64encode(written(model, form)).decode(),
            "rows": {"columns": list(own), "kinds": kinds, "rows": cells},
            "expected": answer(name, model, X, own, unknown),
        }
    with open(path, "w") as file:
        json.dump(dict(sorted(kept.items())), file, ensure_ascii=False)
        file.write("\n")

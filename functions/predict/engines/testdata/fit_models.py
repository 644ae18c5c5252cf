"""Fits classifiers with scikit-learn, writes them with skl2onnx and tells what they answer.

For each model NAME in the folder given as argument: NAME.onnx, NAME.rows (float32, row-major),
NAME.proba (float64, scikit-learn's predict_proba), NAME.ort (float64, onnxruntime's probabilities)
and NAME.label (int32, index of the class in onnxruntime's label output). What the files do not say is printed as JSON.
"""
import json
import sys
import warnings

import numpy as np
import onnxruntime
from skl2onnx import convert_sklearn, to_onnx
from skl2onnx.common.data_types import (
    DoubleTensorType,
    FloatTensorType,
    Int64TensorType,
    StringTensorType,
)
from sklearn.calibration import CalibratedClassifierCV
from sklearn.datasets import load_iris
from sklearn.ensemble import (
    BaggingClassifier,
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

warnings.filterwarnings("ignore")
folder = sys.argv[1]
random = np.random.default_rng(7)
told = []


def table(features, classes, rows=400):
    x = random.normal(size=(rows, features)).astype(np.float32).round(2)
    centres = random.normal(size=(classes, features))
    y = np.argmax(x @ centres.T + random.normal(size=(rows, classes)), axis=1)
    y[:classes] = np.arange(classes)
    return x, y


def save(name, model, rows, onnx, feeds=None, names=None):
    rows = np.ascontiguousarray(rows, dtype=np.float32)
    data = onnx.SerializeToString()
    open(f"{folder}/{name}.onnx", "wb").write(data)
    rows.tofile(f"{folder}/{name}.rows")
    model.predict_proba(rows).astype(np.float64).tofile(f"{folder}/{name}.proba")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(data, options)
    feeds = feeds or {session.get_inputs()[0].name: rows}
    label, probabilities = session.run(None, feeds)[:2]
    classes = list(model.classes_)
    if isinstance(probabilities, list):  # ZipMap's
        probabilities = [[row[c] for c in classes] for row in probabilities]
    np.array(probabilities, dtype=np.float64).tofile(f"{folder}/{name}.ort")
    index = np.array([classes.index(value) for value in label.reshape(-1)], dtype=np.int32)
    index.tofile(f"{folder}/{name}.label")
    told.append({
        "name": name,
        "classes": [c if isinstance(c, str) else int(c) for c in classes],
        "nFeatures": rows.shape[1],
        "featureNames": names,
    })


def plain(model, x, target=None, zipmap=False):
    return to_onnx(model, x[:1], options={id(model): {"zipmap": zipmap}}, target_opset=target)


def near_thresholds(forest, x, most):
    """Rows that lie on a threshold of a tree, and one float32 to each side of it."""
    trees = [(t.tree_.feature, t.tree_.threshold) for t in forest.estimators_]
    feature = np.concatenate([f[f >= 0] for f, _ in trees])
    threshold = np.concatenate([t[f >= 0] for f, t in trees]).astype(np.float32)
    kept = random.permutation(len(feature))[:most]
    rows = np.repeat(x[random.integers(0, len(x), len(kept))], 3, axis=0)
    each = threshold[kept]
    sides = [np.nextafter(each, np.float32(-np.inf)), each, np.nextafter(each, np.float32(np.inf))]
    rows[np.arange(len(rows)), np.repeat(feature[kept], 3)] = np.stack(sides, axis=1).reshape(-1)
    return rows


for classes, features, trees, depth in [
    (2, 8, 100, 10), (2, 1, 1, None), (2, 60, 500, 4), (2, 8, 500, 10), (3, 4, 10, None), (4, 13, 50, 6), (5, 60, 20, 8),
]:
    x, y = table(features, classes)
    forest = RandomForestClassifier(trees, max_depth=depth, random_state=3).fit(x, y)
    n = 100_000 if trees == 100 else 1_000
    rows = random.normal(size=(n, features)).astype(np.float32)
    rows = np.concatenate([rows, near_thresholds(forest, x, 10_000 if trees == 100 else 300)])
    save(f"forest-{classes}-{features}-{trees}", forest, rows, plain(forest, x))

x, y = table(5, 2)
for version, main in [(1, 9), (2, 15), (3, 21)]:
    forest = RandomForestClassifier(7, random_state=1).fit(x, y)
    save(f"forest-ml{version}", forest, x, plain(forest, x, {"": main, "ai.onnx.ml": version}))
forest = RandomForestClassifier(7, random_state=1).fit(x, np.array(["no", "yes"])[y])
save("forest-text", forest, x, plain(forest, x))
save("forest-zipmap", forest, x, plain(forest, x, zipmap=True))
trees = ExtraTreesClassifier(9, max_depth=5, random_state=1).fit(x, y * 3 + 4)
save("forest-extra", trees, x, plain(trees, x))
tree = DecisionTreeClassifier(max_depth=4).fit(x, y)
save("forest-tree", tree, x, plain(tree, x))

iris = load_iris()
flowers = iris.data.astype(np.float32)
iris_names = np.array(["setosa", "versicolor", "virginica"])[iris.target]
logistic = LogisticRegression(max_iter=500).fit(flowers, iris_names)
save("iris-logistic", logistic, flowers, plain(logistic, flowers))
boosted = GradientBoostingClassifier(n_estimators=20).fit(flowers, iris.target)
save("iris-boosted", boosted, flowers, plain(boosted, flowers))

for classes in (2, 3):
    x, y = table(6, classes)
    for name, model in {
        "logistic": LogisticRegression(),
        "scaled": make_pipeline(StandardScaler(), LogisticRegression()),
        "scaled-forest": make_pipeline(StandardScaler(), RandomForestClassifier(10, max_depth=5)),
        "boosted": GradientBoostingClassifier(n_estimators=20),
        "histogram": HistGradientBoostingClassifier(max_iter=10),
        "bayes": GaussianNB(),
        "network": MLPClassifier((8,), max_iter=50),
        "neighbours": KNeighborsClassifier(),
        "bagging": BaggingClassifier(n_estimators=3, random_state=0),
        "calibrated": CalibratedClassifierCV(LogisticRegression()),
        "vectors": SVC(probability=True),
    }.items():
        model.fit(x, y * 2 + 1)
        save(f"{name}-{classes}", model, x, plain(model, x, zipmap=name == "boosted"))

x, y = table(4, 2)
scaled = make_pipeline(StandardScaler(), LogisticRegression()).fit(x, y)
no_maps = {id(scaled): {"zipmap": False}}
save("double", scaled, x, convert_sklearn(
    scaled, initial_types=[("x", DoubleTensorType([None, 4]))], options=no_maps,
), {"x": x.astype(np.float64)})
x[:, 1] = x[:, 1].round()
names = ["age", "visits", "height", "weight"]
columns = [(n, Int64TensorType([None, 1]) if n == "visits" else FloatTensorType([None, 1])) for n in names]
feeds = {n: x[:, [i]].astype(np.int64 if n == "visits" else np.float32) for i, n in enumerate(names)}
save("columns", scaled, x, convert_sklearn(scaled, initial_types=columns, options=no_maps), feeds, names)

logistic = LogisticRegression().fit(x, y)
one_row = plain(logistic, x)
for value in [*one_row.graph.input, *one_row.graph.output]:
    value.type.tensor_type.shape.dim[0].dim_value = 1
open(f"{folder}/one-row.onnx", "wb").write(one_row.SerializeToString())
x[:20].tofile(f"{folder}/one-row.rows")
logistic.predict_proba(x[:20]).tofile(f"{folder}/one-row.proba")

# Models that are no classifiers of numbers; not in the list.
regression = LinearRegression().fit(x, y)
open(f"{folder}/regression.onnx", "wb").write(to_onnx(regression, x[:1]).SerializeToString())
words = make_pipeline(OneHotEncoder(), LogisticRegression()).fit(np.array([["a"], ["b"]]), [0, 1])
open(f"{folder}/words.onnx", "wb").write(convert_sklearn(
    words, initial_types=[("word", StringTensorType([None, 1]))], options={id(words): {"zipmap": False}},
).SerializeToString())
wide = plain(logistic, x)
wide.graph.input[0].type.tensor_type.shape.dim[1].Clear()
open(f"{folder}/wide.onnx", "wb").write(wide.SerializeToString())
strange = plain(logistic, x)
strange.graph.node[0].op_type = "LinearClassifierOfTomorrow"
open(f"{folder}/strange.onnx", "wb").write(strange.SerializeToString())

print(json.dumps(told))

"""The peers of the scorer: other programs that score the same models, on one thread.

Answers one JSON request a line on standard input; `.ci/peers` makes the environment that it runs in. The
arguments are a folder that keeps the models, as training and compiling them takes minutes, and the data set.

Actions: "prepare" makes the models and lists who scores each of them; "time" measures one of these for
one row or many; "explain" measures SHAP values of one row; "scores" tells what the library itself says.
"""

import json
import os
import pickle
import statistics
import sys
import time
import warnings

os.environ["OMP_NUM_THREADS"] = "1"
warnings.filterwarnings("ignore")

import lightgbm
import lleaves
import numpy as np
import onnxruntime
import shap
import tl2cgen
import treelite
import xgboost
import ydf
from onnxmltools import convert_lightgbm, convert_xgboost
from onnxmltools.convert.common.data_types import FloatTensorType
from skl2onnx import to_onnx
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

FOLDER, DATASET = sys.argv[1], sys.argv[2]
NAMES = ["forest", "forest3", "xgboost", "lightgbm"]
# Compiling a thousand thousand nodes takes C compilers the better part of an hour.
MAX_COMPILED_NODES = 200_000


def table(seed, n_classes):
    """20 000 rows of 20 features, of which four tell the class."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(20_000, 20)).astype(np.float32)
    score = x[:, 0] + x[:, 1] * x[:, 2] + np.sin(2 * x[:, 3]) + random.normal(size=len(x)) / 2
    return x, np.digitize(score, np.quantile(score, np.arange(1, n_classes) / n_classes))


def train(name):
    """Fits a model and tells the rows to score."""
    if name == "forest":
        data = np.loadtxt(DATASET, delimiter=",", skiprows=1).astype(np.float32)
        x, y = data[:, :-1], data[:, -1].astype(int)
        x_train, _, y_train, _ = train_test_split(x, y, test_size=0.2, random_state=42, stratify=y)
        params = {"max_depth": 10, "min_samples_split": 5, "min_samples_leaf": 2, "random_state": 42}
        return RandomForestClassifier(n_estimators=100, **params).fit(x_train, y_train), x
    if name == "forest3":
        x, y = table(1, 3)
        return RandomForestClassifier(300, min_samples_leaf=5, random_state=0, n_jobs=2).fit(x, y), x
    x, y = table(2, 2)
    if name == "xgboost":
        model = xgboost.XGBClassifier(n_estimators=500, max_depth=6, learning_rate=0.1, n_jobs=1)
    else:
        model = lightgbm.LGBMClassifier(n_estimators=500, num_leaves=31, n_jobs=1, verbose=-1)
    return model.fit(x, y), x


def convert(name, model, x):
    """Makes an ONNX graph."""
    shape = [("input", FloatTensorType([None, x.shape[1]]))]
    if name == "xgboost":
        return convert_xgboost(model, initial_types=shape)
    if name == "lightgbm":
        return convert_lightgbm(model, initial_types=shape, zipmap=False)
    return to_onnx(model, x[:1], options={"zipmap": False})


def write(name, model, x):
    """Writes the files that the others read."""
    if name == "xgboost":
        model.get_booster().save_model(f"{FOLDER}/{name}.ubj")
        trees = treelite.frontend.from_xgboost(model.get_booster())
    elif name == "lightgbm":
        model.booster_.save_model(f"{FOLDER}/{name}.txt")
        trees = treelite.frontend.from_lightgbm(model.booster_)
    else:
        # No path of a graph tells scikit-learn's doubles: they come beside it.
        trees = treelite.sklearn.import_model(model)
        model.predict_proba(x[:1000]).tofile(f"{FOLDER}/{name}.proba")
    # Converting takes minutes, too.
    if not os.path.exists(f"{FOLDER}/{name}.onnx"):
        with open(f"{FOLDER}/{name}.onnx", "wb") as file:
            file.write(convert(name, model, x).SerializeToString())
    np.resize(x, (1000, x.shape[1])).astype(np.float32).tofile(f"{FOLDER}/{name}.rows")
    library = f"{FOLDER}/{name}.so"
    n_nodes = sum(tree.tree_.node_count for tree in getattr(model, "estimators_", []))
    if n_nodes <= MAX_COMPILED_NODES and not os.path.exists(library):
        params = {"parallel_comp": 32}
        tl2cgen.export_lib(trees, toolchain="gcc", libpath=library, params=params, nthread=1)
    return trees


def session(name):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(f"{FOLDER}/{name}.onnx", options, providers=["CPUExecutionProvider"])


def compiled(name):
    predictor = tl2cgen.Predictor(f"{FOLDER}/{name}.so", nthread=1)
    return lambda x: predictor.predict(tl2cgen.DMatrix(x, dtype="float32"))


def scorers(name, model, trees):
    """By name: what scores rows."""
    graph = session(name)
    given = graph.get_inputs()[0].name
    found = {"onnxruntime": lambda x: graph.run(None, {given: x})}
    if os.path.exists(f"{FOLDER}/{name}.so"):
        found["tl2cgen"] = compiled(name)
    else:
        found["treelite"] = lambda x: treelite.gtil.predict(trees, x, nthread=1)
    if name == "xgboost":
        booster = model.get_booster()
        found["xgboost"] = lambda x: booster.inplace_predict(x)
    elif name == "lightgbm":
        booster = model.booster_
        found["lightgbm"] = lambda x: booster.predict(x, num_threads=1)
        try:
            fast = lleaves.Model(model_file=f"{FOLDER}/{name}.txt")
            fast.compile(cache=f"{FOLDER}/{name}.lleaves")
            found["lleaves"] = lambda x: fast.predict(x, n_jobs=1)
        except Exception as error:
            print(f"lleaves does not compile {name}: {error}", file=sys.stderr)
    else:
        model.set_params(n_jobs=None)
        found["scikit-learn"] = model.predict_proba
        try:
            forest = ydf.from_sklearn(model)
            column = forest.input_feature_names()
            wide = len(column) > 1 or None
            found["ydf"] = lambda x: forest.predict(
                {c: x[:, i] for i, c in enumerate(column)} if wide else {column[0]: x}
            )
            found["ydf"](np.zeros((1, model.n_features_in_), np.float32))
        except Exception as error:
            found.pop("ydf", None)
            print(f"YDF does not take {name}: {error}", file=sys.stderr)
    return found


MODELS = {}


def prepare(_):
    """Makes the models; tells by model who scores it."""
    os.makedirs(FOLDER, exist_ok=True)
    for name in NAMES:
        kept = f"{FOLDER}/{name}.pickle"
        if os.path.exists(kept):
            with open(kept, "rb") as file:
                model, x = pickle.load(file)
        else:
            model, x = train(name)
            with open(kept, "wb") as file:
                pickle.dump((model, x), file)
        trees = write(name, model, x)
        MODELS[name] = model, np.ascontiguousarray(x, dtype=np.float32), scorers(name, model, trees)
    return {name: list(found) for name, (_, _, found) in MODELS.items()}


def median_seconds(action, seconds):
    """Median time of an action, another row each time."""
    samples = []
    end = time.perf_counter() + seconds
    while len(samples) < 5 or time.perf_counter() < end:
        begin = time.perf_counter()
        action(len(samples))
        samples.append(time.perf_counter() - begin)
    return statistics.median(samples)


def time_one(request):
    """Seconds a row."""
    _, x, found = MODELS[request["model"]]
    score, n = found[request["peer"]], request["rows"]
    starts = [i * 7919 % (max(1, len(x) - n)) for i in range(1000)]
    batches = [np.ascontiguousarray(np.resize(x[at:at + n], (n, x.shape[1]))) for at in starts[:100 if n > 1 else 1000]]
    return median_seconds(lambda i: score(batches[i % len(batches)]), 0.7) / n


def explain(request):
    """Seconds of one row's SHAP values: by shap, or by the library itself."""
    model, x, _ = MODELS[request["model"]]
    row = lambda i: x[i * 7919 % len(x)].reshape(1, -1)
    if request["peer"] == "shap":
        explainer = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
        return median_seconds(lambda i: explainer.shap_values(row(i)), 1)
    if request["peer"] == "xgboost":
        booster = model.get_booster()
        return median_seconds(lambda i: booster.predict(xgboost.DMatrix(row(i), nthread=1), pred_contribs=True), 1)
    return median_seconds(lambda i: model.booster_.predict(row(i), pred_contrib=True, num_threads=1), 1)


def scores(request):
    """What the library itself says of the 1 000 rows: margins, or scikit-learn's probabilities."""
    model, _, _ = MODELS[request["model"]]
    rows = np.fromfile(f"{FOLDER}/{request['model']}.rows", np.float32).reshape(1000, -1)
    if request["model"] == "xgboost":
        return model.get_booster().inplace_predict(rows, predict_type="margin").astype(float).ravel().tolist()
    if request["model"] == "lightgbm":
        return model.booster_.predict(rows, raw_score=True, num_threads=1).ravel().tolist()
    return model.predict_proba(rows).ravel().tolist()


ACTIONS = {"prepare": prepare, "time": time_one, "explain": explain, "scores": scores}

if __name__ == "__main__":
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(ACTIONS[request["action"]](request["argument"])), flush=True)

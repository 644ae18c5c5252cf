"""The Python side of the benchmark: answers one JSON request a line on standard input.

Runs in the reference environment (scikit-learn 1.6.1, onnxruntime). It trains the reference forest once;
every request measures or scores something and answers one line of JSON.
"""

import json
import statistics
import sys
import time

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

PARAMS = dict(n_estimators=100, max_depth=10, min_samples_split=5, min_samples_leaf=2, random_state=42)

table = pd.read_csv(sys.argv[1])
x, y = table.drop(columns="Outcome").to_numpy(), table["Outcome"].to_numpy()
x_train, _, y_train, _ = train_test_split(x, y, test_size=0.2, random_state=42, stratify=y)
forest = RandomForestClassifier(**PARAMS).fit(x_train, y_train)


def median_seconds(action, times):
    samples = []
    for i in range(times):
        begin = time.perf_counter()
        action(i)
        samples.append(time.perf_counter() - begin)
    return statistics.median(samples)


def one_row(times):
    """Median time of predict_proba of one row, another row of the data set each time."""
    return median_seconds(lambda i: forest.predict_proba(x[i % len(x)].reshape(1, -1)), times)


def batch(times):
    """Median time a row of predict_proba of 1 000 rows."""
    rows = np.resize(x, (1000, x.shape[1]))
    return median_seconds(lambda i: forest.predict_proba(rows), times) / 1000


def fit(times):
    """Median time of a fit on one thread."""
    return median_seconds(lambda i: RandomForestClassifier(**PARAMS, n_jobs=1).fit(x_train, y_train), times)


def score(rows):
    """Probability of class 1 of each row, as shortest decimal text of the double."""
    return forest.predict_proba(np.asarray(rows, dtype=np.float32).reshape(-1, x.shape[1]))[:, 1].tolist()


ACTIONS = {"one_row": one_row, "batch": batch, "fit": fit, "score": score}

for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(ACTIONS[request["action"]](request["argument"])), flush=True)

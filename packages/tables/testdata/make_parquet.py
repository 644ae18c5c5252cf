"""Writes parquet.json: a small table with a column of each kind, in each compression that is common.

Usage: python make_parquet.py > parquet.json
"""

import base64
import datetime
import decimal
import io
import json

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

table = pa.table(
    {
        "number": pa.array([1.5, None, float("nan"), -2.25], pa.float64()),
        "single": pa.array([0.5, 1.5, None, 3.0], pa.float32()),
        "whole": pa.array([3, 1, 2, None], pa.int64()),
        "huge": pa.array([2**53, 1, 2, 2], pa.int64()),
        "money": pa.array([decimal.Decimal("1.25"), None, decimal.Decimal("3.50"), decimal.Decimal("0.01")]),
        "flag": pa.array([True, False, None, True]),
        "word": pa.array(["b", "NA", None, " b "]),
        "level": pa.array(["lo", "hi", "lo", None]).dictionary_encode(),
        "day": pa.array([datetime.date(2024, 2, 29), None, datetime.date(1969, 12, 31), datetime.date(1970, 1, 2)]),
        "time": pa.array([datetime.datetime(2024, 1, 1, 12), None, None, datetime.datetime(2024, 1, 2)]),
        "list": pa.array([[1], [], None, [2, 3]]),
        "raw": pa.array([b"ab", b"cd", None, b"ab"], pa.binary(2)),
        "": pa.array([0.5, 1.5, 2.5, 3.5]),
        "__index_level_0__": pa.array([10, 11, 12, 13], pa.int64()),
    }
)
files = {}
for compression in ["none", "snappy", "gzip", "zstd"]:
    file = io.BytesIO()
    pq.write_table(table, file, compression=compression, row_group_size=3)
    files[compression] = base64.b64encode(file.getvalue()).decode()
print(json.dumps(files))

import { deepEqual, equal } from "node:assert/strict";
import {
  type GoldenModel,
  goldenNames,
  readGolden,
  readHostile,
  requireContributions,
  requireNear,
  requirePredictions,
  requireRefusal,
  requireScores,
  toRows,
} from "@mlops/testing/golden_model";
import { referenceTest } from "@mlops/testing/reference";
import type { Rows } from "@mlops/model";
import { readSklearn, SklearnModel } from "./mod.ts";

/** Python's classes of trees and boosters, and those wrappers of LightGBM that are pickled. */
const NAMES = /^sklearn-|^lightgbm-.*-(clf|clf3|reg_sk)$/;

function requireTransformed(
  { name, expected }: GoldenModel,
  model: SklearnModel,
  rows: Rows,
): void {
  const { transformed } = expected as { transformed?: (number | null)[][] | null };
  if (!transformed) return;
  const { numbers } = model.transform(rows);
  const wanted = transformed.flat();
  equal(numbers.length, wanted.length);
  wanted.forEach((value, i) => {
    requireNear(numbers[i]!, value ?? NaN, "exact", `${name} cell ${i}`);
  });
}

referenceTest(
  "readSklearn() predicts, transforms and explains as scikit-learn 1.3 to 1.9",
  ["golden"],
  async (t) => {
    for (const name of goldenNames("").filter((it) => NAMES.test(it))) {
      await t.step(name, async () => {
        const golden = readGolden(name);
        const model = readSklearn(golden.bytes);
        const rows = toRows(golden.rows, model);
        await requirePredictions(golden, model, rows);
        if (golden.expected.raw) requireScores(golden, model.scores(rows) ?? new Float64Array());
        if (model instanceof SklearnModel) requireTransformed(golden, model, rows);
        requireContributions(golden, model, rows, 1e-9);
      });
    }
  },
);

/** What each message must name. */
const FAULTS: { readonly [file: string]: RegExp } = {
  "os_system.pkl": /posix\.system/,
  "os_system_p2.pkl": /posix\.system/,
  "eval.pkl": /builtins\.eval/,
  "exec_p0.pkl": /protocol/,
  "nested_import.pkl": /builtins\.getattr/,
  "stack_global_memo.pkl": /os\.system/,
  "dotted_name.pkl": /sklearn\.base\.warnings\.sys\.modules/,
  "dotted_reconstruct.pkl": /numpy\._core\.multiarray\._reconstruct\.__self__/,
  "subclass_prefix.pkl": /sklearn\.evil\.RandomForestClassifier/,
  "inst.pkl": /opcode (INST 0x69|STRING 0x53)/,
  "obj.pkl": /posix\.system/,
  "ext1.pkl": /opcode EXT1 0x82/,
  "persid.pkl": /opcode BINPERSID 0x51/,
  "next_buffer.pkl": /opcode NEXT_BUFFER 0x97/,
  "numpy_load.pkl": /numpy\.load/,
  "runstring.pkl": /numpy\.testing\._private\.utils\.runstring/,
  "joblib_wrapper.pkl": /joblib\.numpy_pickle\.NumpyArrayWrapper/,
  "cloudpickle_function.pkl": /cloudpickle\.cloudpickle\._make_function/,
  "svc.pkl": /sklearn\.svm\._classes\.SVC is not supported/,
  ...Object.fromEntries([0, 1, 2, 3, 4, 5, 6].map((n) => [`truncated_${n}.pkl`, /truncated/])),
  "trailing.pkl": /bytes after STOP/,
  "no_stop.pkl": /truncated/,
  "binbytes8_huge.pkl": /length in it goes beyond the file/,
  "frame_huge.pkl": /frame goes beyond the file/,
  "long4_huge.pkl": /length in it goes beyond the file/,
  "long4_big.pkl": /integer must have at most 64 bytes: has 60000/,
  "memo_huge.pkl": /memo index/,
  "memo_unset.pkl": /memo index 99 is unset/,
  "stack_under.pkl": /stack is empty/,
  "mark_missing.pkl": /no mark/,
  "setitems_odd.pkl": /odd number of items/,
  "bad_utf8.pkl": /not UTF-8/,
  "surrogate.pkl": /not UTF-8/,
  "laughs_list.pkl": /no estimator|stack/,
  "laughs_tuple_key.pkl": /tuple/,
  "laughs_text.pkl": /no estimator/,
  "copy_growth.pkl": /opcode LIST 0x6c/,
  "build_again.pkl": /second BUILD of one object/,
  "deep_tuple.pkl": /no estimator/,
  "deep_mark.pkl": /no estimator/,
  "deep_state.pkl": /stack must hold one value .* at STOP/,
  "deep_pipeline.pkl": /nested too deep/,
  "cycle_pipeline.pkl": /estimator inside itself/,
  "proto_key.pkl": /tree_/,
  "tree_cycle.pkl": /node 5 has left child 0, which must come after its parent/,
  "tree_self.pkl": /node 0 has right child/,
  "tree_beyond.pkl": /node 0 has left child/,
  "tree_negative.pkl": /node 0 has left child -5/,
  "tree_one_child.pkl": /node 0 has one child/,
  "tree_shared.pkl": /node 1 has two parents/,
  "tree_feature.pkl": /node 0 has feature 5 of 5/,
  "tree_feature_neg.pkl": /node 0 has feature -2/,
  "tree_fewer_nodes.pkl": /values|node/,
  "tree_values_shape.pkl": /values as \[\d+, 1, 2\]/,
  "tree_values_dtype.pkl": /values as float64/,
  "tree_nodes_dtype.pkl": /threshold as float64/,
  "tree_nodes_no_threshold.pkl": /field "threshold"/,
  "tree_value_nan.pkl": /value not finite/,
  "ndarray_short.pkl": /ndarray.*5 items of 8 bytes, with 32/,
  "ndarray_huge.pkl": /ndarray.*2147483647 items of 8 bytes, with 32/,
  "ndarray_huge4.pkl": /ndarray.*2\^53/,
  "ndarray_negative.pkl": /ndarray.*shape.*-1/,
  "ndarray_unbuilt.pkl": /ndarray.*BUILD/,
  "dtype_fields_beyond.pkl": /field "b" goes beyond the item/,
  "dtype_itemsize.pkl": /no estimator|V99999999999/,
  "object_array_short.pkl": /ndarray.*9 objects, with 2/,
  "scalar_short.pkl": /NumPy scalar .* 8 bytes with 2/,
  "gb_columns.pkl": /3 classes needs 3 trees a round: has 2/,
  "forest_empty.pkl": /no trees/,
  "forest_classes.pkl": /values as \[\d+, 1, 3\]: is \[\d+, 1, 2\]/,
  "forest_features.pkl": /4 columns, its n_features_in_: takes 5/,
  "lr_shape.pkl": /coef_ of shape \[3, 5\]/,
  "lr_nan.pkl": /coef_ not finite/,
  "hgb_cycle.pkl": /node 0 has left child 0/,
  "hgb_bitset.pkl": /bitset 999.* bitsets/,
  "skops_function.skops": /os\.system/,
  "skops_constructor.skops": /ConstructorFromReduceNode.*builtins\.eval|builtins\.eval/,
  "skops_object.skops": /subprocess\.Popen/,
  "skops_method.skops": /loader MethodNode/,
  "skops_protocol.skops": /protocol 99/,
  "skops_deep.skops": /nested too deep/,
  "skops_json.skops": /schema\.json is no JSON/,
  "skops_missing_npy.skops": /member .* is missing/,
  "skops_npy_pickle.skops": /objects/,
  "skops_npy_shape.skops": /92 items of 8 bytes, with 17/,
  "skops_bomb.skops": /uncompressed size/,
  "skops_no_end.skops": /no end of central directory/,
  "skops_dir_beyond.skops": /central directory goes beyond the file/,
};

referenceTest("readSklearn() refuses hostile files by their fault", ["golden"], async (t) => {
  const files = readHostile(/\.(pkl|skops)$/);
  deepEqual(files.map(({ file }) => file).sort(), Object.keys(FAULTS).sort());
  for (const hostile of files) {
    await t.step(hostile.file, () => requireRefusal(hostile, readSklearn, FAULTS[hostile.file]!));
  }
});

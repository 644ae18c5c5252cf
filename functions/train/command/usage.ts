import { parseFlags } from "./flags.ts";
import { FOREST_FLAGS } from "../table/forest_flags.ts";

const DEFAULTS: Readonly<Record<string, string>> = parseFlags([]).values;

/** Every hyper-parameter is a line of one table, which the flags are read by, too. */
const PARAMETERS = FOREST_FLAGS.map(({ flag, values, help }) => {
  const usual = DEFAULTS[flag] ? ` (${DEFAULTS[flag]})` : "";
  return `  ${`--${flag} ${values}`.padEnd(34)} ${help}${usual}`;
}).join("\n");

/** What `--help` prints. */
export const USAGE =
  `Trains a model, logs the run to MLflow, registers the model and moves its alias.

Usage: deno task train [flags]                              the reference data set
       deno task train --table FILE --target NAME [flags]   any table

Which table, and what is trained on it
  --table FILE               CSV, gzip or Parquet: a path, or a file, http or https address
  --query SQL                rows of the database DATABASE_URL, in the place of --table
  --target NAME              column that is predicted
  --task NAME                classification or regression; by default the target decides
  --schema FILE              what is known of the columns (JSON)
  --schema-out FILE          write down what was found, to be edited
  --describe                 train nothing: print what was found, as --schema takes it
  --decimal , or .           decimal mark of a CSV, where it cannot be told
  --estimator NAME           RandomForest or ExtraTrees with Classifier or Regressor
  --cv K                     cross-validate in K folds of the training rows, too
  --search SECONDS           look for better hyper-parameters, each a nested run
  --oob-score                measure with the trees that have not seen a row, too
  --single-input             a model of rows of numbers, not of columns
  --model NAME               registered model; by default named by table and target

What becomes of the model
  --alias NAME               alias that the new version gets (champion)
  --promote-if-better METRIC move champion only if the current one, scored on the same test rows,
                             is not better: accuracy, precision, recall, f1_score or auc_roc; of a
                             table any metric of its task, with a paired test
  --force                    with --promote-if-better: move it whatever the comparison says
  --from-feedback            train on the outcomes that came true, too (needs DATABASE_URL), and
                             measure the champion on the same test rows, the data set's own
  --sources NAME,NAME        with --from-feedback: whose outcomes, e.g. key:lab; anonymous is of
                             whoever told one without a name (FEEDBACK_SOURCES)
  --approve                  with --from-feedback: champion may move without somebody's second look
                             (deno task approve)
  --min-feedback N           with --promote-if-better: fewer outcomes move nothing (0)
  --workers N|auto           threads that share the fit (auto: as many as help)

The forest, by scikit-learn's names: N is a count, S a share with a point, so that 1 is one row and
1.0 all of them. In brackets the defaults of the reference; those of a table are scikit-learn's
${PARAMETERS}
  --no-bootstrap                     grow every tree on all rows, not on a sample

  --shards N                 merge the parts of a forest that N others grow (train:cluster)
  --shard K                  only grow part K of them, from 0
  --training ID              name of the training, by which all of them find its run

Environment:
  MLFLOW_TRACKING_URI        tracking server (http://localhost:5000), with
  MLFLOW_TRACKING_USERNAME   and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN
  MODEL_SIGNING_KEY          key that signs the version (PKCS #8 as PEM)
  FEEDBACK_SOURCES           what --sources is by default
  DATABASE_URL               Postgres of --query, or of the prediction log, with PGPASSWORD
                             and DATABASE_CA, the authority of sslmode=verify-full
  DATASET_URL                CSV of the reference's columns: a path or an address; INIT_CWD is the
                             folder of --table
`;

/** What `--help` prints. */
export const USAGE =
  `Trains a model, logs the run to MLflow, registers the model and moves its alias.

Usage: deno task train [flags]

  --alias NAME               alias that the new version gets (champion)
  --promote-if-better METRIC move champion only if the current one, scored on the same test rows,
                             is not better: accuracy, precision, recall, f1_score or auc_roc
  --force                    with --promote-if-better: move it whatever the comparison says
  --from-feedback            train on the outcomes that came true, too (needs DATABASE_URL), and
                             measure the champion on the same test rows
  --min-feedback N           with --promote-if-better: fewer outcomes move nothing (0)
  --workers N|auto           threads that share the fit (auto: as many as help)

  --n-estimators N           trees (100)
  --max-depth N|none         levels of a tree (10)
  --min-samples-split N      rows that a node needs to be split (5)
  --min-samples-leaf N       rows that a leaf needs (2)
  --max-features N|sqrt|none features that a split looks at (sqrt)
  --no-bootstrap             grow every tree on all rows, not on a sample
  --random-state N           seed of the split and the forest (42)
  --test-size SHARE          share of the rows kept for the test (0.2)

  --shards N                 merge the parts of a forest that N others grow (train:cluster)
  --shard K                  only grow part K of them, from 0
  --training ID              name of the training, by which all of them find its run

Environment:
  MLFLOW_TRACKING_URI        tracking server (http://localhost:5000), with
  MLFLOW_TRACKING_USERNAME   and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN
  MODEL_SIGNING_KEY          key that signs the version (deno task sign --help)
  DATABASE_URL               Postgres of the prediction log, for --from-feedback
  DATASET_URL                CSV to train on, gzip too: a path, or a file, http or https address
                             (the data set in the repository)
`;

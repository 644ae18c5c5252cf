/**
 * Production with its backups and MLflow's artifacts in a bucket, from nothing: every volume and all artifacts
 * are lost, and come back. It begins by removing a stack that is there, with its volumes, and ends so.
 *
 * Run with the test cluster up with SeaweedFS, Contour and cert-manager, and KUBECONFIG set:
 * `deno task e2e:bucket`
 *
 * @module
 */
import { referenceTest } from "@mlops/testing/reference";
import { bucketSteps, emptyFolder, S3_KEY } from "./backup_steps.ts";
import { inOrder } from "./steps.ts";
import { deploy, runTask } from "./run_task.ts";

const OVERLAY = "production-s3";

const KEY = {
  AWS_ACCESS_KEY_ID: S3_KEY.accessKeyId,
  AWS_SECRET_ACCESS_KEY: S3_KEY.secretAccessKey,
};

referenceTest(
  "volumes and artifacts are lost, and come back from a bucket",
  ["cluster"],
  (t) =>
    inOrder(t, [
      {
        id: "deploy",
        title: "it is deployed, and nothing of it needs a volume for artifacts",
        run: async (tell) => {
          await runTask(["undeploy", "--yes"]);
          for (const folder of ["backups", "mlflow"]) await emptyFolder(folder);
          await runTask(["secrets:production"], KEY);
          const { seconds } = await deploy(OVERLAY);
          tell(`deployed in ${seconds.toFixed(0)} s`);
          await runTask(["checklist"]);
        },
      },
      ...bucketSteps(OVERLAY),
      {
        id: "undeploy",
        title: "nothing stays behind",
        run: async () => {
          await runTask(["undeploy", "--yes"]);
        },
      },
    ]),
);

/**
 * Loses every volume of the stack, that of the backups too, and brings it back from a bucket.
 *
 * Run with the overlay production-s3 deployed, on a cluster with SeaweedFS, and KUBECONFIG set:
 * `deno task e2e:bucket`
 *
 * @module
 */
import { referenceTest } from "@mlops/testing/reference";
import { bucketSteps } from "./backup.ts";
import { inOrder } from "./steps.ts";

referenceTest(
  "all volumes are lost, and the stack comes back from a bucket",
  ["cluster"],
  (t) => inOrder(t, bucketSteps("production-s3")),
);

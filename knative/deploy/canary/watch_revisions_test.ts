import { deepEqual, equal } from "node:assert/strict";
import { fakeCluster } from "../../checklist/testing/fake_cluster.ts";
import { RevisionWatch } from "./watch_revisions.ts";
import { loggedProbabilities } from "./logged_probabilities.ts";

const pod = (name: string, revision: string, restartCount = 0) => ({
  metadata: { name, labels: { "serving.knative.dev/revision": revision } },
  status: { containerStatuses: [{ restartCount }] },
});

Deno.test("RevisionWatch adds up pods that come, and what those answered that were there", async () => {
  const pods = [pod("a", "r-1")];
  let answered = 100;
  const cluster = fakeCluster({
    objects: { pods },
    answer: () =>
      new Response(`predict_requests_total{route="/predict",status="200"} ${answered}\n`),
  });
  await using watch = new RevisionWatch(cluster);
  await watch.look();
  equal(watch.of("r-1").answered, 0);
  answered = 130;
  pods.push(pod("b", "r-2", 1));
  await watch.look();
  deepEqual([watch.of("r-1").answered, watch.of("r-2").answered], [30, 130]);
  deepEqual([watch.restartsOf("r-1"), watch.restartsOf("r-2")], [0, 1]);
  watch.begin();
  answered = 5;
  await watch.look();
  deepEqual([watch.of("r-1").answered, watch.of("r-2").answered], [5, 5]);
});

Deno.test("RevisionWatch misses a pod that does not answer, and goes on", async () => {
  const cluster = fakeCluster({
    objects: { pods: [pod("a", "r-1")] },
    answer: () => new Response("no", { status: 503 }),
  });
  await using watch = new RevisionWatch(cluster);
  await watch.look();
  equal(watch.of("r-1").answered, 0);
});

Deno.test("loggedProbabilities() counts the log by tenth, and lets names into the statement only", async () => {
  const queries: string[] = [];
  const { kubectl } = fakeCluster({
    exec: (args) => {
      queries.push(args.at(-1) ?? "");
      return "0|0|12\n0|9|3\n1|7|4\n";
    },
  });
  const options = { namespace: "n", old: "predict-00001", fresh: "predict-00002", seconds: 20.4 };
  deepEqual(await loggedProbabilities(kubectl, options), {
    old: [12, 0, 0, 0, 0, 0, 0, 0, 0, 3],
    fresh: [0, 0, 0, 0, 0, 0, 0, 4, 0, 0],
  });
  equal(queries[0]?.includes("interval '21 seconds'"), true);
  equal(await loggedProbabilities(kubectl, { ...options, old: "x' or true --" }), null);
  equal(queries.length, 1);
  const away = fakeCluster({}).kubectl;
  equal(await loggedProbabilities(away, options), null);
});

import { deepEqual, rejects } from "node:assert/strict";
import type { ApiReader } from "./api_server.ts";
import { watchColdStarts } from "./cold_start_watch.ts";
import { formOf } from "./service_form.ts";
import type { Pod } from "./pods.ts";

const FORM = formOf("knative", "mlops-workshop");

function pod(name: string, isReady: boolean): Pod {
  const at = "2026-11-25T02:52:20Z";
  return {
    metadata: { name, uid: name, creationTimestamp: at },
    spec: {},
    status: {
      phase: "Running",
      conditions: [{
        type: "Ready",
        status: isReady ? "True" : "False",
        lastTransitionTime: "2026-11-25T02:52:22Z",
      }],
    },
  };
}

/** Answers each list of pods with the next of these, the last one again and again. */
function cluster(...lists: Pod[][]): ApiReader {
  return {
    get: <T>() => Promise.resolve({ items: lists.length > 1 ? lists.shift() : lists[0] } as T),
    text: () => Promise.resolve('predict_boot_phase_seconds{phase="process"} 0.1\n'),
  };
}

Deno.test("watchColdStarts() takes those apart that become ready, also after the load's end", async () => {
  const old = pod("old", true);
  const { signal } = new AbortController();
  const api = cluster([old], [old, pod("new", false)], [old, pod("new", true)]);
  const { outcome, coldStarts } = await watchColdStarts(
    { api, signal },
    FORM,
    () => Promise.resolve(7),
  );
  deepEqual(outcome, 7);
  deepEqual(
    coldStarts.map((it) => [it.pod, it.processSeconds, it.totalSeconds]),
    [["new", 0.1, 2]],
  );
});

Deno.test("watchColdStarts() throws what the load throws", async () => {
  const { signal } = new AbortController();
  const load = () => Promise.reject(new RangeError("no"));
  await rejects(watchColdStarts({ api: cluster([]), signal }, FORM, load), RangeError);
});

import { deepEqual, equal, match } from "node:assert/strict";
import type { LiveObject } from "../knative/checklist/cluster.ts";
import type { Exercise } from "./engine/exercise.ts";
import { localPlace } from "./engine/local_place.ts";
import type { Place } from "./engine/place.ts";
import autoscaling from "./exercises/06-autoscaling/exercise.ts";
import concurrency from "./exercises/14-concurrency/exercise.ts";
import canary from "./exercises/15-canary/exercise.ts";

/** What a step says of a namespace that holds these objects; nothing if it holds. */
async function faultOf(
  { steps }: Exercise,
  step: string,
  { objects, ...rest }: Omit<Partial<Place>, "objects"> & { objects: Record<string, unknown> },
): Promise<string> {
  const place: Place = {
    ...localPlace("", {}),
    namespace: "lab-1",
    ...rest,
    object: (resource) => Promise.resolve(objects[resource] as LiveObject),
    objects: (resource) => Promise.resolve((objects[resource] ?? []) as LiveObject[]),
  };
  const { check } = steps.find(({ id }) => id === step)!;
  return await check(place).then(() => "", (error: Error) => error.message);
}

/** The objects of exercise 14 when it is done. */
const LOADED = {
  ksvc: {
    spec: { template: { metadata: { annotations: { "autoscaling.knative.dev/target": "5" } } } },
  },
  hpa: {
    spec: { scaleTargetRef: { name: "slow-classic" }, metrics: [{ resource: { name: "cpu" } }] },
    status: { conditions: [{ type: "ScalingActive", status: "True" }] },
  },
  jobs: { status: { succeeded: 1, startTime: new Date().toISOString() } },
};

/** What a Deployment's controller notes when it adds pods. */
function scaledUp(set: string, size: number, lastTimestamp: string) {
  return { message: `Scaled up replica set ${set} from 1 to ${size}`, lastTimestamp };
}

const kubectl = () => Promise.resolve("slow-classic 3943 answers");

Deno.test("exercise 14: an HPA that aims at nothing, or measures nothing, has not seen the load", async () => {
  const fault = (step: string, change: Partial<Record<keyof typeof LOADED, unknown>> = {}) =>
    faultOf(concurrency, step, { kubectl, objects: { ...LOADED, ...change } });
  equal(await fault("settings"), "");
  equal(await fault("hpa-stayed"), "");
  const spec = { ...LOADED.hpa.spec, scaleTargetRef: { name: "slow" } };
  equal(await fault("settings", { hpa: { spec } }), "slow-hpa makes slow grow");
  equal(
    await fault("hpa-stayed", { hpa: { ...LOADED.hpa, status: {} } }),
    "it has measured nothing yet",
  );
  const message = "no metrics returned from resource metrics API";
  const conditions = [{ type: "ScalingActive", status: "False", message }];
  equal(await fault("hpa-stayed", { hpa: { ...LOADED.hpa, status: { conditions } } }), message);
});

Deno.test("exercise 14: a load that has failed is not one that goes on", async () => {
  const fault = (status: unknown) =>
    faultOf(concurrency, "knative-grew", { kubectl, objects: { ...LOADED, jobs: { status } } });
  match(await fault({}), /not over/);
  match(await fault({ failed: 1 }), /has failed/);
});

Deno.test("exercise 14: what the cluster has forgotten after an hour is not said to be missing", async () => {
  const fault = (step: string, jobs: unknown, events: unknown[] = []) =>
    faultOf(concurrency, step, { kubectl, objects: { ...LOADED, jobs, events } });
  const succeeded = 1;
  const recent = { status: { succeeded, startTime: new Date().toISOString() } };
  const long = { status: { succeeded, startTime: "2026-01-01T00:00:00Z" } };
  equal(await fault("knative-grew", recent), "never more than 1");
  for (const step of ["knative-grew", "hpa-stayed"]) {
    match(await fault(step, long), /for an hour only.*kubectl delete job load -n lab-1, then/);
  }
  const woken = [scaledUp("slow-00001-deployment-1", 1, new Date().toISOString())];
  match(await fault("knative-grew", long, woken), /for an hour only/);
  // Some clusters keep them longer.
  const kept = [scaledUp("slow-00001-deployment-1", 4, "2026-01-01T00:00:10Z")];
  equal(await fault("knative-grew", long, kept), "");
  equal(await fault("hpa-stayed", long, kept), "");
});

Deno.test("exercise 14: what an HPA did under an earlier load is not held against it", async () => {
  const status = { succeeded: 1, startTime: new Date().toISOString() };
  const fault = (at: string) =>
    faultOf(concurrency, "hpa-stayed", {
      kubectl,
      objects: { ...LOADED, jobs: { status }, events: [scaledUp("slow-classic-1", 3, at)] },
    });
  equal(await fault("2026-01-01T00:00:00Z"), "");
  equal(await fault(status.startTime), "it asked for 3 pods");
});

Deno.test("exercise 6: the growth that the cluster has forgotten is not said to have never been", async () => {
  const fault = (startTime: string, message = "New size: 2; reason: All metrics below target") =>
    faultOf(autoscaling, "grew", {
      objects: {
        jobs: { status: { startTime } },
        events: message === "" ? [] : [{ message, lastTimestamp: startTime }],
      },
    });
  const now = new Date().toISOString();
  equal(await fault(now), "it has not added any yet");
  equal(await fault(now, "New size: 4; reason: cpu resource utilization above target"), "");
  // The way down is noted minutes after the way up, and forgotten minutes after it.
  for (const left of ["", "New size: 2; reason: All metrics below target"]) {
    match(await fault("2026-01-01T00:00:00Z", left), /for an hour only.*run it again/);
  }
});

Deno.test("exercises 6 and 14: what a load has printed is told in the learner's language", async () => {
  const check = async ({ steps }: Exercise, id: string, said: string) => {
    const place: Place = {
      ...localPlace("", {}),
      kubectl: () => Promise.resolve(said),
      object: (kind) =>
        Promise.resolve(LOADED[kind as keyof typeof LOADED] as unknown as LiveObject),
    };
    return await steps.find((step) => step.id === id)!.check(place);
  };
  deepEqual(await check(autoscaling, "load", "5000 answered, 3 failed"), {
    fr: "5000 répondues, 3 échouées",
    en: "5000 answered, 3 failed",
  });
  const said =
    "slow 4 answers, median 2 ms, 95 % 3 ms\nslow-classic 7 answers, median 5 ms, 95 % 6 ms";
  deepEqual(await check(concurrency, "hpa-stayed", said), {
    fr: "slow-classic 7 réponses, médiane 5 ms, 95 % 6 ms",
    en: "slow-classic 7 answers, median 5 ms, 95 % 6 ms",
  });
});

Deno.test("exercise 15: any name of its own will do to try the new version", async () => {
  const asked: string[] = [];
  const fault = (traffic: unknown, text = "v2") =>
    faultOf(canary, "tagged", {
      objects: { ksvc: { status: { traffic } } },
      exec: (_, command) => {
        asked.push(/http:\/\/([\w.-]+)/.exec(`${command.at(-1)}`)![1]!);
        return Promise.resolve(JSON.stringify({ status: 200, headers: {}, text, ms: 7 }));
      },
    });
  const old = { revisionName: "answer-v1", percent: 90 };
  const fresh = { revisionName: "answer-v2", percent: 10 };
  equal(await fault([old, { ...fresh, tag: "canary" }]), "");
  equal(await fault([old, { ...fresh, tag: "next" }]), "");
  equal(await fault([old, fresh, { revisionName: "answer-v2", tag: "apart" }]), "");
  deepEqual(asked, ["canary-answer.lab-1", "next-answer.lab-1", "apart-answer.lab-1"]);
  equal(await fault([{ ...old, tag: "canary" }, fresh]), "answer-v2 has no tag");
  equal(await fault([{ ...fresh, tag: "next" }], "v1"), "next-answer: 200 v1");
});

Deno.test("exercise 15: no traffic is told in words", async () => {
  equal(
    await faultOf(canary, "divided", { objects: { ksvc: { status: {} } } }),
    "no traffic yet",
  );
});

import { deepEqual, equal, match, rejects } from "node:assert/strict";
import type { KubernetesObject } from "../cluster/kubernetes_object.ts";
import { lineReport } from "../report.ts";
import { FakeKubectl, list } from "../testing/fake_kubectl.ts";
import { stillClock } from "../testing/still_clock.ts";
import { type Counters, NO_REQUESTS } from "./counters.ts";
import { rollBack } from "./rollback.ts";
import { rollOut, type RollOutDeps } from "./roll_out.ts";

const wanted = (image: string): KubernetesObject => ({
  apiVersion: "serving.knative.dev/v1",
  kind: "Service",
  metadata: { name: "predict", namespace: "n" },
  spec: { template: { spec: { containers: [{ image }] } } },
});

interface Traffic {
  readonly revisionName?: string;
  readonly latestRevision?: boolean;
  readonly percent: number;
}

/** A Knative that makes a Revision of each new template, unless it stands still; `isBad` ones never become ready. */
class FakeKnative {
  readonly traffic: string[] = [];
  readonly fake: FakeKubectl;
  #service = wanted("old");
  #generation = 1;
  #shares: readonly Traffic[] = [{ revisionName: "predict-1", percent: 100 }];
  #ready = "predict-1";

  constructor(isBad: (image: string) => boolean = () => false, standsStill = false) {
    this.fake = new FakeKubectl([
      ["get services.serving.knative.dev", () => list(this.#live(isBad))],
      ["get --filename=-", () => list(this.#live(isBad))],
      ["get pods", (): object => {
        if (!isBad(this.#image())) return list();
        const state = { waiting: { reason: "ImagePullBackOff", message: "not found" } };
        return list({
          metadata: { name: "p" },
          status: {
            containerStatuses: [{ name: "predict", ready: false, restartCount: 0, state }],
          },
        });
      }],
      ["apply", (input) => {
        const [service]: KubernetesObject[] = JSON.parse(input ?? "").items;
        const isNew =
          JSON.stringify(template(service!)) !== JSON.stringify(template(this.#service));
        if (isNew && !standsStill) this.#generation++;
        this.#service = service!;
        const { traffic } = service!["spec"] as { traffic?: readonly Traffic[] };
        this.#shares = traffic ?? [{ latestRevision: true, percent: 100 }];
        this.traffic.push(
          this.#shares.map(({ revisionName = "latest", percent }) => `${revisionName} ${percent}`)
            .join(", "),
        );
        return list(this.#live(isBad));
      }],
    ]);
  }

  #image(): string {
    return template(this.#service).spec.containers[0].image;
  }

  #live(isBad: (image: string) => boolean): KubernetesObject {
    const latest = `predict-${this.#generation}`;
    if (!isBad(this.#image())) this.#ready = latest;
    const status = isBad(this.#image()) ? "False" : "True";
    return {
      ...this.#service,
      metadata: { ...this.#service.metadata, uid: "u" },
      status: {
        latestCreatedRevisionName: latest,
        latestReadyRevisionName: this.#ready,
        conditions: [{ type: "Ready", status, reason: "RevisionFailed" }],
        traffic: this.#shares.map(({ revisionName = this.#ready, percent }) => ({
          revisionName,
          percent,
        })),
      },
    };
  }
}

function template(service: KubernetesObject) {
  return (service["spec"] as { template: { spec: { containers: [{ image: string }] } } }).template;
}

const fine = (answered: number, seconds = 0.001): Counters => ({
  answered,
  failed: 0,
  within: new Map([0.001, 1, Infinity].map((bound) => [bound, bound < seconds ? 0 : answered])),
});

function setUp(knative: FakeKnative, fresh: Counters, old = fine(900), wait = 3) {
  const lines: string[] = [];
  const clock = stillClock();
  const asked: string[] = [];
  let isClosed = false;
  const deps: RollOutDeps = {
    kubectl: knative.fake.client,
    report: lineReport((line) => lines.push(line), clock.now),
    clock,
    openWatch: () => ({
      begin: () => {},
      look: () => Promise.resolve(),
      of: (revision) => revision === "predict-1" ? old : fresh,
      restartsOf: () => 0,
      [Symbol.asyncDispose]: () => Promise.resolve(void (isClosed = true)),
    }),
    probabilities: () => Promise.resolve(null),
    ask: (revisions, times) => {
      asked.push(`${revisions.join(" ")} ${times}`);
      return Promise.resolve(new Map([["predict-1", [3]], ["predict-2", [wait]]]));
    },
  };
  return { deps, lines, asked, clock, closed: () => isClosed };
}

const options = (image: string) => ({ service: wanted(image), percent: 10, timeoutMs: 60_000 });

Deno.test("rollOut() gives a good Revision a tenth, half, and all, each said in a line", async () => {
  const knative = new FakeKnative();
  const { deps, lines, closed } = setUp(knative, fine(100));
  equal(await rollOut(options("new"), deps), "predict-2");
  deepEqual(knative.traffic, [
    "predict-1 90, latest 10",
    "predict-1 50, latest 50",
    "latest 100",
  ]);
  deepEqual(lines.map((line) => line.replace(/ +\d+\.\d s/, " T")), [
    "✓ new Revision T  predict-2, beside predict-1",
    "✓ predict-2 is ready T",
    "✓ 10 % of requests to predict-2 T  100 requests, 0 failed, p95 0.95 ms beside 0.95 ms",
    "✓ 50 % of requests to predict-2 T  100 requests, 0 failed, p95 0.95 ms beside 0.95 ms",
    "✓ all requests to predict-2 T",
  ]);
  equal(closed(), true);
});

Deno.test("rollOut() takes a slow Revision back, with its template, and says why", async () => {
  const knative = new FakeKnative();
  const { deps, lines, closed } = setUp(knative, fine(100, 1));
  await rejects(rollOut(options("slow"), deps), {
    name: "ApplyError",
    message:
      /^Cannot roll out predict-2; every request goes to predict-1 again: 95 % of its answers/,
  });
  deepEqual(knative.traffic, [
    "predict-1 90, latest 10",
    "predict-1 100",
    "predict-1 100",
    "latest 100",
  ]);
  match(lines.at(-1) ?? "", /^✓ back to predict-1/);
  equal(
    knative.fake.calls.some((call) =>
      call.startsWith("annotate revisions.serving.knative.dev predict-2 --namespace=n --overwrite")
    ),
    true,
  );
  equal(closed(), true);
});

Deno.test("rollOut() takes a Revision back that never becomes ready, before it gets a request", async () => {
  const knative = new FakeKnative((image) => image === "missing");
  const { deps } = setUp(knative, NO_REQUESTS);
  await rejects(rollOut(options("missing"), deps), {
    message:
      /^Cannot roll out predict-2; every request goes to predict-1 again: predict-2 must become ready: (?!.*Cannot).*ImagePullBackOff: not found/s,
  });
  deepEqual(knative.traffic.slice(1), ["predict-1 100", "predict-1 100", "latest 100"]);
  equal(
    knative.fake.calls.at(-1),
    "delete revisions.serving.knative.dev predict-2 --namespace=n --wait=false",
  );
});

Deno.test("rollOut() leaves no share to a Revision that Knative may make once nobody looks", async () => {
  const knative = new FakeKnative(undefined, true);
  const { deps } = setUp(knative, NO_REQUESTS);
  await rejects(rollOut(options("new"), deps), {
    name: "ApplyError",
    message: /must make a Revision within 30 s: it made none; the Service is as before/,
  });
  deepEqual(knative.traffic, ["predict-1 90, latest 10", "latest 100"]);
  const [{ spec }] = JSON.parse(knative.fake.inputs.at(-1)!).items;
  equal(spec.template.spec.containers[0].image, "old");
});

Deno.test("rollOut() asks by itself where no client does, and says so", async () => {
  const knative = new FakeKnative();
  const { deps, lines, asked } = setUp(knative, fine(3), fine(0));
  equal(await rollOut(options("new"), deps), "predict-2");
  equal(asked[0], "predict-1 predict-2 60");
  match(
    lines[2] ?? "",
    /3 requests, .* some of them its own: too few to judge more than that it is/,
  );
});

Deno.test("rollOut() takes back what answers late though its own figures know nothing of it", async () => {
  const knative = new FakeKnative();
  const { deps } = setUp(knative, fine(100), fine(900), 60);
  await rejects(rollOut(options("starved"), deps), {
    message: /again: asked in turn, it takes 60 ms, and the old one 3.00 ms \(100 requests/,
  });
  equal(knative.fake.calls.some((call) => call.startsWith("delete")), false);
});

Deno.test("rollOut() has nothing to do where the Revision is as it is to be", async () => {
  const knative = new FakeKnative();
  const { deps } = setUp(knative, fine(100));
  equal(await rollOut(options("old"), deps), undefined);
  equal(knative.traffic.at(-1), "latest 100");
});

Deno.test("rollOut() has nothing to compare with on a first deployment", async () => {
  const empty = new FakeKubectl([]);
  const { deps, lines } = setUp(new FakeKnative(), NO_REQUESTS);
  equal(await rollOut(options("new"), { ...deps, kubectl: empty.client }), undefined);
  deepEqual(lines, [
    "· no Revision serves yet, so that there is none to compare a new one with",
  ]);
});

const revision = (
  generation: number,
  image: string,
  { isReady = true, annotations = {} }: { isReady?: boolean; annotations?: object } = {},
) => ({
  apiVersion: "serving.knative.dev/v1",
  kind: "Revision",
  metadata: {
    name: `predict-${generation}`,
    labels: { "serving.knative.dev/configurationGeneration": `${generation}` },
    annotations,
  },
  spec: { containers: [{ image }] },
  status: { conditions: [{ type: "Ready", status: isReady ? "True" : "False" }] },
});

/** A cluster where a Revision serves, and after some looks another one. */
function deployed(serving: string, revisions: object[], later: string[] = []): FakeKubectl {
  const sends = (name: string) => ({
    ...wanted("x"),
    status: { traffic: [{ revisionName: name, percent: 100 }] },
  });
  const live = sends(serving);
  const looks = [serving, ...later];
  return new FakeKubectl([
    ["get services.serving.knative.dev predict", () => list(sends(looks.shift() ?? serving))],
    ["get revisions.serving.knative.dev", list(...revisions)],
    ["get --filename=-", list(live)],
    ["apply", (input) => input ?? ""],
  ]);
}

const inSpace = () => ({ namespace: "n", clock: stillClock() });

Deno.test("rollBack() gives all requests to the newest earlier Revision that was good and is another", async () => {
  const fake = deployed("predict-5", [
    revision(1, "a"),
    revision(2, "b"),
    revision(3, "c", { annotations: { "mlops.workshop/refused": "it was slow" } }),
    revision(4, "d", { isReady: false }),
    revision(5, "e"),
    revision(6, "f"),
  ], ["predict-5", "predict-2"]);
  deepEqual(await rollBack(fake.client, inSpace()), { from: "predict-5", to: "predict-2" });
  const applied = fake.inputs[fake.calls.findIndex((call) => call.startsWith("apply"))]!;
  const [{ spec, metadata }] = JSON.parse(applied).items;
  deepEqual(spec.traffic, [{ revisionName: "predict-2", percent: 100 }]);
  deepEqual(metadata, { name: "predict", labels: {}, namespace: "n" });
});

Deno.test("rollBack() says that there is nothing to go back to", async () => {
  const fake = deployed("predict-2", [revision(1, "a"), revision(2, "a")]);
  await rejects(rollBack(fake.client, inSpace()), {
    message:
      "Cannot roll back as there must be an earlier Revision than predict-2 that was ready: " +
      "there is none",
  });
  await rejects(rollBack(new FakeKubectl([]).client, inSpace()), {
    message: /must serve in namespace "n"/,
  });
});

Deno.test("rollBack() calls nothing rolled back that Knative does not send there", async () => {
  const fake = deployed("predict-2", [revision(1, "a"), revision(2, "b")]);
  await rejects(rollBack(fake.client, inSpace()), {
    message: /Knative must send all requests to predict-1 within 60 s: it does not/,
  });
});

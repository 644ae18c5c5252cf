import { deepEqual, equal, match } from "node:assert/strict";
import { stringify } from "yaml";
import type { LiveObject } from "../knative/checklist/cluster.ts";
import { readLearnersFile } from "./engine/learners_file.ts";
import { localPlace } from "./engine/local_place.ts";
import type { Place } from "./engine/place.ts";
import exercise from "./exercises/11-sealed-secrets/exercise.ts";
import { fingerprintOf } from "./exercises/11-sealed-secrets/steps.ts";

const PASSWORD = "0123456789abcdef0123456789abcdef";
const encoded = (text: string) => new TextEncoder().encode(text).toBase64();

const metadata = { name: "model-store", namespace: "lab-11", generation: 2 };
const sealed = {
  apiVersion: "bitnami.com/v1alpha1",
  kind: "SealedSecret",
  metadata,
  spec: { encryptedData: { PASSWORD: "A".repeat(720) } },
};

/** The state of a cluster and of the folder `git/`, as it is when the exercise is done. */
const DONE = {
  files: { "model-store.yaml": stringify(sealed) } as Record<string, string>,
  report: `for-debugging.yaml: ${await fingerprintOf("the one before")}`,
  sealed: {
    ...sealed,
    status: { observedGeneration: 2, conditions: [{ type: "Synced", status: "True" }] },
  } as unknown,
  secret: {
    metadata: { ...metadata, ownerReferences: [{ kind: "SealedSecret", name: "model-store" }] },
    data: { PASSWORD: encoded(PASSWORD) },
  } as unknown,
  inPods: PASSWORD,
  verify: "Error from server (Conflict): the server reported a conflict" as string | undefined,
};

/** What the steps say of a state, by those that do not hold. */
async function faults(change: Partial<typeof DONE> = {}): Promise<Map<string, string>> {
  const state = { ...DONE, ...change };
  const work = await Deno.makeTempDir({ prefix: "lab-sealed-" });
  try {
    await Deno.mkdir(`${work}/git`);
    await Deno.writeTextFile(`${work}/report.txt`, state.report);
    for (const [name, text] of Object.entries(state.files)) {
      await Deno.writeTextFile(`${work}/git/${name}`, text);
    }
    const place: Place = {
      ...localPlace(work, {}),
      namespace: "lab-11",
      object: (resource) =>
        Promise.resolve((resource === "secrets" ? state.secret : state.sealed) as LiveObject),
      objects: () =>
        Promise.resolve(
          [{ metadata: { name: "reader-1" }, spec: {}, status: {} }] as unknown as LiveObject[],
        ),
      exec: () => Promise.resolve(`${state.inPods}\n`),
      kubectl: () =>
        state.verify === undefined ? Promise.resolve("") : Promise.reject(new Error(state.verify)),
      file: (name) => readLearnersFile(work, name),
    };
    const said = new Map<string, string>();
    for (const { id, check } of exercise.steps) {
      if (id === "pods") continue;
      await check(place).catch((error: Error) => said.set(id, error.message));
    }
    return said;
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

Deno.test("exercise 11: what is sealed, opened and used holds", async () => {
  deepEqual([...await faults()], []);
});

Deno.test("exercise 11: each fault of a sealed Secret fails its own step", async () => {
  const file = (object: unknown) => ({ "model-store.yaml": stringify(object) });
  const plain = {
    apiVersion: "v1",
    kind: "Secret",
    metadata,
    data: { PASSWORD: encoded(PASSWORD) },
  };
  equal((await faults({ files: file(plain) })).get("sealed"), "it is an object of kind Secret");
  const elsewhere = { ...sealed, metadata: { ...metadata, namespace: "default" } };
  match((await faults({ files: file(elsewhere) })).get("sealed") ?? "", /default\/model-store/);
  const annotations = { "sealedsecrets.bitnami.com/cluster-wide": "true" };
  const wide = { ...sealed, metadata: { ...metadata, annotations } };
  match((await faults({ files: file(wide) })).get("sealed") ?? "", /cluster-wide/);
  const template = { metadata: { annotations } };
  const hidden = { ...sealed, spec: { ...sealed.spec, template } };
  match((await faults({ files: file(hidden) })).get("sealed") ?? "", /cluster-wide/);

  const debugging = { ...DONE.files, "for-debugging.yaml": stringify(plain) };
  match((await faults({ files: debugging })).get("plain") ?? "", /for-debugging\.yaml holds it/);
  const report = `for-debugging.yaml: ${await fingerprintOf(PASSWORD)}`;
  deepEqual([...await faults({ report })], [["rotated", "it is the one of report.txt"]]);
  deepEqual([...(await faults({ verify: undefined })).keys()], ["scope"]);
  match((await faults({ verify: "no such service" })).get("scope") ?? "", /no such service/);
  deepEqual([...(await faults({ inPods: "spring-2024" })).keys()], ["used"]);

  const old = { metadata, data: { PASSWORD: encoded("spring-2024") } };
  deepEqual([...(await faults({ secret: old, inPods: "spring-2024" })).keys()], [
    "synced",
    "rotated",
  ]);
  const conditions = [{ type: "Synced", status: "False", message: "no key could decrypt secret" }];
  const shut = { ...sealed, status: { observedGeneration: 2, conditions } };
  equal((await faults({ sealed: shut })).get("synced"), "no key could decrypt secret");
  const other = { ...sealed, spec: { encryptedData: { PASSWORD: "B".repeat(720) } }, status: {} };
  match((await faults({ sealed: other })).get("synced") ?? "", /not that of git/);
});

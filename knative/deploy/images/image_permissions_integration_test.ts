import { deepEqual } from "node:assert/strict";
import { readConfig as readPredictConfig } from "../../../functions/predict/config.ts";
import { permissionFlags as predictPermissions } from "../../../functions/predict/run/permissions.ts";
import { V8_FLAGS } from "../../../functions/predict/run/run_flags.ts";
import { readConfig as readUiConfig } from "../../../ui/config.ts";
import { permissionFlags as uiPermissions } from "../../../ui/permissions.ts";
import { type ImageDescription, parseImageDescription } from "./image_description.ts";
import { type KubernetesObject, readManifests } from "../cluster/kubernetes_object.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;

async function describe(folder: string): Promise<ImageDescription> {
  const path = `${folder}/image.json`;
  return parseImageDescription(await Deno.readTextFile(`${ROOT}${path}`), path);
}

interface Variable {
  readonly name: string;
  readonly value?: string;
}

/** Variables that a manifest gives a container; those from Secrets are not there. */
async function environmentOf(path: string): Promise<(name: string) => string | undefined> {
  const [object] = readManifests(await Deno.readTextFile(`${ROOT}${path}`));
  const { spec } = object as KubernetesObject & {
    spec: { template: { spec: { containers: { env: Variable[] }[] } } };
  };
  const variables = spec.template.spec.containers.flatMap(({ env }) => env);
  return (name) => variables.find((variable) => variable.name === name)?.value;
}

/** One image for all overlays: production's file of keys is missing elsewhere. */
async function productionKeysFile(): Promise<string> {
  const path = "knative/overlays/production/rights/kustomization.yaml";
  return /API_KEYS_FILE=(.+)/.exec(await Deno.readTextFile(`${ROOT}${path}`))?.[1] ?? "";
}

Deno.test("ui/image.json gives the page what its settings on the cluster need, and no more", async () => {
  const { permissions } = await describe("ui");
  const environment = await environmentOf("k8s/ui/deployment.yaml");
  const keysFile = await productionKeysFile();
  const config = readUiConfig((name) => name === "API_KEYS_FILE" ? keysFile : environment(name));
  deepEqual(permissions.toSorted(), uiPermissions(config, "/app/dist/site").toSorted());
});

Deno.test("functions/predict/image.json gives the service what its settings need, and no more", async () => {
  const { permissions, v8Flags } = await describe("functions/predict");
  const settings = await Deno.readTextFile(`${ROOT}k8s/classic/predict.env`);
  const variables = new Map(
    [...settings.split("\n"), `API_KEYS_FILE=${await productionKeysFile()}`].filter((line) =>
      /^[A-Z]/.test(line)
    ).map((line) => {
      const [name = "", ...value] = line.split("=");
      return [name, value.join("=")];
    }),
  );
  const config = readPredictConfig((name) => variables.get(name));
  const files = {
    documentation: "/app/dist/swagger-ui",
    wasm: "/app/dist/ort-wasm-simd-threaded.wasm",
    scorer: "/app/dist/scorer/scorer_process.js",
  };
  deepEqual(permissions.toSorted(), predictPermissions(config, files).toSorted());
  deepEqual(v8Flags, V8_FLAGS);
});

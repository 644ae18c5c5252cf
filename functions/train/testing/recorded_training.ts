/**
 * A training in a world of the test's own: no server, no file, no clock.
 *
 * @module
 */
import { FEATURES, TARGET } from "@mlops/tasks/diabetes";
import { DEFAULT_FOREST_PARAMS, fitForest } from "@mlops/forest";
import { createHash } from "node:crypto";
import type { Dataset } from "../dataset/dataset.ts";
import type { ArtifactFile } from "../mlflow/artifact_file.ts";
import type { Rival } from "../mlflow/model_registry.ts";
import type { TrainPorts } from "../train_ports.ts";
import type { TrainRequest } from "../reference/train_request.ts";

/** The run of all these trainings. */
export const RUN_ID = "0123456789abcdef0123456789abcdef";

/** 40 patients of whom those with a Glucose above 120 are ill, but for every tenth. */
function table(): string {
  const rows = Array.from({ length: 40 }, (_, index) => {
    const glucose = 80 + 2 * index;
    const isIll = (glucose > 120) !== (index % 10 === 0);
    return [index % 5, glucose, 70, 20, 79, 25 + index % 7, 0.5, 30 + index, isIll ? 1 : 0].join();
  });
  return [[...FEATURES.map((feature) => feature.name), TARGET].join(), ...rows, ""].join("\n");
}

/** A training of five trees that moves the champion. */
export const REQUEST: TrainRequest = {
  params: { ...DEFAULT_FOREST_PARAMS, nEstimators: 5, randomState: 7, testSize: 0.25 },
  alias: "champion",
  promoteIfBetter: null,
  isForced: false,
  outcomes: null,
  sourceWarnings: [],
  isApproved: false,
  minFeedback: 0,
};

/** What a test changes of a world in which everything works. */
export interface World {
  readonly text?: string;
  readonly artifactUri?: string;
  readonly champion?: Rival | null;
  readonly stop?: AbortController;
  /** Signs versions. */
  readonly sign?: TrainPorts["sign"];
  /** Called before each call of a server, with what is written down of it; may throw. */
  readonly onCall?: (call: string) => void;
}

const fit: TrainPorts["fit"] = (rows, params, { onTree }) =>
  Promise.resolve(fitForest(rows.features32, rows.labels, params, { nFeatures: 8, onTree }));

/** What a training told the world. */
export interface RecordedPorts {
  /** The ports. */
  readonly ports: TrainPorts;
  /** What a server was told, in order. */
  readonly calls: string[];
  /** What was uploaded, by path. */
  readonly files: Map<string, ArtifactFile["content"]>;
  /** Parameters, metrics, tags, input and metadata of the run. */
  readonly logged: Record<string, unknown>;
}

/** Ports that write down what a server was told, and keep what was uploaded. */
export function recordingPorts(world: World): RecordedPorts {
  const calls: string[] = [];
  const files = new Map<string, ArtifactFile["content"]>();
  const logged: Record<string, unknown> = {};
  // Async, so that a throwing world rejects as a server would.
  // deno-lint-ignore require-await
  const record = async (call: string) => {
    calls.push(call);
    world.onCall?.(call);
  };
  const ports: TrainPorts = {
    tracking: {
      async startRun(startedAt) {
        await record(`start ${startedAt.toISOString()}`);
        return {
          runId: RUN_ID,
          artifactUri: world.artifactUri ?? `mlflow-artifacts:/1/${RUN_ID}/artifacts`,
          logInput(input) {
            logged["input"] = input;
            return record(`input ${input.name}`);
          },
          logResults(results) {
            const told = Object.entries(results).filter(([, of]) => Object.keys(of).length > 0);
            Object.assign(logged, Object.fromEntries(told));
            const names = Object.keys(results.metrics).join();
            return record(`results ${names || Object.keys(results.tags).join()}`);
          },
          upload({ path, content }) {
            files.set(path, content);
            return record(`upload ${path}`);
          },
          logModel(model) {
            logged["metadata"] = model.metadata;
            return record(`model ${model.artifactPath}`);
          },
          end: (status, note) => record(`end ${status}${note === null ? "" : `: ${note}`}`),
        };
      },
    },
    registry: {
      modelName: "diabetes-model",
      async loadRival(alias) {
        await record(`load ${alias}`);
        return world.champion ?? null;
      },
      async createVersion(source, tags) {
        await record(`register ${source.uri} ${Object.keys(tags).join()}=${tags["sha256"]}`);
        return "4";
      },
      deleteVersion: (version) => record(`delete ${version}`),
      setAlias: (alias, version) => record(`alias ${alias}=${version}`),
    },
    readDataset: (): Promise<Dataset> =>
      Promise.resolve({
        name: "t.csv",
        bytes: new TextEncoder().encode(world.text ?? table()),
        sha256: "ab".repeat(32),
        sourceType: "local",
        source: "t.csv",
      }),
    fit,
    fitAlone: fit,
    progress: { done: () => {}, tell: () => {}, tree: () => {} },
    now: () => new Date("2026-11-25T01:02:03.456Z"),
    newId: () => "f".repeat(32),
    sign: world.sign ?? null,
    sha256: (bytes) => createHash("sha256").update(bytes).digest("hex"),
    signal: (world.stop ?? new AbortController()).signal,
  };
  return { ports, calls, files, logged };
}

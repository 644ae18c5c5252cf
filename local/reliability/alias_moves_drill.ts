import { MlflowClient } from "@mlops/mlflow";
import { ClosedLoad } from "./closed_load.ts";
import { type Drill, Faults } from "./drill.ts";
import { refusalsOf } from "./refusals.ts";
import { startPredict } from "@mlops/testing/predict_process";
import { moveChampion, publishModel } from "@mlops/testing/publish_model";
import { trainModel } from "@mlops/testing/trained_model";
import { until, untilReady } from "@mlops/testing/until";

/** The length of the drill, and where it takes place. */
export interface AliasMovesOptions {
  /** Address of a tracking server without a champion. */
  readonly registry: string;
  /** What the registry is, for the report. */
  readonly registryName: string;
  /** How often the alias moves. */
  readonly moves: number;
}

/**
 * Moves the alias back and forth under load, then to a version whose file is damaged: R2.
 *
 * @param options Where, and how often.
 * @returns What was seen.
 */
export async function aliasMovesDrill(options: AliasMovesOptions): Promise<Drill> {
  const { registry, registryName, moves } = options;
  const client = new MlflowClient({ trackingUri: new URL(registry) });
  const models = [trainModel(1), trainModel(2)] as const;
  const good = [await publishModel(client, models[0]), await publishModel(client, models[1])];
  const bad = await publishModel(client, models[1], { damage: withByteFlipped });
  await moveChampion(client, good[0]!);

  await using service = startPredict(registry);
  await untilReady(service.url);
  const expected = new Map(good.map((version, index) => [version, models[index]!.probability]));
  const load = new ClosedLoad(service.url, { expected });
  const followedMs: number[] = [];
  let version = good[0]!;
  for (let move = 1; move <= moves; move++) {
    version = good[move % 2]!;
    await moveChampion(client, version);
    followedMs.push(await until(`version ${version}`, () => load.version === version));
  }
  await moveChampion(client, bad);
  await until("the refusal", async () => (await refusalsOf(service.url))[0]?.version === bad);
  const before = load.answered;
  await until("answers after the refusal", () => load.answered > before + 100);
  const kept = load.version;
  const report = await load.stop();

  const faults = new Faults();
  faults.unless(report.failed === 0, `${report.failed} failed: ${report.failures}`);
  faults.unless(report.wrong === 0, `${report.wrong} were not of the version that they name`);
  faults.unless(kept === version, `the damaged version ${bad} changed what answers to ${kept}`);
  faults.unless(!report.byVersion.has(bad), `the damaged version ${bad} answered`);
  const slowest = Math.max(...followedMs);
  return {
    id: "R2",
    what: `alias moved ${moves} times under load, then to a damaged version, ${registryName}`,
    figures: `${report.answered} answers, ${report.failed} failed, ${report.wrong} of another ` +
      `version than named; followed within ${Math.round(slowest)} ms`,
    faults: faults.list,
  };
}

function withByteFlipped(onnx: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const middle = onnx.length >> 1;
  onnx[middle] = onnx[middle]! ^ 1;
  return onnx;
}

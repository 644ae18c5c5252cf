import { referencePython } from "@mlops/testing/reference";
import { median } from "@mlops/statistics";
import { N_COLUMNS, writeGrowthTable } from "./growth_table.ts";
import { duration, type Result, times } from "./result.ts";
import { takeTurns } from "./rounds.ts";

/** What a fit cost, and enough of it to see that both sides grew the same. */
interface Growth {
  /** Processor time. */
  readonly seconds: number;
  /** Time by the clock. */
  readonly wallSeconds: number;
  readonly bytes: number;
  readonly nodes: number;
  readonly roots: readonly number[];
}

/** A table to grow trees on. */
interface Task {
  readonly title: string;
  readonly nRows: number;
  readonly kind: "classes" | "numbers";
  readonly missingShare: number;
  /** Most of scikit-learn's processor time that is allowed; `null`: only told. */
  readonly floor: number | null;
  /** Most bytes a cell at the peak; `null`: only told. */
  readonly maxBytes: number | null;
}

const N_TREES = 10;
const BASE = { kind: "classes", missingShare: 0, floor: 1, maxBytes: null } as const;
const TASKS: readonly Task[] = [
  // So small a fit is over before the compiler is warm.
  { ...BASE, title: "1 000 rows", nRows: 1_000, floor: null },
  { ...BASE, title: "10 000 rows", nRows: 10_000 },
  { ...BASE, title: "100 000 rows", nRows: 100_000 },
  { ...BASE, title: "10 000 rows, a number", nRows: 10_000, kind: "numbers", floor: 1.3 },
  { ...BASE, title: "100 000 rows, a number", nRows: 100_000, kind: "numbers", floor: 1.3 },
  { ...BASE, title: "100 000 rows, 5 % missing", nRows: 100_000, missingShare: 0.05, floor: 1.3 },
];
const MILLION: Task = { ...BASE, title: "1 000 000 rows", nRows: 1_000_000, maxBytes: 10 };
/** Workers that share the growth of a large table, and most of scikit-learn's time that they may take. */
const N_WORKERS = 2;
const WORKERS_FLOOR = 0.7;

/**
 * Measures fits of growing tables of 20 columns on one thread, 10 trees: T5, processor time beside
 * scikit-learn's, and T6, memory at the peak beyond what the process had before; of the largest also the
 * time by the clock on two Workers beside one thread.
 *
 * @param hasReference Whether scikit-learn is there to measure beside.
 * @param options `isLarge` adds a million rows, which take minutes.
 * @returns The lines of the table.
 * @throws {Error} If both sides grow different trees.
 */
export async function measureGrowing(
  hasReference: boolean,
  { isLarge }: { readonly isLarge: boolean },
): Promise<Result[]> {
  const results: Result[] = [];
  for (const task of isLarge ? [MILLION] : TASKS) {
    const folder = await Deno.makeTempDir({ prefix: "growth-" });
    try {
      await writeGrowthTable(folder, task.nRows, task.missingShare);
      results.push(...await measureTask(task, folder, hasReference));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }
  return results;
}

async function measureTask(task: Task, folder: string, hasReference: boolean): Promise<Result[]> {
  const args = [folder, `${task.nRows}`, task.kind, `${N_TREES}`];
  const program = (name: string) => new URL(name, import.meta.url).pathname;
  const python = hasReference ? await referencePython() : null;
  const growths: Record<"ours" | "sklearn" | "workers", Growth[]> = {
    ours: [],
    sklearn: [],
    workers: [],
  };
  const flags = ["run", "--no-check", "--allow-read", "--allow-run=cat"];
  const ours = [...flags, program("grow_table.ts")];
  const rounds = task.nRows >= 1_000_000 ? 1 : 3;
  await takeTurns({
    ours: async () => growths.ours.push(await run("deno", [...ours, ...args])),
    workers: async () => {
      if (task !== MILLION) return 0;
      return growths.workers.push(await run("deno", [...ours, ...args, `${N_WORKERS}`]));
    },
    sklearn: async () => {
      if (python === null) return 0;
      return growths.sklearn.push(await run(python, [program("grow_table.py"), ...args]));
    },
  }, rounds);
  for (const [round, growth] of growths.sklearn.entries()) {
    compare(task, growths.ours[round]!, growth);
  }
  for (const [round, growth] of growths.workers.entries()) {
    compare(task, growths.ours[round]!, growth);
  }
  return [
    timeResult(task, growths.ours, growths.sklearn),
    memoryResult(task, growths.ours, growths.sklearn),
    ...growths.workers.length === 0 ? [] : [workersResult(growths)],
  ];
}

function timeResult(task: Task, ours: readonly Growth[], sklearn: readonly Growth[]): Result {
  const seconds = (growths: readonly Growth[]) => median(growths.map((growth) => growth.seconds));
  const ratio = sklearn.length === 0 ? null : seconds(ours) / seconds(sklearn);
  return {
    id: "T5",
    what: `fit 10 trees on ${task.title}, processor time`,
    ours: duration(seconds(ours)),
    reference: ratio === null ? "" : `scikit-learn ${duration(seconds(sklearn))}`,
    ratio: ratio === null ? "" : times(ratio),
    floor: task.floor === null ? "" : `<= ${task.floor}x`,
    isMet: ratio === null ? null : task.floor === null || ratio <= task.floor,
  };
}

function memoryResult(task: Task, ours: readonly Growth[], sklearn: readonly Growth[]): Result {
  const perCell = (growths: readonly Growth[]) =>
    median(growths.map(({ bytes }) => bytes / (task.nRows * N_COLUMNS)));
  return {
    id: "T6",
    what: `its memory beyond the runtime, the trees included`,
    ours: `${perCell(ours).toFixed(1)} bytes a cell`,
    reference: sklearn.length === 0
      ? ""
      : `scikit-learn ${perCell(sklearn).toFixed(1)} beyond the table`,
    ratio: "",
    floor: task.maxBytes === null ? "" : `<= ${task.maxBytes}`,
    isMet: task.maxBytes === null || perCell(ours) <= task.maxBytes,
  };
}

function workersResult(growths: Readonly<Record<string, readonly Growth[]>>): Result {
  const wall = (name: string) =>
    median((growths[name] ?? []).map(({ wallSeconds }) => wallSeconds));
  const workers = wall("workers");
  const hasReference = growths["sklearn"]!.length > 0;
  const ratio = hasReference ? workers / wall("sklearn") : null;
  const references = [
    ...hasReference ? [`scikit-learn ${duration(wall("sklearn"))}`] : [],
    `one thread ${duration(wall("ours"))}`,
  ];
  return {
    id: "T5",
    what: `the same on ${N_WORKERS} Workers, by the clock`,
    ours: duration(workers),
    reference: references.join(", "),
    ratio: [...ratio === null ? [] : [ratio], workers / wall("ours")].map(times).join(", "),
    floor: `<= ${WORKERS_FLOOR}x scikit-learn`,
    isMet: ratio === null ? null : ratio <= WORKERS_FLOOR,
  };
}

function compare(task: Task, ours: Growth, other: Growth): void {
  if (ours.nodes === other.nodes && ours.roots.join() === other.roots.join()) return;
  throw new Error(
    `Cannot measure the growth of ${task.title} as both sides must grow the same trees: ` +
      `have ${ours.nodes} and ${other.nodes} nodes`,
  );
}

async function run(command: string, args: string[]): Promise<Growth> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot measure the growth: ${decoder.decode(stderr)}`);
  return JSON.parse(decoder.decode(stdout)) as Growth;
}

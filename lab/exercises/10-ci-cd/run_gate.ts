import type { Place } from "../../engine/place.ts";
import { fault } from "../../engine/words.ts";
import type { Workflow } from "./workflow.ts";

/** The learner's program and its test. */
const PROGRAM = ["risk.ts", "risk_test.ts"];

/** How long one command may take. */
const LIMIT_MS = 120_000;

/** How the gate ended. */
export interface GateResult {
  /** Whether it lets through. */
  readonly isGreen: boolean;
  /** The commands that ran. */
  readonly ran: readonly string[];
  /** What the command that failed said last, if one did. */
  readonly said: string;
}

/**
 * Runs the commands of the job `gate` as a runner does, in a fresh copy of the program.
 *
 * @param changed Other texts for files of the copy.
 * @throws {LabFault} If there is no such job, or a command is not Deno's.
 */
export async function runGate(
  place: Place,
  { jobs = {} }: Workflow,
  changed: Readonly<Record<string, string>> = {},
): Promise<GateResult> {
  const steps = jobs["gate"]?.steps ?? fault("il n'y a pas de job gate", "there is no job gate");
  const folder = await Deno.makeTempDir({ prefix: "lab-gate-" });
  const ran: string[] = [];
  try {
    for (const name of PROGRAM) {
      await Deno.writeTextFile(`${folder}/${name}`, changed[name] ?? await place.file(name));
    }
    for (const { run, "continue-on-error": goesOn = false } of steps) {
      for (const line of (run ?? "").split("\n").filter((it) => it.trim() !== "")) {
        const { args, passesOver } = commandOf(line.trim());
        const { success, stdout, stderr } = await new Deno.Command("deno", {
          args,
          cwd: folder,
          env: { NO_COLOR: "1" },
          stdin: "null",
          signal: AbortSignal.timeout(LIMIT_MS),
        }).output();
        ran.push(args.join(" "));
        if (success || passesOver || goesOn) continue;
        const said = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("\n");
        const lines = said.split("\n").map((text) => text.trim()).filter((text) => text !== "");
        return { isGreen: false, ran, said: lines.findLast((it) => /error/i.test(it)) ?? "" };
      }
    }
    return { isGreen: true, ran, said: "" };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** No shell: a command of Deno's and its arguments, and whether its failure is swallowed. */
function commandOf(line: string): { args: string[]; passesOver: boolean } {
  const [, rest, swallow] = /^(?:npx -y deno@\S+|deno) ([\w\s./:=,-]+?)\s*(\|\|.*)?$/.exec(line) ??
    fault(
      `"${line}" n'est pas une commande de Deno que l'on puisse essayer ici`,
      `"${line}" is no command of Deno's that can be tried here`,
    );
  return { args: rest!.split(/\s+/), passesOver: swallow !== undefined };
}

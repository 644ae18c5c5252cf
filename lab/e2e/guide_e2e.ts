// deno-lint-ignore-file no-console -- what the student types and sees, for whoever runs it
/**
 * A student goes through the guide on a cluster and types each of its lines; where it leaves the learner
 * something to do he completes the files by the solution.
 *
 * Run with a cluster and KUBECONFIG set: `deno task e2e:guide`; `--filter "Exercise 1:"` picks a section.
 *
 * @module
 */
import { until } from "@mlops/testing/until";
import { equal, ok } from "node:assert/strict";
import { discover, exerciseOf } from "../engine/discover.ts";
import type { Command } from "../engine/exercise.ts";
import type { Progress } from "../engine/progress.ts";
import { filledIn } from "../engine/run_steps.ts";
import {
  ELSEWHERE,
  type GuideCommand,
  GUIDES,
  type GuideSection,
  readGuide,
} from "./read_guide.ts";
import { inTerminal, typeLine } from "./terminal.ts";

const LAB = new URL("../", import.meta.url).pathname;
const REGISTRY = Deno.env.get("E2E_REGISTRY") ?? "localhost:5001";

/** How long pods may take to be what a check wants, in ms. */
const LIMIT_MS = 300_000;

/** What a learner waits for before Ctrl-C. */
const WATCHES: readonly (readonly [RegExp, RegExp])[] = [
  [/ get hpa \S+ .*-w$/, /\d+%\/50%/],
  // One that was not there before.
  [/ get pods .*-w$/, /ContainerCreating/],
];

const exercises = await discover(`${LAB}exercises`);

/** Types what an exercise itself says. */
async function typeOwn(number: number, commands: readonly Command[]): Promise<void> {
  const place = { namespace: `lab-${number}`, work: `lab/work/${number}` };
  for (const { line, beside, on } of commands) {
    if (on === "local") continue;
    await using other = beside === undefined
      ? null
      : inTerminal(filledIn(beside, { number, place }));
    await other?.until();
    await type(filledIn(line, { number, place }));
  }
}

/** Types what must succeed. */
async function type(line: string): Promise<void> {
  console.log(`$ ${line}`);
  const { code, said } = await typeLine(line);
  console.log(said.split("\n").slice(-6).map((text) => `  | ${text}`).join("\n"));
  equal(code, 0, `${line}\n${said.slice(-3_000)}`);
}

/** Checks as often as it takes. */
async function untilHolds(line: string): Promise<void> {
  console.log(`$ ${line}`);
  let said = "";
  await until(line, async () => {
    const ended = await typeLine(line);
    said = ended.said;
    return ended.code === 0;
  }, LIMIT_MS).catch((error) => {
    throw new Error(`${error.message}\n${said}`);
  });
}

/** Mends what `lab break` has broken, as its solution says. */
async function mend(number: number): Promise<void> {
  const progress: Progress = JSON.parse(await Deno.readTextFile(`${LAB}work/progress.json`));
  const open = progress.exercises[`${number}`]?.open?.injury;
  const { injuries } = exerciseOf(exercises, `${number}`).exercise;
  await typeOwn(number, injuries.find(({ id }) => id === open)?.cure ?? []);
  await untilHolds(`deno task lab check ${number}`);
}

/** One section, from its first line to its last. */
class Student implements AsyncDisposable {
  readonly #section: GuideSection;
  readonly #terminals = new AsyncDisposableStack();
  readonly #begun = new Set<number>();

  constructor(section: GuideSection) {
    this.#section = section;
  }

  /** Types every line, then what the sentences name. */
  async goThrough(): Promise<void> {
    for (const command of this.#section.typed) await this.#follow(command);
    for (const line of this.#section.named) {
      const { instead } = ELSEWHERE[line] ?? {};
      if (instead === undefined && !line.startsWith("kubectl")) continue;
      await type(instead ?? line);
    }
    // After all of them: one may take away what the next brings again.
    if (!this.#section.named.some((line) => line.startsWith("kubectl"))) return;
    for (const number of this.#begun) await untilHolds(`deno task lab check ${number}`);
  }

  async #follow({ line, comment }: GuideCommand): Promise<void> {
    const elsewhere = ELSEWHERE[line];
    if (elsewhere?.test !== undefined) return;
    const [, verb, words = ""] = /^deno task lab (\w+) ?(.*)/.exec(line) ?? [];
    const number = Number(words.split(" ")[0]);
    if (verb === "start") await this.#start(line, number);
    else if (verb === "break") {
      await type(line);
      await mend(number);
    } else if (verb === "page" || / port-forward /.test(line)) await this.#stay(line, comment);
    else if (verb === "check" || /^deno task checklist/.test(line)) await untilHolds(line);
    else if (/-w$/.test(line)) await watch(line);
    else await type(elsewhere?.instead ?? line);
  }

  /** Begins an exercise, completes its files, and does what the guide leaves to what `start` says. */
  async #start(line: string, number: number): Promise<void> {
    this.#begun.add(number);
    await type(`deno task lab reset ${number}`);
    await type(`${line} --registry ${REGISTRY} --lang en`);
    await type(`deno task lab solution ${number} --write --yes`);
    const isTyped = (what: string) => this.#section.typed.some(({ line }) => line.includes(what));
    if (isTyped(`lab/work/${number}`)) return;
    await typeOwn(number, exerciseOf(exercises, `${number}`).exercise.commands);
    if (!isTyped(`lab check ${number}`)) await untilHolds(`deno task lab check ${number}`);
  }

  /** Another terminal, and the address that the line is for. */
  async #stay(line: string, comment: string): Promise<void> {
    console.log(`$ ${line} &`);
    const [address] = /http:\/\/localhost:\d+/.exec(comment) ?? [];
    const forwarded = / (?:svc|service)\/(\S+) .*-n (\S+)$/.exec(line);
    if (forwarded !== null) await untilLeads(forwarded[1]!, forwarded[2]!);
    const running = this.#terminals.use(inTerminal(line));
    await running.until();
    if (address === undefined) return;
    const response = await fetch(address);
    await response.body?.cancel();
    ok(response.ok, `${address} answers ${response.status}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#terminals.disposeAsync();
    for (const number of this.#begun) await typeLine(`deno task lab reset ${number}`);
  }
}

/** A port-forward wants a pod that is ready. */
async function untilLeads(service: string, namespace: string): Promise<void> {
  await until(`${service} leads to a pod`, async () => {
    const { said } = await typeLine(
      `kubectl get endpoints ${service} -n ${namespace} -o jsonpath='{.subsets[*].addresses[*].ip}'`,
    );
    return /\d+\.\d+\.\d+\.\d+/.test(said);
  }, LIMIT_MS);
}

async function watch(line: string): Promise<void> {
  console.log(`$ ${line}`);
  const pattern = WATCHES.find(([command]) => command.test(line))?.[1];
  ok(pattern !== undefined, `what does a learner wait for with "${line}"?`);
  await using watching = inTerminal(line);
  await watching.until(pattern);
}

const [, english] = GUIDES;
for (const section of await readGuide(english)) {
  Deno.test(`the guide: ${section.title}`, async () => {
    const begin = performance.now();
    await using student = new Student(section);
    await student.goThrough();
    const seconds = ((performance.now() - begin) / 1_000).toFixed(0);
    console.log(`${section.title}: ${seconds} s`);
  });
}

import type { Step } from "../../engine/exercise.ts";
import { fault } from "../../engine/words.ts";
import { runGate } from "./run_gate.ts";
import { allSteps, before, FILE, readWorkflow } from "./workflow.ts";

const REMEDY = `{work}/${FILE}`;

/** A push to another branch delivers nothing. */
export const startsOnMain: Step = {
  id: "trigger",
  title: {
    fr: "Un push sur main le déclenche, et sur main seulement",
    en: "A push to main starts it, and to main only",
  },
  remedy: REMEDY,
  async check(place) {
    const branches = (await readWorkflow(place)).on?.push?.branches ?? [];
    const list = branches.join(", ");
    if (list !== "main") fault(`branches : ${list || "toutes"}`, `branches: ${list || "all"}`);
    return list;
  },
};

/** In the order gate, image, staging, production. */
export const waitsForEachOther: Step = {
  id: "order",
  title: {
    fr: "La production attend staging, qui attend l'image, qui attend la porte",
    en: "Production waits for staging, which waits for the image, which waits for the gate",
  },
  remedy: REMEDY,
  async check(place) {
    const workflow = await readWorkflow(place);
    const order = ["gate", "image", "staging", "production"];
    for (const [at, job] of order.entries()) {
      if (workflow.jobs?.[job] === undefined) fault(`pas de job ${job}`, `there is no job ${job}`);
      const found = before(workflow, job);
      const missing = order.slice(0, at).filter((it) => !found.has(it)).join(", ");
      if (missing !== "") {
        fault(`${job} n'attend pas ${missing}`, `${job} does not wait for ${missing}`);
      }
      if (found.has(job)) fault(`${job} s'attend lui-même`, `${job} waits for itself`);
    }
    return order.join(" → ");
  },
};

/** What a stolen token could do. */
export const rightsAreFew: Step = {
  id: "rights",
  title: {
    fr: "Le jeton lit le dépôt, rien d'autre ; seul le job image peut pousser un paquet",
    en: "The token reads the repository, nothing else; only the job image may push a package",
  },
  remedy: REMEDY,
  async check(place) {
    const { permissions, jobs = {} } = await readWorkflow(place);
    const said = JSON.stringify(permissions ?? null);
    if (said !== '{"contents":"read"}') fault(`permissions vaut ${said}`, `permissions is ${said}`);
    const writers = Object.entries(jobs).filter(([, job]) =>
      /write/.test(JSON.stringify(job.permissions ?? {}))
    );
    const names = writers.map(([name]) => name).join(", ");
    if (names !== "image") fault(`écrivent : ${names || "aucun"}`, `write: ${names || "none"}`);
    const own = JSON.stringify(jobs["image"]!.permissions);
    if (own !== '{"contents":"read","packages":"write"}') {
      fault(`image a ${own}`, `image has ${own}`);
    }
    return names;
  },
};

/** A tag can be moved to other code, a commit cannot. */
export const actionsArePinned: Step = {
  id: "pins",
  title: {
    fr: "Chaque action est fixée à un commit",
    en: "Each action is pinned to a commit",
  },
  remedy: REMEDY,
  async check(place) {
    const uses = allSteps(await readWorkflow(place)).flatMap(({ uses }) => uses ?? []);
    const loose = uses.filter((it) => !/@[0-9a-f]{40}$/.test(it)).join(", ");
    if (uses.length === 0) fault("il n'y a pas d'action", "there is no action");
    if (loose !== "") fault(loose, loose);
    return `${uses.length}`;
  },
};

/** One name, one content: to go back is to name the one before. */
export const tagIsTheCommit: Step = {
  id: "tag",
  title: {
    fr: "L'image porte le nom du commit, jamais latest",
    en: "The image bears the commit's name, never latest",
  },
  remedy: REMEDY,
  async check(place) {
    const { env = {} } = await readWorkflow(place);
    const image = `${env["IMAGE"]}`;
    if (!/:\$\{\{\s*github\.sha\s*\}\}$/.test(image)) fault(image, image);
    return image;
  },
};

/** GitHub writes an expression into the script before the shell sees it. */
export const secretsStayOut: Step = {
  id: "secrets",
  title: {
    fr: "Aucun secret n'est dans une ligne de commande : ils passent par env et l'entrée standard",
    en: "No secret stands in a command line: they go by env and standard input",
  },
  remedy: REMEDY,
  async check(place) {
    const workflow = await readWorkflow(place);
    const runs = allSteps(workflow).flatMap(({ run }) => run ?? []);
    const bad = runs.find((run) => /\$\{\{\s*(secrets\.|github\.token)|--password[ =]/.test(run));
    if (bad !== undefined) fault(bad, bad);
    const text = await place.file(FILE);
    if (!/TOKEN: \$\{\{\s*(github\.token|secrets\.\w+)\s*\}\}/.test(text)) {
      fault("TOKEN n'est pas le jeton de GitHub", "TOKEN is not GitHub's token");
    }
    return `${runs.length}`;
  },
};

/** A person, and an end. */
export const endsAndIsAgreed: Step = {
  id: "agreed",
  title: {
    fr: "La production a son environnement ; chaque job a une fin, et une livraison va à son terme",
    en: "Production has its environment; each job has an end, and a delivery is not cut short",
  },
  remedy: REMEDY,
  async check(place) {
    const { jobs = {}, concurrency } = await readWorkflow(place);
    const { environment } = jobs["production"] ?? {};
    const name = typeof environment === "object" ? environment.name : environment;
    if (name !== "production") fault(`environment vaut ${name}`, `environment is ${name}`);
    const endless = Object.entries(jobs)
      .filter(([, job]) =>
        !(Number(job["timeout-minutes"]) > 0 && Number(job["timeout-minutes"]) <= 60)
      )
      .map(([job]) => job).join(", ");
    if (endless !== "") fault(`sans fin : ${endless}`, `without an end: ${endless}`);
    const cancels = concurrency?.["cancel-in-progress"];
    if (cancels !== false) {
      fault(`cancel-in-progress vaut ${cancels}`, `cancel-in-progress is ${cancels}`);
    }
    return name;
  },
};

/** The gate's own commands, tried. */
export const gateIsGreen: Step = {
  id: "green",
  title: {
    fr: "Les commandes de la porte passent sur votre programme, dans une copie neuve",
    en: "The gate's commands pass on your program, in a fresh copy",
  },
  remedy: "deno test --no-config {work}/risk_test.ts",
  async check(place) {
    const { isGreen, ran, said } = await runGate(place, await readWorkflow(place));
    if (!isGreen) fault(`deno ${ran.at(-1)} : ${said}`, `deno ${ran.at(-1)}: ${said}`);
    if (ran.length === 0) fault("elle ne lance rien", "it runs nothing");
    return ran.map((args) => `deno ${args}`).join(", ");
  },
};

/** Types and all are right, the answer is not: only a test can know. */
const WRONG_PROGRAM = `export function riskOf(_probability: number): string {
  return "low";
}
`;

/** A gate that lets everything through is none. */
export const gateCatches: Step = {
  id: "catches",
  title: {
    fr: "Elle arrête un programme qui répond toujours low",
    en: "It stops a program that always answers low",
  },
  remedy: REMEDY,
  async check(place) {
    const workflow = await readWorkflow(place);
    const { isGreen, ran } = await runGate(place, workflow, { "risk.ts": WRONG_PROGRAM });
    if (isGreen) fault("elle reste verte", "it stays green");
    const last = `deno ${ran.at(-1)}`;
    // One that stops before the tests stops everything.
    if (!/^deno test\b/.test(last)) fault(`elle s'arrête à ${last}`, `it stops at ${last}`);
    return last;
  },
};

import { pathToFileURL } from "node:url";
import { readCounters } from "../../../knative/deploy/canary/counters.ts";
import type { Step } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { fault, LabFault } from "../../engine/words.ts";
import { evalInside } from "../../looks/eval_inside.ts";
import { fetchInside } from "../../looks/knative.ts";
import { readJson } from "../../looks/read_json.ts";
import { runLearnersProgram } from "../../looks/learners_program.ts";
import { livePods } from "../../looks/workload.ts";
import { JUDGE_CASES } from "./judge_cases.ts";

/** Predictions of the new release before anything can be said of it. */
const LEAST = 50;

/** Predictions that are asked for to see how the service does. */
const ASKED = 60;

/** A prediction that takes longer, in ms, is one of a slow release; the usual takes some. */
const SLOW_MS = 300;

/** A part of the requests. */
export interface Share {
  readonly revisionName?: string;
  readonly percent?: number;
  readonly tag?: string;
}

/**
 * Reads who gets the requests of the service.
 *
 * @returns The shares, as Knative has set them.
 */
export async function readShares(place: Place): Promise<readonly Share[]> {
  const { status } = await place.object("ksvc", "risk");
  return (status["traffic"] ?? []) as Share[];
}

/** In a process of its own, without a right: it is the learner's program. */
async function decisionsOf(path: string): Promise<readonly string[]> {
  const cases = JSON.stringify(JUDGE_CASES.map(({ old, fresh }) => ({ old, fresh })));
  const program = `import { decide, read } from ${JSON.stringify(pathToFileURL(path).href)};
const decisions = ${cases}.map(({ old, fresh }) => decide(read(old), read(fresh)).decision);
console.log(JSON.stringify(decisions));`;
  const args = ["--no-config"];
  return JSON.parse(await runLearnersProgram(path, { args, input: program }));
}

/** On counters whose verdict is known. */
export const judgeIsRight: Step = {
  id: "judge",
  title: {
    fr: `Votre juge décide bien dans ${JUDGE_CASES.length} cas`,
    en: `Your judge decides right in ${JUDGE_CASES.length} cases`,
  },
  remedy: {
    fr:
      "relisez le commentaire de chaque trou ; ce qui ne compile pas : deno check --no-config {work}/judge.ts",
    en:
      "read the comment of each blank again; what does not compile: deno check --no-config {work}/judge.ts",
  },
  async check(place) {
    await place.file("judge.ts");
    const given = await decisionsOf(await Deno.realPath(`${place.work}/judge.ts`));
    const at = JUDGE_CASES.findIndex(({ due }, index) => given[index] !== due);
    if (at !== -1) {
      const { what, due } = JUDGE_CASES[at]!;
      throw new LabFault({
        fr: `${what.fr} : il dit ${given[at]} au lieu de ${due}`,
        en: `${what.en}: it says ${given[at]} in place of ${due}`,
      });
    }
    return given.join(", ");
  },
};

/** Reads what the pods of a Revision have counted. */
async function countedBy(
  place: Place,
  revision: string,
): Promise<{ answered: number; failed: number }> {
  const pods = await livePods(place, `serving.knative.dev/revision=${revision}`);
  const counts = await Promise.all(pods.map(async ({ status }) => {
    const url = `http://${status["podIP"]}:8080/metrics`;
    return readCounters((await fetchInside(place, "deployment/client", url)).text);
  }));
  return {
    answered: counts.reduce((sum, { answered }) => sum + answered, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
  };
}

/** Its counters are there as long as its pod is, and its pod as long as its tag. */
export const wasTried: Step = {
  id: "tried",
  title: {
    fr: `risk-v2 a répondu à ${LEAST} prédictions au moins, et reste joignable sous candidate`,
    en: `risk-v2 has answered ${LEAST} predictions at least, and can still be reached as candidate`,
  },
  remedy: "kubectl get ksvc risk -o yaml -n {namespace}",
  on: "cluster",
  async check(place) {
    const tagged = (await readShares(place)).find(({ tag }) => tag === "candidate");
    if (tagged?.revisionName !== "risk-v2") {
      const name = tagged?.revisionName ?? "–";
      fault(`candidate mène à ${name}`, `candidate leads to ${name}`);
    }
    const { answered, failed } = await countedBy(place, "risk-v2");
    if (answered < LEAST) fault(`elle en a répondu ${answered}`, `it has answered ${answered}`);
    return `${answered}, ${failed} × 5xx`;
  },
};

/** What the judge writes. */
export interface Decision {
  /** Whom it has judged. */
  readonly revision: string;
  /** `back` or `go`. */
  readonly decision: string;
  /** Why. */
  readonly reason: string;
  /** Predictions that it knew of. */
  readonly answered: number;
  /** How many of them failed. */
  readonly failed: number;
}

/**
 * Reads what the learner's judge has decided.
 *
 * @throws {LabFault} If it has written none.
 */
export async function readDecision(place: Place): Promise<Decision> {
  const fields = ["revision", "decision", "reason", "answered", "failed"] as const;
  return await readJson<Decision>(place, "decision.json", fields);
}

/** Written by the judge; the pods must have counted what it says. */
export const wasDecided: Step = {
  id: "decided",
  title: {
    fr: "decision.json dit de ramener risk-v2, d'après ce que ses pods ont compté",
    en: "decision.json says to take risk-v2 back, by what its pods have counted",
  },
  remedy: "deno run --allow-run=kubectl --allow-write {work}/judge.ts {namespace} risk-v1 risk-v2",
  on: "cluster",
  async check(place) {
    const said = await readDecision(place);
    if (said.revision !== "risk-v2" || said.decision !== "back") {
      fault(
        `${said.revision} : ${said.decision}`,
        `${said.revision}: ${said.decision}`,
      );
    }
    const seen = await countedBy(place, "risk-v2");
    const { answered, failed } = said;
    const isCounted = answered >= LEAST && answered <= seen.answered && failed > 0 &&
      failed <= seen.failed;
    if (!isCounted) {
      fault(
        `elle dit ${failed} sur ${answered}, ses pods ${seen.failed} sur ${seen.answered}`,
        `it says ${failed} of ${answered}, its pods ${seen.failed} of ${seen.answered}`,
      );
    }
    return `${said.reason}`;
  },
};

/** Nobody meets the fault any more; who looks for it still can. */
export const isBack: Step = {
  id: "back",
  title: {
    fr: "Tout le trafic va à risk-v1, et à elle par son nom",
    en: "All of the traffic goes to risk-v1, and to it by its name",
  },
  remedy: "kubectl patch ksvc risk --type=merge --patch-file={work}/back.yaml -n {namespace}",
  on: "cluster",
  async check(place) {
    const shares = await readShares(place);
    const seen = shares.map(({ revisionName, percent }) => `${revisionName} ${percent ?? 0} %`)
      .join(", ");
    const { spec } = await place.object("ksvc", "risk");
    const wanted = (spec["traffic"] ?? []) as (Share & { latestRevision?: boolean })[];
    if (wanted.some(({ latestRevision, percent = 0 }) => latestRevision === true && percent > 0)) {
      fault(`latestRevision : ${seen}`, `latestRevision: ${seen}`);
    }
    const percent = shares.filter(({ revisionName }) => revisionName === "risk-v1")
      .reduce((sum, share) => sum + (share.percent ?? 0), 0);
    if (percent !== 100) fault(seen, seen);
    return seen;
  },
};

/** Of several kinds of patients, as the clients are. */
export const usersAreServed: Step = {
  id: "served",
  title: {
    fr: `De ${ASKED} prédictions aucune n'échoue, et 95 sur 100 prennent moins de ${SLOW_MS} ms`,
    en: `Of ${ASKED} predictions none fails, and 95 of 100 take less than ${SLOW_MS} ms`,
  },
  remedy: "kubectl get ksvc risk -o yaml -n {namespace}",
  on: "cluster",
  async check(place) {
    const program = `
const url = "http://risk.${place.namespace}/predict";
const times = [];
let failed = 0;
for (let at = 0; at < ${ASKED}; at++) {
  const body = JSON.stringify({ Glucose: 90 + at, BMI: 30, Insulin: at % 4 === 0 ? 0 : 90 });
  const begin = performance.now();
  const answer = await fetch(url, { method: "POST", body, signal: AbortSignal.timeout(10_000) });
  await answer.body?.cancel();
  times.push(performance.now() - begin);
  if (!answer.ok) failed++;
}
times.sort((a, b) => a - b);
console.log(JSON.stringify({ failed, ms: Math.round(times[Math.floor(0.95 * times.length)]) }));`;
    const { failed, ms }: { failed: number; ms: number } = JSON.parse(
      await evalInside(place, "deployment/client", program),
    );
    if (failed > 0) fault(`${failed} échouent`, `${failed} fail`);
    if (ms >= SLOW_MS) fault(`elles prennent jusqu'à ${ms} ms`, `they take up to ${ms} ms`);
    return `${ms} ms`;
  },
};

// deno-lint-ignore-file no-console -- a command line program
/**
 * Judges a new Revision by what it and the old one have counted, and writes the decision beside itself.
 *
 * Run: deno run --allow-run=kubectl --allow-write judge.ts NAMESPACE OLD NEW
 */

/** Predictions of the new Revision before anything is said of it: of three, none says much. */
const LEAST = 50;

const LIMIT_MS = 180_000;

/** What the pods of a Revision have counted, of predictions alone. */
export interface Counted {
  answered: number;
  /** Answered with a status of 500 or more. */
  failed: number;
  /** Answered within each bound, in seconds. */
  within: Map<number, number>;
}

/** Reads what /metrics says; several pods' texts may stand one after the other. */
export function read(text: string): Counted {
  const counted: Counted = { answered: 0, failed: 0, within: new Map() };
  for (const line of text.split("\n")) {
    const [, name, labels = "", value] = /^(\w+)\{(.*)\} (\S+)$/.exec(line) ?? [];
    if (!labels.includes('route="/predict"')) continue; //? «route="/predict"» l'étiquette des seules prédictions | the label of predictions alone
    if (name === "predict_requests_total") {
      counted.answered += Number(value);
      if (labels.includes('status="5')) counted.failed += Number(value); //? «status="5» ce qui est la faute du service | what is the service's fault
    }
    if (name === "predict_request_duration_seconds_bucket") {
      const bound = /le="(.*?)"/.exec(labels)?.[1] ?? "";
      const seconds = bound === "+Inf" ? Infinity : Number(bound);
      counted.within.set(seconds, (counted.within.get(seconds) ?? 0) + Number(value));
    }
  }
  return counted;
}

/** The bound within which 95 of 100 predictions were answered, in seconds. */
export function slowest({ answered, within }: Counted): number {
  const bounds = [...within].sort(([a], [b]) => a - b);
  return bounds.find(([, n]) => n >= 0.95 * answered)?.[0] ?? NaN; //? «0.95 * answered» 95 sur 100 | 95 of 100
}

/** Decides: "wait" while too little is known, "back" or "go". */
export function decide(old: Counted, fresh: Counted): { decision: string; reason: string } {
  if (fresh.answered < LEAST) { //? «fresh.answered < LEAST» trop peu pour juger | too few to judge
    return { decision: "wait", reason: `${fresh.answered} predictions` };
  }
  const [was, is] = [old.failed / old.answered, fresh.failed / fresh.answered];
  const shares = `${(100 * is).toFixed(1)} % fail, of the old one's ${(100 * was).toFixed(1)} %`;
  // What fails in both is not the new one's fault.
  if (is > was + 0.02) return { decision: "back", reason: shares }; //? «is > was + 0.02» plus de deux points de plus que l'ancienne | more than two points above the old one
  const [usual, slow] = [slowest(old), slowest(fresh)];
  const times = `95 of 100 take up to ${slow} s, of the old one's ${usual} s`;
  if (slow > 2 * usual) return { decision: "back", reason: times }; //? «2 * usual» deux fois plus lente que l'ancienne | twice as slow as the old one
  return { decision: "go", reason: `${shares}; ${times}` };
}

async function kubectl(...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("kubectl", { args }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr).trim());
  return new TextDecoder().decode(stdout);
}

function stop(why: string): never {
  console.error(why);
  Deno.exit(1);
}

/** Asks the pods of a Revision, past Knative: to ask is no prediction. */
async function countedBy(namespace: string, revision: string): Promise<Counted> {
  const label = `serving.knative.dev/revision=${revision}`; //? «serving.knative.dev/revision» l'étiquette que Knative donne à chaque pod | the label that Knative gives each pod
  const pods = await kubectl("get", "pods", `-n=${namespace}`, `-l=${label}`, "-o=name")
    .catch((error) => stop(error.message));
  const texts = pods.split("\n").filter((name) => name !== "").map((name) =>
    kubectl(
      "get",
      "--raw",
      `/api/v1/namespaces/${namespace}/${name.replace("pod/", "pods/")}:8080/proxy/metrics`,
    ).catch(() => "") // One that begins or ends does not answer: it is asked again in two seconds.
  );
  return read((await Promise.all(texts)).join("\n"));
}

if (import.meta.main) {
  const [namespace = "", old = "", revision = ""] = Deno.args;
  const end = performance.now() + LIMIT_MS;
  for (;;) {
    const fresh = await countedBy(namespace, revision);
    const { decision, reason } = decide(await countedBy(namespace, old), fresh);
    console.log(`${revision}: ${decision} (${reason})`);
    if (decision !== "wait") {
      const { answered, failed } = fresh;
      const text = JSON.stringify({ revision, decision, reason, answered, failed }, null, 2);
      await Deno.writeTextFile(new URL("decision.json", import.meta.url), `${text}\n`);
      break;
    }
    if (performance.now() > end) stop(`too few requests for ${revision}`);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
  }
}

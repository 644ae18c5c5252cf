// deno-lint-ignore-file no-console -- a command line program
/**
 * The drill of production on a real cluster: from nothing with sealed Secrets, TLS, signed models and keys;
 * rotations, roll-outs and losses under load; and back to nothing. Prints each step with its time. It
 * begins by removing a stack that is there, with its volumes, and writes docs/production-drill.md.
 *
 * Run with the test cluster up with Contour, cert-manager and Sealed Secrets, kubeseal on the PATH, and
 * KUBECONFIG set: `deno task drill:production [--only ID,... | --without ID,...]`. `--only` tries some steps
 * and writes nothing; `--without` leaves some out, and says so.
 *
 * Exit codes: 0 all steps held, 1 one did not, 2 wrong usage.
 *
 * @module
 */
import { tellUsage } from "@mlops/processes/tell_usage";
import { parseArgs } from "node:util";
import { KNATIVE_NAMESPACE } from "../../deploy/preflight/find_knative.ts";
import { removeOverlay } from "../sealed_overlay.ts";
import { kubectl } from "../stack.ts";
import { drillReport } from "./drill_report.ts";
import { drillSteps } from "./drill_steps.ts";
import type { Step } from "../steps.ts";
import { runDrill } from "./run_drill.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;
const REPORT = `${ROOT}docs/production-drill.md`;

const STEPS = drillSteps();

/** Deployments whose images tell a version. */
const PARTS: readonly (readonly [name: string, namespace: string, deployment: string])[] = [
  ["cert-manager", "cert-manager", "cert-manager"],
  ["Contour", "projectcontour", "contour"],
  ["Sealed Secrets", "kube-system", "sealed-secrets-controller"],
];

/** Which steps are taken, and whether that is written down: `--only` is for trying. */
interface Asked {
  readonly steps: readonly Step[];
  readonly isWritten: boolean;
}

function readArguments(args: readonly string[]): Asked | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { only: { type: "string" }, without: { type: "string" } },
    });
    const only = values.only?.split(",");
    const without = values.without?.split(",") ?? [];
    const isKnown = [...only ?? [], ...without].every((id) => STEPS.some((it) => it.id === id));
    if (!isKnown || (only !== undefined && without.length > 0)) return null;
    const steps = STEPS.filter(({ id }) => only?.includes(id) ?? !without.includes(id));
    return { steps, isWritten: only === undefined };
  } catch (error) {
    // What `parseArgs` throws at options that it does not know.
    if (!(error instanceof TypeError)) throw error;
    return null;
  }
}

async function versions(): Promise<Record<string, string>> {
  const printed = await kubectl.text("ask for versions", ["version", "--output=json"]);
  const { serverVersion } = JSON.parse(printed);
  const [serving] = await kubectl.objects("look at Knative", ["namespaces", KNATIVE_NAMESPACE]);
  const found: Record<string, string> = {
    Deno: Deno.version.deno,
    Kubernetes: serverVersion.gitVersion,
    "Knative Serving": serving?.metadata.labels?.["app.kubernetes.io/version"] ?? "unknown",
  };
  for (const [name, namespace, deployment] of PARTS) {
    const [object] = await kubectl.objects(`look at ${name}`, [
      "deployments",
      deployment,
      `--namespace=${namespace}`,
    ]);
    const { template } = (object?.["spec"] ?? {}) as {
      template?: { spec: { containers: { image: string }[] } };
    };
    const [container] = template?.spec.containers ?? [];
    found[name] = /:([^@:/]+)(@|$)/.exec(container?.image ?? "")?.[1] ?? "unknown";
  }
  return found;
}

async function commit(): Promise<string> {
  const { stdout } = await new Deno.Command("git", {
    args: ["rev-parse", "--short", "HEAD"],
    cwd: ROOT,
  }).output();
  return new TextDecoder().decode(stdout).trim();
}

async function main(): Promise<number> {
  const asked = readArguments(Deno.args);
  tellUsage(
    `Usage: deno task drill:production [--only ID,... | --without ID,...]
       with the IDs ${STEPS.map(({ id }) => id).join(",")}`,
    asked !== null,
  );
  const { steps, isWritten } = asked!;
  const found = await versions();
  const end = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(name, () => end.abort(new Error("the drill was ended from outside")));
  }
  const taken = await runDrill(steps, {
    print: (line) => console.log(line),
    now: () => performance.now(),
    signal: end.signal,
  });
  if (isWritten) {
    await removeOverlay();
    const day = new Date().toISOString().slice(0, 10);
    const left = STEPS.filter((step) => !steps.includes(step)).map(({ id }) => id);
    const report = drillReport({ taken, left, day, commit: await commit(), versions: found });
    await Deno.writeTextFile(REPORT, report);
    await new Deno.Command("deno", { args: ["fmt", "--quiet", REPORT] }).output();
  }
  const failed = taken.filter(({ fault }) => fault !== null);
  console.log(`\ndrill: ${taken.length - failed.length} held, ${failed.length} did not`);
  return failed.length === 0 ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main());

/**
 * The dashboards on a real cluster: Prometheus on this machine scrapes the pods of both forms under load, and
 * each panel shows something. Then Knative's own metrics are switched on, as README.md says how, and its
 * table is held to what the programs tell; in the end they are as they were.
 *
 * Run with the test cluster up, the workshop's stack deployed and KUBECONFIG set: `deno task e2e:dashboards`
 *
 * @module
 */
import { referenceTest } from "@mlops/testing/reference";
import { deepEqual } from "node:assert/strict";
import { KNATIVE_NAMESPACE } from "../../knative/deploy/preflight/find_knative.ts";
import { cluster, kubectl, until } from "../../knative/e2e/stack.ts";
import { ingressWay, nodePortWay, underLoad } from "../../knative/e2e/steady_clients.ts";
import { emptyPanels, panelQueries } from "./testing/empty_panels.ts";
import { startPrometheus } from "./testing/prometheus_process.ts";

const README = new URL("./README.md", import.meta.url);

/** Selectors of the pods, by the job that scrapes them. */
const JOBS = {
  predict: "serving.knative.dev/service=predict",
  classic: "app.kubernetes.io/component=classic",
} as const;

const SYSTEM = `--namespace=${KNATIVE_NAMESPACE}`;

/** Addresses of the ready pods of a form. */
async function targetsOf(job: keyof typeof JOBS): Promise<string[]> {
  return await until(`a pod of ${job}`, {
    seconds: 60,
    look: async () => {
      const pods = await cluster.objects("pods", [`--selector=${JOBS[job]}`]);
      const found = pods.flatMap(({ status }) =>
        status["phase"] === "Running" ? [`${status["podIP"]}:8000`] : []
      );
      return found.length > 0 ? found : undefined;
    },
  });
}

/** Lets clients ask both forms, of whom none may fail. */
async function whileAsked(body: () => Promise<void>): Promise<void> {
  const ways = [await ingressWay(), await nodePortWay()];
  // deno-lint-ignore no-console -- figures for whoever runs it
  const tell = (line: string) => console.log(`  ${line}`);
  await underLoad({ ways, clients: 2, tell }, body);
}

/** Settings of Knative's metrics; `null` is as shipped. */
type Settings = Readonly<Record<"metrics-protocol" | "request-metrics-protocol", string | null>>;

async function metricsSettings(): Promise<Settings> {
  const [map] = await kubectl.objects("look", ["configmap", "config-observability", SYSTEM]);
  const data = (map?.["data"] ?? {}) as Partial<Record<keyof Settings, string>>;
  return {
    "metrics-protocol": data["metrics-protocol"] ?? null,
    "request-metrics-protocol": data["request-metrics-protocol"] ?? null,
  };
}

async function setMetrics(data: Settings): Promise<void> {
  const patch = `--patch=${JSON.stringify({ data })}`;
  const map = ["configmap/config-observability", "--type=merge", patch, SYSTEM];
  await kubectl.text("set metrics", ["patch", ...map]);
  const programs = ["deployment/activator", "deployment/autoscaler"];
  await kubectl.text("restart", ["rollout", "restart", ...programs, SYSTEM]);
  for (const program of programs) {
    await kubectl.text("wait", ["rollout", "status", program, "--timeout=120s", SYSTEM]);
  }
}

/** What the pods with a label tell at a port, all of them together. */
async function metricsOf(namespace: string, selector: string, port: number): Promise<string> {
  const pods = await kubectl.objects("look for pods", [
    "pods",
    `--namespace=${namespace}`,
    `--selector=${selector}`,
  ]);
  const texts = await Promise.all(pods.map(async ({ metadata: { name } }) => {
    const path = `/api/v1/namespaces/${namespace}/pods/${name}:${port}/proxy/metrics`;
    const { code, stdout } = await kubectl.call(["get", "--raw", path]);
    return code === 0 ? stdout : ""; // It is just starting, or just ending.
  }));
  return texts.join("\n");
}

/** The table of README.md: who tells a metric, at which port, and its name in 1.24. */
async function namedMetrics(): Promise<{ program: string; port: number; name: string }[]> {
  const rows = (await Deno.readTextFile(README)).matchAll(
    /^\| (?:([\w-]+) (\d+))? +\| `(\w+)` +\| .* \|$/gm,
  );
  let [program, port] = ["", 0];
  return [...rows].map(([, of, at, name = ""]) => {
    if (of !== undefined) [program, port] = [of, Number(at)];
    return { program, port, name };
  });
}

referenceTest(
  "each panel shows something of a real cluster",
  ["cluster", "prometheus"],
  () =>
    whileAsked(async () => {
      await using prometheus = await startPrometheus({
        targets: { predict: await targetsOf("predict"), classic: await targetsOf("classic") },
        interval: "1s",
      });
      let empty = await panelQueries();
      await until("something in every panel", {
        seconds: 90,
        look: async () => {
          empty = await emptyPanels(prometheus, empty);
          return empty.length === 0 || undefined;
        },
      }).catch(() => {});
      deepEqual(empty.map(({ panel }) => panel), []);
    }),
);

referenceTest("Knative's own metrics have the names of the table", ["cluster"], async () => {
  const named = await namedMetrics();
  deepEqual([...new Set(named.map(({ program }) => program))], [
    "autoscaler",
    "activator",
    "queue-proxy",
  ]);
  const before = await metricsSettings();
  await setMetrics({ "metrics-protocol": "prometheus", "request-metrics-protocol": "prometheus" });
  try {
    let missing = named;
    await whileAsked(async () => {
      await until("all of Knative's metrics", {
        seconds: 90,
        look: async () => {
          const ports = new Map(missing.map(({ program, port }) => [program, port]));
          const told = new Map(
            await Promise.all(
              [...ports].map(async ([program, port]) =>
                [program, await toldBy(program, port)] as const
              ),
            ),
          );
          missing = missing.filter(({ program, name }) =>
            !new RegExp(`^${name}(_bucket)?\\{`, "m").test(told.get(program) ?? "")
          );
          return missing.length === 0 || undefined;
        },
      }).catch(() => {});
    });
    deepEqual(missing, []);
  } finally {
    await setMetrics(before);
  }
  deepEqual(await metricsSettings(), before);
});

function toldBy(program: string, port: number): Promise<string> {
  return program === "queue-proxy"
    ? metricsOf(cluster.namespace, JOBS.predict, port)
    : metricsOf(KNATIVE_NAMESPACE, `app=${program}`, port);
}

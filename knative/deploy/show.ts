/**
 * Shows a running deployment: its logs, and its pages in a browser.
 *
 * @module
 */
import { ApplyError } from "./apply_error.ts";
import type { RunCommand } from "./command.ts";
import type { Kubectl } from "./cluster/kubectl.ts";
import { UsageError } from "./options.ts";

/** Labels of the pods of each part that has logs. */
const LOGS: Readonly<Record<string, string>> = {
  predict: "serving.knative.dev/service=predict",
  classic: "app.kubernetes.io/component=classic",
  train: "app.kubernetes.io/component=train",
  mlflow: "app.kubernetes.io/component=mlflow",
  postgres: "app.kubernetes.io/component=postgres",
  ui: "app.kubernetes.io/component=ui",
  backup: "app.kubernetes.io/name=backup",
  all: "app.kubernetes.io/name",
};

/** Kubernetes Service, port, and path of each part that a browser can show. */
const PAGES: Readonly<Record<string, { service: string; port: number; path: string }>> = {
  page: { service: "ui-service", port: 8501, path: "/" },
  mlflow: { service: "mlflow-service", port: 5000, path: "/" },
  docs: { service: "ml-api-service", port: 8000, path: "/docs" },
};

/** Programs that open an address, one for each kind of desktop. */
const OPENERS = ["xdg-open", "open"];

/**
 * Shows logs on the terminal.
 *
 * @param kubectl Calls kubectl.
 * @param options The part, whether to go on, and the namespace.
 * @returns kubectl's exit code.
 * @throws {UsageError} If there is no such part.
 * @throws {ApplyError} If no cluster answers, or no pod of the part runs.
 */
export async function showLogs(
  kubectl: Kubectl,
  { part = "all", follows, namespace }: {
    part: string | undefined;
    follows: boolean;
    namespace: string;
  },
): Promise<number> {
  const selector = `--selector=${choose(LOGS, part)}`;
  const where = `--namespace=${namespace}`;
  const pods = await kubectl.objects("show logs", ["pods", where, selector]);
  if (pods.length === 0) {
    throw new ApplyError(
      `Cannot show logs of ${part} as a pod must run in namespace "${namespace}": none does`,
    );
  }
  return await kubectl.attached([
    "logs",
    where,
    selector,
    "--all-containers",
    "--prefix",
    "--tail=100",
    "--max-log-requests=50",
    ...follows ? ["--follow"] : [],
  ]);
}

/**
 * Opens a part in the browser, through a tunnel of kubectl that stays until it is stopped. That works
 * on every cluster, also where no node can be reached.
 *
 * @param kubectl Calls kubectl.
 * @param options The part and the namespace; runs the program that opens an address, and prints.
 * @returns kubectl's exit code.
 * @throws {UsageError} If there is no such part.
 * @throws {ApplyError} If no cluster answers, or the part is not deployed.
 */
export async function openPart(
  kubectl: Kubectl,
  { part = "page", namespace, run, print }: {
    part: string | undefined;
    namespace: string;
    run: RunCommand;
    print: (line: string) => void;
  },
): Promise<number> {
  const { service, port, path } = choose(PAGES, part);
  const where = `--namespace=${namespace}`;
  const [found] = await kubectl.objects(`open ${part}`, ["services", service, where]);
  if (found === undefined) {
    throw new ApplyError(
      `Cannot open ${part} as ${service} must be in namespace "${namespace}": it is not; ` +
        '"deno task deploy" makes it',
    );
  }
  const url = `http://localhost:${port}${path}`;
  print(`${url}  (Ctrl-C ends it)`);
  const tunnel = kubectl.attached([
    "port-forward",
    where,
    `service/${service}`,
    `${port}:${port}`,
  ]);
  tunnel.catch(() => {}); // It is waited for below.
  for (const opener of OPENERS) {
    if ((await run(opener, [url]))?.code === 0) break;
  }
  return await tunnel;
}

function choose<T>(parts: Readonly<Record<string, T>>, part: string): T {
  const chosen = Object.hasOwn(parts, part) ? parts[part] : undefined;
  if (chosen !== undefined) return chosen;
  const names = Object.keys(parts).join(", ");
  throw new UsageError(`Cannot show part as it must be one of ${names}: is "${part}"`);
}

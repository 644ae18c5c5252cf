/**
 * The Knative Service under test: its pods, its autoscaling settings for the length of a test, and its
 * public address.
 *
 * @module
 */
import { request } from "node:http";
import { findAddresses } from "../../knative/deploy/cluster/addresses.ts";
import { isReady } from "../../knative/checklist/workload.ts";
import { cluster, kubectl, NAMESPACE, until } from "../../knative/e2e/stack.ts";

const SERVICES = "services.serving.knative.dev";

/** Where a Knative Service is reached from outside. */
export interface PublicAddress {
  /** Address of the ingress, without a final slash. */
  readonly url: string;
  /** Host name that the ingress routes by. */
  readonly host: string;
}

/** What an ingress answered. */
export interface IngressAnswer {
  /** HTTP status. */
  readonly status: number;
  /** Body. */
  readonly text: string;
  /** From the request's start to the answer's end, in ms. */
  readonly elapsedMs: number;
}

/**
 * Sends one request to a Knative Service through the ingress, on a connection of its own.
 *
 * `fetch` would not send another host name than the address's.
 *
 * @param url Address of the ingress with the path.
 * @param options Host name of the service; a body makes it a POST of JSON.
 * @returns The answer.
 */
export function askIngress(
  url: string,
  { host, body }: { host: string; body?: string },
): Promise<IngressAnswer> {
  const begin = performance.now();
  const headers = body === undefined ? { host } : { host, "content-type": "application/json" };
  const method = body === undefined ? "GET" : "POST";
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk) => text += chunk);
      answer.on("end", () =>
        resolve({
          status: answer.statusCode ?? 0,
          text,
          elapsedMs: performance.now() - begin,
        }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/**
 * Finds the prediction service's public address.
 *
 * @returns The address.
 */
export async function predictAddress(): Promise<PublicAddress> {
  const nodes = await cluster.objects("nodes");
  const { ingress, host } = await findAddresses(kubectl, { namespace: NAMESPACE, nodes });
  if (ingress === undefined || host === undefined) {
    throw new Error("Cannot reach the prediction service as its ingress must have an address");
  }
  return { url: ingress, host };
}

/**
 * Counts the pods of a Knative Service, without those on their way out: they take no more requests,
 * but stay half a minute for queue-proxy's own sake.
 *
 * @param service Its name.
 * @returns All pods, and those of them that are ready.
 */
export async function countPods(
  service: string,
  namespace = NAMESPACE,
): Promise<{ all: number; ready: number }> {
  const args = ["pods", `--namespace=${namespace}`];
  const selector = `--selector=serving.knative.dev/service=${service}`;
  const pods = (await kubectl.objects("count pods", [...args, selector]))
    .filter(({ metadata }) => !("deletionTimestamp" in metadata));
  const ready = pods.filter((pod) => isReady({ ...pod, spec: {}, status: statusOf(pod) }));
  return { all: pods.length, ready: ready.length };
}

/**
 * Waits until a Knative Service has no pod.
 *
 * @param service Its name.
 * @returns How long it took, in ms.
 */
export async function untilZero(service: string, namespace = NAMESPACE): Promise<number> {
  const begin = performance.now();
  await until(`${service} to have no pod`, {
    seconds: 240,
    look: async () => (await countPods(service, namespace)).all === 0 || undefined,
  });
  return performance.now() - begin;
}

/**
 * Tells whether the activator is in the path of requests to `predict`.
 *
 * @returns `Proxy` if it is, `Serve` if not; one for each Revision that has pods or had some.
 */
export async function servingModes(): Promise<string[]> {
  const services = await cluster.objects(
    "serverlessservices.networking.internal.knative.dev",
    ["--selector=serving.knative.dev/service=predict"],
  );
  return services.map(({ spec }) => String(spec["mode"]));
}

/**
 * Runs a test with other autoscaling settings, and puts the old ones back.
 *
 * @param annotations Settings by name, without `autoscaling.knative.dev/`.
 * @param body The test.
 */
export async function withAutoscaling(
  annotations: Readonly<Record<string, string>>,
  body: () => Promise<void>,
): Promise<void> {
  const wanted = Object.fromEntries(
    Object.entries(annotations).map(([key, value]) => [`autoscaling.knative.dev/${key}`, value]),
  );
  const { spec } = await cluster.object(SERVICES, "predict");
  const template = spec["template"] as { metadata: { annotations: Record<string, string> } };
  const before = Object.fromEntries(
    // JSON merge patch: null removes.
    Object.keys(wanted).map((key) => [key, template.metadata.annotations[key] ?? null]),
  );
  await annotate(wanted);
  try {
    await body();
  } finally {
    await annotate(before);
  }
}

async function annotate(annotations: Readonly<Record<string, string | null>>): Promise<void> {
  const patch = { spec: { template: { metadata: { annotations } } } };
  await kubectl.text("change the autoscaling", [
    "patch",
    SERVICES,
    "predict",
    `--namespace=${NAMESPACE}`,
    "--type=merge",
    `--patch=${JSON.stringify(patch)}`,
  ]);
  await until("the new Revision to be ready", {
    seconds: 120,
    look: async () => {
      const { metadata, status } = await cluster.object(SERVICES, "predict");
      const conditions = status["conditions"] as { type: string; status: string }[];
      const isDone = status["observedGeneration"] === metadata.generation &&
        conditions.every((condition) => condition.status === "True");
      return isDone || undefined;
    },
  });
}

function statusOf(object: { readonly [field: string]: unknown }): Record<string, unknown> {
  return (object["status"] ?? {}) as Record<string, unknown>;
}

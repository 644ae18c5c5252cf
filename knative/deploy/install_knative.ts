import { ApplyError } from "./apply_error.ts";
import { FIELD_MANAGER } from "./apply.ts";
import { findKnative } from "./find_knative.ts";
import type { Kubectl } from "./kubectl.ts";
import type { Clock } from "./wait_ready.ts";

/** Version of Knative Serving that is installed, the one that the project is tested with. */
export const KNATIVE_VERSION = "1.15.2";

/** Newest release of Kourier for it. */
const KOURIER_VERSION = "1.15.1";

/** What is applied, in this order; the definitions must be known before objects that use them. */
export const KNATIVE_MANIFESTS: readonly string[] = [
  `https://github.com/knative/serving/releases/download/knative-v${KNATIVE_VERSION}/serving-crds.yaml`,
  `https://github.com/knative/serving/releases/download/knative-v${KNATIVE_VERSION}/serving-core.yaml`,
  `https://github.com/knative/net-kourier/releases/download/knative-v${KOURIER_VERSION}/kourier.yaml`,
];

/** Settings without which no request from outside would arrive. */
const SETTINGS: readonly (readonly [name: string, data: Record<string, string>])[] = [
  ["config-network", { "ingress-class": "kourier.ingress.networking.knative.dev" }],
  // Without a domain of its own a Service has a cluster-local address only.
  ["config-domain", { "example.com": "" }],
];

const TIMEOUT_MS = 300_000;
const POLL_MS = 2_000;

/**
 * Installs Knative Serving with Kourier from their releases, and waits until both are ready.
 *
 * @param kubectl Calls kubectl, which downloads the manifests.
 * @param clock Time.
 * @throws {ApplyError} If a manifest cannot be had or applied, or the time is over.
 */
export async function installKnative(kubectl: Kubectl, clock: Clock): Promise<void> {
  for (const [i, url] of KNATIVE_MANIFESTS.entries()) {
    const args = [
      "apply",
      "--server-side",
      `--field-manager=${FIELD_MANAGER}`,
      `--filename=${url}`,
    ];
    await kubectl.text("install Knative", args);
    if (i === 0) {
      await kubectl.text("install Knative", [
        "wait",
        "--for=condition=Established",
        "--timeout=60s",
        `--filename=${url}`,
      ]);
    }
  }
  for (const [name, data] of SETTINGS) {
    await kubectl.text("set up Knative", [
      "patch",
      "configmap",
      name,
      "--namespace=knative-serving",
      "--type=merge",
      `--patch=${JSON.stringify({ data })}`,
    ]);
  }
  const end = clock.now() + TIMEOUT_MS;
  for (;;) {
    const knative = await findKnative(kubectl);
    if (knative.state === "ready") return;
    if (clock.now() >= end) {
      const waiting = knative.state === "unready" ? knative.waitsFor.join(", ") : "all of it";
      throw new ApplyError(
        `Cannot install Knative as it must be ready within ${TIMEOUT_MS / 1_000} s: ` +
          `${waiting} not available`,
      );
    }
    await clock.sleep(POLL_MS);
  }
}

import { ApplyError } from "../apply_error.ts";
import { FIELD_MANAGER } from "../apply/apply.ts";
import { findKnative, KNATIVE_NAMESPACE } from "./find_knative.ts";
import { type FetchReleaseFile, KNATIVE_FILES } from "./knative_release.ts";
import type { Kubectl } from "../cluster/kubectl.ts";
import type { Clock } from "../clock.ts";

/** Settings without which no request from outside would arrive. */
const SETTINGS: readonly (readonly [name: string, data: Record<string, string>])[] = [
  ["config-network", { "ingress-class": "kourier.ingress.networking.knative.dev" }],
  // Without a domain of its own a Service has a cluster-local address only.
  ["config-domain", { "example.com": "" }],
];

const TIMEOUT_MS = 300_000;
const POLL_MS = 2_000;

/** What an installation works with. */
export interface InstallDeps {
  /** Calls kubectl. */
  readonly kubectl: Kubectl;
  /** Time. */
  readonly clock: Clock;
  /** Gets a file of the release. */
  readonly fetchReleaseFile: FetchReleaseFile;
}

/**
 * Installs Knative Serving with Kourier from their releases, and waits until both are ready.
 *
 * @param deps What it works with.
 * @throws {ApplyError} If a file cannot be had, is not the pinned one or is not accepted, or the time is over.
 */
export async function installKnative(
  { kubectl, clock, fetchReleaseFile }: InstallDeps,
): Promise<void> {
  // All are there and proved before the first is applied.
  const manifests = await Promise.all(KNATIVE_FILES.map(fetchReleaseFile));
  const end = clock.now() + TIMEOUT_MS;
  // By force, as an installation by hand may have left objects behind that are of another version's.
  const by = [`--field-manager=${FIELD_MANAGER}`, "--force-conflicts"];
  const apply = ["apply", "--server-side", ...by, "--filename=-"];
  const known = ["wait", "--for=condition=Established", "--timeout=60s", "--filename=-"];
  for (const [i, manifest] of manifests.entries()) {
    await onceItsWebhooksAnswer(() => kubectl.text("install Knative", apply, manifest));
    if (i === 0) await kubectl.text("install Knative", known, manifest);
  }
  for (const [name, data] of SETTINGS) {
    const patch = `--patch=${JSON.stringify({ data })}`;
    const args = [
      "patch",
      "configmap",
      name,
      `--namespace=${KNATIVE_NAMESPACE}`,
      "--type=merge",
      patch,
    ];
    await onceItsWebhooksAnswer(() => kubectl.text("set up Knative", args));
  }
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

  /** Where an installation was broken off, its webhooks are known before what answers for them runs. */
  async function onceItsWebhooksAnswer(act: () => Promise<unknown>): Promise<void> {
    for (;;) {
      try {
        await act();
        return;
      } catch (error) {
        const isEarly = error instanceof ApplyError &&
          error.message.includes("failed calling webhook");
        if (!isEarly || clock.now() >= end) throw error;
      }
      await clock.sleep(POLL_MS);
    }
  }
}

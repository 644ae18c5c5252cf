import { Authenticator, Gate, makeKey, type Right } from "@mlops/rights";
import { SiteGuard } from "@mlops/site_guard";
import type { ToldDeed } from "../audit_post.ts";
import { MlflowGate } from "../gate.ts";
import { GateAudit } from "../gate_audit.ts";

/** A gate with keys for tests, and what it told. */
export interface TestedGate {
  /** The gate. */
  readonly gate: MlflowGate;
  /** Keys by their names, which are their rights: `read`, `promote` (which reads too), `predict`; `second` is another that promotes. */
  readonly keys: Readonly<Record<"read" | "promote" | "predict" | "second", string>>;
  /** Changes that were recorded. */
  readonly changes: Readonly<Record<string, unknown>>[];
  /** What the audit was told. */
  readonly deeds: ToldDeed[];
  /** Refusals that were told. */
  readonly refusals: string[];
}

/**
 * Makes a gate.
 *
 * @param mlflowUrl Where MLflow listens.
 * @param options What asks MLflow, and the largest artifact, in bytes.
 */
export async function testedGate(
  mlflowUrl: string,
  options: {
    fetch?: typeof fetch;
    maxArtifactBytes?: number;
    secondPersonFor?: readonly string[];
  } = {},
): Promise<TestedGate> {
  const make = (name: string, rights: Right[]) => makeKey({ name, rights }, Date.now());
  const [read, promote, predict, second] = await Promise.all([
    make("reader", ["read"]),
    make("trainer", ["read", "promote"]),
    make("client", ["predict"]),
    make("reviewer", ["read", "promote"]),
  ]);
  const changes: Readonly<Record<string, unknown>>[] = [];
  const deeds: ToldDeed[] = [];
  const refusals: string[] = [];
  const entries = [read, promote, predict, second].map(({ entry }) => entry);
  const authenticator = new Authenticator({ keys: entries, tokens: null, now: Date.now });
  const gate = new MlflowGate({
    mlflowUrl: new URL(mlflowUrl),
    fetch: options.fetch ?? fetch,
    access: new Gate({
      authenticator,
      challenge: 'Basic realm="MLflow"',
      now: () => performance.now(),
      report: ({ who, reason }) => refusals.push(`${who}: ${reason}`),
    }),
    guard: new SiteGuard({ names: ["mlflow.example.com"], serviceName: null }),
    secondPersonFor: options.secondPersonFor ?? [],
    maxArtifactBytes: options.maxArtifactBytes ?? 2 ** 20,
    record: (entry) => changes.push(entry),
    audit: new GateAudit({ add: (deed) => deeds.push(deed) }, () => 0),
    trouble: (message) => refusals.push(message),
  });
  const keys = { read: read.key, promote: promote.key, predict: predict.key, second: second.key };
  return { gate, keys, changes, deeds, refusals };
}

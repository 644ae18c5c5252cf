import { type Answer, described, flag, listOf, nullable, object, oneOf, text } from "./schema.ts";

/** A version that is not served as it failed a check. */
export const REFUSAL = object({
  name: text,
  version: text,
  role: oneOf("champion", "challenger", "shadow"),
  reason: text,
  detail: text,
});

/** `GET /readyz` of a service that has a model. */
export const READINESS = object({
  status: oneOf("ready"),
  model: object({ name: text, version: text, verified: flag, stale: flag }),
  trouble: nullable(text),
  refused: listOf(REFUSAL),
});

/** What every answer of `GET /readyz` has, that of a service without a model too. */
export const REFUSALS = object({ refused: listOf(REFUSAL) });

/** Answer of `GET /readyz`. */
export type ReadinessAnswer = Answer<typeof READINESS>;

/** `GET /health`; the versions that are refused are left out while there are none. */
export const HEALTH = object(
  { status: oneOf("healthy"), "model_loaded": flag },
  {
    refused: described(
      listOf(text),
      "Why versions that an alias points to are not served; left out while there are none.",
    ),
  },
);

/** Answer of `GET /health`. */
export type HealthAnswer = Answer<typeof HEALTH>;

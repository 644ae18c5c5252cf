import type { DriftAnswer } from "@mlops/answers";
import type { ColumnDrift } from "../log/drift.ts";
import { type LogDatabase, requireLog } from "../log/log_database.ts";
import { DRIFT_LIMITS } from "../log/drift_level.ts";
import type { ModelStore } from "../model/model_store.ts";
import { requireModel } from "./require_model.ts";
import { jsonResponse, type Route } from "../http/route.ts";
import { readCount } from "./read_count.ts";

/** What the route needs. */
export interface DriftParts {
  /** The log, or `null` where there is none. */
  readonly database: LogDatabase | null;
  /** The models in memory. */
  readonly store: ModelStore;
}

/** What the levels mean, for people. */
const MEANINGS = {
  stable: `index below ${DRIFT_LIMITS.moderate}, or no more than chance explains: nothing to do`,
  moderate:
    `index from ${DRIFT_LIMITS.moderate} to ${DRIFT_LIMITS.major}: look at the two histograms`,
  major: `index of ${DRIFT_LIMITS.major} or more: the model sees other rows than it was trained on`,
  unknown: "the model does not say what it was trained on, or there are no rows",
};

/**
 * Makes `GET /drift`: how the last predictions of a version lie beside its training rows. `rows` is
 * how many (default 1000), `version` which one of those in memory (default: the champion).
 *
 * @param parts What the route needs.
 * @returns The route.
 */
export function driftRoute({ database, store }: DriftParts): Route {
  return {
    method: "GET",
    path: "/drift",
    async handle({ request }) {
      const log = requireLog(database);
      const query = new URL(request.url).searchParams;
      const maxRows = readCount(query, "rows", { fallback: 1_000, max: 100_000 });
      const model = requireModel(store, query.get("version"));
      // Loaded with the first question, as no prediction needs it.
      const { measureDrift } = await import("../log/drift.ts");
      const drift = await measureDrift(log, model, maxRows);
      const answer: DriftAnswer = {
        model: model.name,
        version: model.version,
        rows: drift.nRows,
        since: drift.span === null ? null : new Date(drift.span.fromMs).toISOString(),
        until: drift.span === null ? null : new Date(drift.span.toMs).toISOString(),
        "training_rows": model.origin.dataset?.trainingRows ?? null,
        levels: { ...DRIFT_LIMITS, meanings: MEANINGS },
        features: drift.features.map((column, index) => {
          const { name, label, unit, isDate } = model.features[index]!;
          return { name, label, unit, ...isDate === true && { date: true }, ...describe(column) };
        }),
        probability: describe(drift.probability),
        ...drift.prediction !== null && { prediction: describe(drift.prediction) },
      };
      return jsonResponse(JSON.stringify(answer));
    },
  };
}

function describe({ stability, histograms, words }: ColumnDrift): DriftAnswer["probability"] {
  return {
    rows: stability?.nRows ?? 0,
    level: stability?.level ?? "unknown",
    psi: stability?.psi ?? null,
    "psi_by_chance": stability?.psiByChance ?? null,
    ks: stability?.ks ?? null,
    "ks_by_chance": stability?.ksByChance ?? null,
    bins: stability?.bins.map(({ above, upTo, expected, actual }) => ({
      above,
      expected,
      actual,
      "up_to": upTo,
    })) ?? [],
    histograms,
    words,
  };
}

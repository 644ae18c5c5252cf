/**
 * What the prediction service answers: schemas that its OpenAPI document shows, that its routes have as
 * types, and that the page parses answers by. Pure. The page takes `@mlops/answers/model` and its like, so
 * that each of its scripts has the schemas that it needs and no others.
 *
 * They are JSON Schema as it is, and what reads them is one short function: with it a script of the page
 * takes 0.8 kB, compressed, where zod's smallest form takes 6.6 kB (`deno bundle`, 2026-11-30), a fifth of
 * the largest of them.
 *
 * @module
 */
export { AUDIT, type AuditAnswer } from "./audit_answer.ts";
export { SEEN_SENTENCES } from "./audit_sentences.ts";
export { DRIFT, type DriftAnswer } from "./drift_answer.ts";
export { type FeatureAnswer, LABEL, MODEL, type ModelAnswer, SERVED } from "./model_answer.ts";
export { parseAnswer, type ParseOptions } from "./parse.ts";
export {
  EXPLANATION,
  type ExplanationAnswer,
  PREDICTION,
  type PredictionAnswer,
  PREDICTIONS,
} from "./prediction_answer.ts";
export { ESTIMATE, QUALITY, type QualityAnswer } from "./quality_answer.ts";
export {
  HEALTH,
  type HealthAnswer,
  READINESS,
  type ReadinessAnswer,
  REFUSAL,
  REFUSALS,
} from "./readiness_answer.ts";
export { type Answer, type Members, type Schema } from "./schema.ts";
export { type StartingFeature, startRow } from "./start_row.ts";
export { TRAFFIC, TRAFFIC_SAMPLE, type TrafficAnswer } from "./traffic_answer.ts";

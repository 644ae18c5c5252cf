/** What one `runs/log-batch` request carries. */
export interface RunBatch<M, P, T> {
  /** Points of metrics. */
  readonly metrics: readonly M[];
  /** Parameters. */
  readonly params: readonly P[];
  /** Tags. */
  readonly tags: readonly T[];
}

const MAX_METRICS = 1_000;
const MAX_PARAMS = 100;
const MAX_TAGS = 100;
const MAX_ENTITIES = 1_000;

/**
 * Parts a batch into requests that keep to MLflow's limits: 1000 metrics, 100 parameters, 100 tags
 * and 1000 in all.
 *
 * @param batch Everything to log.
 * @returns The parts in order, none for an empty batch.
 */
export function* batchesOf<M, P, T>(batch: RunBatch<M, P, T>): Generator<RunBatch<M, P, T>> {
  let { metrics, params, tags } = batch;
  while (metrics.length + params.length + tags.length > 0) {
    const nParams = Math.min(params.length, MAX_PARAMS);
    const nTags = Math.min(tags.length, MAX_TAGS);
    const nMetrics = Math.min(metrics.length, MAX_METRICS, MAX_ENTITIES - nParams - nTags);
    yield {
      metrics: metrics.slice(0, nMetrics),
      params: params.slice(0, nParams),
      tags: tags.slice(0, nTags),
    };
    metrics = metrics.slice(nMetrics);
    params = params.slice(nParams);
    tags = tags.slice(nTags);
  }
}

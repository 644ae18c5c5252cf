/** What `GET /model` says of a feature that a row needs. */
interface Feature {
  readonly name: string;
  readonly type: string;
  readonly categories: readonly (string | number)[] | null;
  readonly default: number | string | boolean | null;
}

/**
 * Makes a row that the served model answers: each feature where its field begins on the page.
 *
 * @param apiUrl Address of the prediction service, without a final slash.
 * @returns A value for each feature; none if no model is served.
 */
export async function sampleRow(apiUrl: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${apiUrl}/model`, { signal: AbortSignal.timeout(5_000) });
  const model: { features?: readonly Feature[] } = await response.json();
  return Object.fromEntries(
    (model.features ?? []).map((feature) => [feature.name, startOf(feature)]),
  );
}

function startOf({ type, categories, default: start }: Feature): unknown {
  return start ?? categories?.[0] ?? (type === "bool" ? false : type === "bytes" ? "" : 0);
}

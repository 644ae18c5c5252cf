import { type StartingFeature, startRow } from "@mlops/answers/start_row";

/**
 * Makes a row that the served model answers: each feature where its field begins on the page.
 *
 * @param apiUrl Address of the prediction service, without a final slash.
 * @returns A value for each feature; none if no model is served.
 */
export async function sampleRow(apiUrl: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${apiUrl}/model`, { signal: AbortSignal.timeout(5_000) });
  const model: { features?: readonly StartingFeature[] } = await response.json();
  return startRow(model.features ?? []);
}

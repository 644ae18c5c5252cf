/** Where a model is to be found: by alias, by version, as a logged model, or among a run's artifacts. */
export type ModelUri =
  | { readonly kind: "alias"; readonly name: string; readonly alias: string }
  | { readonly kind: "version"; readonly name: string; readonly version: string }
  | { readonly kind: "model"; readonly modelId: string }
  | { readonly kind: "run"; readonly runId: string; readonly path: string };

/**
 * Parses a model URI of one of MLflow's forms.
 *
 * @param text `models:/NAME@ALIAS`, `models:/NAME/VERSION`, `models:/m-ID` or `runs:/RUN_ID/PATH`.
 * @returns Its parts.
 * @throws {SyntaxError} If it has another form; stages (`models:/NAME/Production`) are refused, as
 * MLflow has deprecated them since 2.9.
 */
export function parseModelUri(text: string): ModelUri {
  const alias = /^models:\/([^/@]+)@([^/@]+)$/.exec(text);
  if (alias?.[1] !== undefined && alias[2] !== undefined) {
    return { kind: "alias", name: alias[1], alias: alias[2] };
  }
  const version = /^models:\/([^/@]+)\/([1-9]\d{0,9})$/.exec(text);
  if (version?.[1] !== undefined && version[2] !== undefined) {
    return { kind: "version", name: version[1], version: version[2] };
  }
  const model = /^models:\/(m-[0-9a-f]{32})$/.exec(text);
  if (model?.[1] !== undefined) return { kind: "model", modelId: model[1] };
  const run = /^runs:\/([\w-]+)\/(.+)$/.exec(text);
  if (run?.[1] !== undefined && run[2] !== undefined && isInside(run[2])) {
    return { kind: "run", runId: run[1], path: run[2].replace(/\/$/, "") };
  }
  throw new SyntaxError(
    `Cannot parse model URI as it must be "models:/NAME@ALIAS", "models:/NAME/VERSION", "models:/m-ID" or "runs:/RUN_ID/PATH": is "${text}"`,
  );
}

function isInside(path: string): boolean {
  const segments = path.replace(/\/$/, "").split("/");
  return segments.every((segment) => segment !== "" && segment !== "." && segment !== "..");
}

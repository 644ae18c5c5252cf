/** Address of the call that moves an alias. */
export const ALIAS = "http://mlflow-service:5000/api/2.0/mlflow/registered-models/alias";

/** An MLflow that notes what it is asked, but for where its aliases lead. */
export interface RecordedMlflow {
  /** The requests. */
  readonly asked: Request[];
  /** Their bodies. */
  readonly bodies: string[];
  /** Asks it. */
  readonly fetch: typeof fetch;
}

/**
 * Makes an MLflow that answers everything with 200.
 *
 * @returns What it is asked, with the bodies.
 */
export function recordedMlflow(): RecordedMlflow {
  const asked: Request[] = [];
  const bodies: string[] = [];
  const ask = async (input: URL | RequestInfo, init?: RequestInit) => {
    const request = new Request(input, init);
    // The alias led to version 1.
    if (request.url.includes("/registered-models/get?")) {
      const aliases = [{ alias: "champion", version: "1" }];
      return Response.json({ "registered_model": { aliases } });
    }
    asked.push(request);
    bodies.push(await request.clone().text());
    return Response.json({ ok: true }, { headers: { "x-mlflow": "1" } });
  };
  return { asked, bodies, fetch: ask as typeof fetch };
}

/**
 * Asks for the alias `champion` to lead to version 2.
 *
 * @returns The request.
 */
export function setAlias(key: string | null, url = ALIAS): Request {
  return new Request(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...key === null ? {} : { authorization: `Bearer ${key}` },
    },
    body: JSON.stringify({ name: "diabetes-model", alias: "champion", version: "2" }),
  });
}

import { type BodyReader } from "../http/body_reader.ts";
import { type Asked, ONE_OBJECT_BYTES } from "../http/whole_body.ts";
import type { Exchange } from "../http/exchange.ts";
import { Problem } from "../http/problem.ts";
import { jsonResponse, type Route } from "../http/route.ts";
import type { ModelStore } from "../model/model_store.ts";

/** What the routes need. */
export interface RepositoryParts {
  /** The models in memory. */
  readonly store: ModelStore;
  /** Reads bodies. */
  readonly bodies: BodyReader;
}

/**
 * Makes the routes of the model repository extension of the Open Inference Protocol: which versions
 * there are, and loading and unloading. The registry's aliases alone decide what is served, so that
 * "load" tells whether a model is, and "unload" is refused.
 *
 * @param parts What the routes need.
 * @returns The routes.
 */
export function repositoryRoutes({ store, bodies }: RepositoryParts): Route[] {
  const problemExtensions = ({ message }: Problem) => ({ error: message });
  return [
    {
      method: "POST",
      path: "/v2/repository/index",
      faultStatus: 400,
      problemExtensions,
      async handle(exchange) {
        const isReadyOnly = await readReady(bodies, exchange);
        const entries = index(store).filter(({ state }) => state === "READY" || !isReadyOnly);
        return jsonResponse(JSON.stringify(entries));
      },
    },
    {
      method: "POST",
      path: "/v2/repository/models/:name/load",
      faultStatus: 400,
      problemExtensions,
      handle(exchange) {
        const name = requireKnown(store, exchange);
        const refusal = store.refusals.find((refused) => refused.name === name);
        if (refusal !== undefined) throw new Problem(400, refusal.detail);
        return jsonResponse("{}");
      },
    },
    {
      method: "POST",
      path: "/v2/repository/models/:name/unload",
      faultStatus: 400,
      problemExtensions,
      handle(exchange): Response {
        const name = requireKnown(store, exchange);
        throw new Problem(
          409,
          `Cannot unload "${name}" as the registry's aliases decide what is served: move the alias`,
        );
      },
    },
  ];
}

/** A version as the extension lists it. */
interface Entry {
  readonly name: string;
  readonly version: string;
  readonly state: "READY" | "UNAVAILABLE";
  readonly reason: string;
}

function index({ assignments, refusals }: ModelStore): Entry[] {
  const served = Array.from(assignments.values(), ({ model: { name, version } }): Entry => ({
    name,
    version,
    state: "READY",
    reason: "",
  }));
  const refused = refusals.map(({ name, version, detail }): Entry => ({
    name,
    version,
    state: "UNAVAILABLE",
    reason: detail,
  }));
  return [...served, ...refused];
}

/** Reads `{"ready": true}`, which asks for those alone that are; a body may be left out. */
async function readReady(bodies: BodyReader, asked: Asked): Promise<boolean> {
  const text = await bodies.text(asked, ONE_OBJECT_BYTES);
  if (text.trim() === "") return false;
  const fault = new Problem(
    400,
    'The body must be a JSON object, with "ready" true or false if any',
  );
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw fault;
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw fault;
  const ready = (body as Readonly<Record<string, unknown>>)["ready"];
  if (ready !== undefined && typeof ready !== "boolean") throw fault;
  return ready === true;
}

function requireKnown(store: ModelStore, { parameters }: Exchange): string {
  const name = parameters["name"] ?? "";
  if (index(store).some((entry) => entry.name === name)) return name;
  throw new Problem(404, `There is no model "${name}" here`);
}

import type { Right } from "@mlops/rights";

/** Any of these rights lets someone in; none of them: the route is open to everyone. */
export type RouteRights = readonly Right[];

const OPEN: RouteRights = [];
const PREDICT: RouteRights = ["predict"];
const READ: RouteRights = ["read"];
/** Clients of the protocols look at a model before they ask it. */
const MODEL: RouteRights = ["read", "predict"];

/** What each route asks for, where rights are on: all routes of the service, and no other. */
export const ROUTE_RIGHTS: Readonly<Record<string, RouteRights>> = {
  "GET /": OPEN,
  "GET /health": OPEN,
  "GET /livez": OPEN,
  "GET /readyz": OPEN,
  "GET /ping": OPEN,
  "GET /version": OPEN,
  "GET /v2": OPEN,
  "GET /v2/health/live": OPEN,
  "GET /v2/health/ready": OPEN,
  // The page and the document, which then describes the routes and not the model.
  "GET /docs": OPEN,
  "GET /docs/:file": OPEN,
  "GET /openapi.json": OPEN,

  "POST /predict": PREDICT,
  "POST /predict/csv": PREDICT,
  "POST /explain": PREDICT,
  "POST /invocations": PREDICT,
  "POST /v2/models/:name/infer": PREDICT,
  "POST /v2/models/:name/versions/:version/infer": PREDICT,

  "GET /model": MODEL,
  "GET /v2/models": MODEL,
  "GET /v2/models/:name": MODEL,
  "GET /v2/models/:name/ready": MODEL,
  "GET /v2/models/:name/versions/:version": MODEL,
  "GET /v2/models/:name/versions/:version/ready": MODEL,
  "POST /v2/repository/index": MODEL,
  "POST /v2/repository/models/:name/load": MODEL,

  "POST /feedback": ["feedback"],

  "GET /audit": READ,
  // By which whoever may move an alias tells of it.
  "POST /audit": ["promote"],

  "GET /metrics": READ,
  "GET /model/onnx": READ,
  "GET /quality": READ,
  "GET /drift": READ,
  "GET /traffic": READ,

  // Refused to everyone, as the registry's aliases decide; told only to who may decide there.
  "POST /v2/repository/models/:name/unload": ["promote"],
};

/**
 * Tells which rights a route asks for.
 *
 * @param route Its method and path.
 * @returns Any of these lets someone in; none: it is open.
 * @throws {TypeError} If the table does not have it: no route is open by having been forgotten.
 */
export function rightsOfRoute({ method, path }: { method: string; path: string }): RouteRights {
  const rights = ROUTE_RIGHTS[`${method} ${path}`];
  if (rights !== undefined) return rights;
  throw new TypeError(`${method} ${path} is missing in http/route_rights.ts`);
}

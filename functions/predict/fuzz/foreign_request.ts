import fc from "fast-check";
import type { FuzzedRequest } from "./fuzzed_request.ts";

/** Names that are none of the service's, whatever they look like. */
const FOREIGN_HOSTS = [
  "evil.example",
  "evil.example:8000",
  "localhost.evil.example",
  "127.0.0.1.sslip.io",
  "predict.evil.example",
];

/** Names that the service always has. */
const OWN_HOSTS = ["127.0.0.1:8000", "[::1]:8000", "predict", "predict.ns.svc.cluster.local"];

/** What a browser says of a page elsewhere. */
const FOREIGN_SITES: readonly Readonly<Record<string, string>>[] = [
  { origin: "http://evil.example" },
  { origin: "null" },
  { origin: "https://localhost.evil.example" },
  { origin: "javascript:" },
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
  { "sec-fetch-site": "cross-site", origin: "http://localhost" },
];

/** Types that no route takes. */
const FOREIGN_TYPES = [
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "text/plain; application/json",
  "application/jsonx",
  "json",
  ";",
  "__proto__",
];

/** What is no credential where none is asked for: it changes nothing. */
const CREDENTIALS = ["Bearer x", "Bearer ", "Basic Og==", "Basic !", "mlops_wrong", "Bearer a.b.c"];

/**
 * Sends some of the requests under another name, from another site, with another type, or with
 * credentials.
 *
 * @returns The same, some of which are refused for that alone.
 */
export function sometimesForeign(
  requests: fc.Arbitrary<FuzzedRequest>,
): fc.Arbitrary<FuzzedRequest> {
  const draw = <T>(list: readonly T[]) => fc.constantFrom(...list);
  return fc.oneof(
    { weight: 12, arbitrary: requests },
    {
      weight: 1,
      arbitrary: fc.tuple(requests, draw(FOREIGN_HOSTS)).map(([request, host]) =>
        refused({ ...request, url: `http://${host}${request.url}` }, 421)
      ),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(requests, draw(OWN_HOSTS)).map(([request, host]) => ({
        ...request,
        url: `http://${host}${request.url}`,
      })),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(requests, draw(FOREIGN_SITES)).map(([request, headers]) =>
        request.method === "GET" ? { ...request, headers } : refused({ ...request, headers }, 403)
      ),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(requests, draw([undefined, ...FOREIGN_TYPES])).map(withType),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(requests, draw(CREDENTIALS)).map(([request, authorization]) => ({
        ...request,
        headers: { authorization },
      })),
    },
  );
}

function withType([request, type]: [FuzzedRequest, string | undefined]): FuzzedRequest {
  const { type: right, body, ...rest } = request;
  if (right === undefined || request.isValid !== true) return request;
  // As bytes: of a text the platform would tell a type by itself.
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return refused({
    ...rest,
    ...bytes === undefined ? {} : { body: bytes },
    ...type === undefined ? {} : { type },
  }, 415);
}

function refused(request: FuzzedRequest, status: number): FuzzedRequest {
  return { ...request, isValid: false, status };
}

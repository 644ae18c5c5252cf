import {
  type BodyBounds,
  BodyRefused,
  boundedBody,
  closeRefused,
  GrowingBytes,
  requireLength,
  whenTaken,
} from "@mlops/closing";
import { rightOfRequest } from "@mlops/mlflow/right_of_request";
import { AccessRefused, describeIdentity, type Gate, type Identity } from "@mlops/rights";
import { requireContentType, type SiteGuard } from "@mlops/site_guard";
import { accessRefusal, answerOf, bodyRefusal, type Refusal, Refused } from "./mlflow_answer.ts";
import { AUDITED, claimsMover, makerTag } from "@mlops/mlflow/alias_mover";
import { OwnCalls } from "./own_calls.ts";
import { SecondPerson } from "./second_person.ts";
import type { GateAudit } from "./gate_audit.ts";
import { answerHeaders, requestHeaders } from "./passed_headers.ts";
import { readCall, type RegistryChange, registryChange } from "./registry_change.ts";

/** What the gate is made of. */
export interface MlflowGateParts {
  /** Where MLflow listens. */
  readonly mlflowUrl: URL;
  /** Asks MLflow. */
  readonly fetch: typeof fetch;
  /** Decides who may ask. */
  readonly access: Gate;
  /** Refuses what pages of other sites send. */
  readonly guard: SiteGuard;
  /** Largest artifact, in bytes. */
  readonly maxArtifactBytes: number;
  /** Aliases that whoever made a version does not point to it. */
  readonly secondPersonFor: readonly string[];
  /** Keeps the record: who changed what, and what MLflow answered. */
  readonly record: (entry: Readonly<Record<string, unknown>>) => void;
  /** Takes what belongs into the audit; `null`: there is none. */
  readonly audit: GateAudit | null;
  /** Told of what should not happen. */
  readonly trouble: (message: string) => void;
}

/** Bodies of the API are small, and kept whole: MLflow wants their length. In bytes. */
const MAX_CALL_BYTES = 4 * 2 ** 20;

/** Room for a call at first, in bytes. */
const FIRST_BYTES = 16 * 2 ** 10;
/** Bodies under way that are kept whole, in bytes. */
const MAX_HELD_BYTES = 32 * 2 ** 20;
/** MLflow's one worker answers one request after the other. */
const MAX_REQUESTS = 64;
const MAX_STALL_MS = 30_000;
/** Of a body of the API, in ms. */
const MAX_CALL_MS = 60_000;
/** Of a whole exchange: a large artifact over a slow line. */
const MAX_EXCHANGE_MS = 15 * 60_000;

const ARTIFACTS = /^\/(ajax-)?api\/\d\.\d\/(mlflow-artifacts\/|mlflow\/upload-artifact$)/;

/** What stands in front of MLflow: it lets through what its sender may do. */
export class MlflowGate {
  readonly #parts: MlflowGateParts;
  readonly #calls: OwnCalls;
  readonly #secondPerson: SecondPerson;
  #nRequests = 0;
  #heldBytes = 0;
  #isMlflowAway = false;

  /**
   * Begins without a request.
   *
   * @param parts What it is made of.
   */
  constructor(parts: MlflowGateParts) {
    this.#parts = parts;
    this.#calls = new OwnCalls(parts.mlflowUrl, parts.fetch);
    this.#secondPerson = new SecondPerson(parts.secondPersonFor, this.#calls);
  }

  /**
   * Answers a request: with what MLflow says, or with a refusal in its form, after which its connection is
   * of use again or closed: a proxy such as Envoy takes an answer amid a body for a fault of ours.
   *
   * @param request The request.
   * @param address Where it comes from.
   */
  readonly answer: (request: Request, address: string) => Promise<Response> = closeRefused(
    (request, address: string) => this.#answer(request, address),
  );

  async #answer(request: Request, address: string): Promise<Response> {
    if (this.#nRequests >= MAX_REQUESTS) {
      return answerOf(busy(`${MAX_REQUESTS} requests are under way already`));
    }
    this.#nRequests++;
    let isPassedOn = false;
    try {
      const response = await this.#pass(request, address);
      isPassedOn = response.body !== null;
      return isPassedOn ? whenTaken(response, { onEnd: () => this.#nRequests-- }) : response;
    } catch (error) {
      if (error instanceof Refused) return answerOf(error.refusal);
      if (error instanceof BodyRefused) return answerOf(bodyRefusal(error));
      if (error instanceof AccessRefused) {
        this.#parts.audit?.refused(request, address, error);
        return answerOf(accessRefusal(error));
      }
      // Probes ask each second while MLflow starts.
      if (!this.#isMlflowAway) {
        this.#parts.trouble(`${request.method} ${new URL(request.url).pathname}: ${error}`);
      }
      this.#isMlflowAway = true;
      return answerOf({
        status: 503,
        code: "TEMPORARILY_UNAVAILABLE",
        message: "MLflow does not answer; try again",
        headers: { "retry-after": "1" },
      });
    } finally {
      if (!isPassedOn) this.#nRequests--;
    }
  }

  async #pass(request: Request, address: string): Promise<Response> {
    const foreign = this.#parts.guard.refuse(request) ?? requireContentType(request);
    if (foreign !== null) {
      throw new Refused({
        status: foreign.status,
        code: "PERMISSION_DENIED",
        message: foreign.detail,
      });
    }
    const { pathname } = new URL(request.url);
    const path = decoded(pathname);
    const right = rightOfRequest(request.method, path);
    const who = right === null
      ? null
      : await this.#parts.access.admit(request, [right], { address });
    const asked = { path, who, address };
    if (request.body === null) return await this.#ask(request, { body: null, ...asked });
    const bounds: BodyBounds = ARTIFACTS.test(path)
      ? {
        maxBytes: this.#parts.maxArtifactBytes,
        maxStallMs: MAX_STALL_MS,
        maxMs: MAX_EXCHANGE_MS,
      }
      : { maxBytes: MAX_CALL_BYTES, maxStallMs: MAX_STALL_MS, maxMs: MAX_CALL_MS };
    requireLength(request.headers, bounds.maxBytes);
    let refused: BodyRefused | null = null;
    const onRefused = (why: BodyRefused) => refused = why;
    const body = boundedBody(request.body, { ...bounds, onRefused });
    if (!ARTIFACTS.test(path)) {
      return await this.#holding(body, (whole) => this.#ask(request, { body: whole, ...asked }));
    }
    return await this.#ask(request, { body, ...asked }).catch((error: unknown) => {
      throw refused ?? error;
    });
  }

  /** Reads a body whole, while all that are read so keep within what the gate may hold. */
  async #holding(
    body: ReadableStream<Uint8Array>,
    use: (whole: Uint8Array<ArrayBuffer>) => Promise<Response>,
  ): Promise<Response> {
    const whole = new GrowingBytes(FIRST_BYTES, MAX_CALL_BYTES);
    try {
      for await (const piece of body) {
        this.#heldBytes += piece.length;
        whole.add(piece);
        if (this.#heldBytes > MAX_HELD_BYTES) {
          throw new Refused(busy(`bodies of ${MAX_HELD_BYTES} bytes are under way already`));
        }
      }
      return await use(whole.bytes);
    } finally {
      this.#heldBytes -= whole.size;
    }
  }

  /** MLflow keeps no record of who moved an alias: a tag of the version tells it, and the audit reads it. */
  async #noteMover({ alias, model: name, version }: RegistryChange, who: Identity): Promise<void> {
    if (alias === undefined || name === undefined || version === undefined) return;
    try {
      await this.#calls.noteMover({ name, version }, alias, describeIdentity(who));
    } catch (error) {
      // The alias is moved, and the record of this gate has who did.
      this.#parts.trouble(`Cannot note who moved "${alias}" of "${name}": ${error}`);
    }
  }

  /** The audit tells from which version to which; MLflow's call names the new one alone. */
  async #previousOf({ alias, model }: RegistryChange): Promise<Pick<RegistryChange, "previous">> {
    if (this.#parts.audit === null || alias === undefined || model === undefined) return {};
    return { previous: await this.#calls.versionOf(model, alias).catch(() => null) };
  }

  async #ask(
    request: Request,
    { body, path, who, address }: {
      body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer> | null;
      path: string;
      who: Identity | null;
      address: string;
    },
  ): Promise<Response> {
    const fields = body instanceof Uint8Array ? readCall(body) : null;
    if (fields !== null && claimsMover(fields)) {
      throw new AccessRefused(403, RESERVED, { identity: who });
    }
    const asked = registryChange(request.method, path, fields ?? {});
    const isChange = asked !== null && rightOfRequest(request.method, path) === "promote";
    if (isChange && who !== null) await this.#secondPerson.require(asked, who);
    const previous = isChange ? await this.#previousOf(asked) : {};
    const { pathname, search } = new URL(request.url);
    const target = new URL(this.#parts.mlflowUrl);
    target.pathname = pathname;
    target.search = search;
    const answered = await this.#parts.fetch(target, {
      method: request.method,
      headers: requestHeaders(request.headers),
      body: isChange && who !== null ? withMaker(body, fields, asked, who) : body,
      redirect: "manual",
      signal: AbortSignal.timeout(MAX_EXCHANGE_MS),
    });
    this.#isMlflowAway = false;
    let isAudited = false;
    if (isChange && who !== null) {
      const { status, ok } = answered;
      const change = { ...await withNewVersion(asked, answered), ...previous };
      this.#parts.record({ who: describeIdentity(who), ...change, status });
      isAudited = ok && this.#parts.audit !== null;
      if (ok) this.#parts.audit?.changed(change, who, address);
      if (ok && request.method === "POST") await this.#noteMover(change, who);
    }
    const given = answerHeaders(answered.headers, this.#parts.mlflowUrl);
    if (isAudited) given.set(AUDITED, "true");
    // Browsers then ask by https alone for a year. An Ingress with TLS says that it is one.
    if (request.headers.get("x-forwarded-proto") === "https") {
      given.set("strict-transport-security", "max-age=31536000");
    }
    return new Response(answered.body, { status: answered.status, headers: given });
  }
}

const RESERVED =
  "Tags that tell who made a version and moved an alias are written by the gate alone";

const MAKE = "write model-versions/create";

/** A version tells from its first moment who made it. */
function withMaker(
  body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer> | null,
  fields: Readonly<Record<string, unknown>> | null,
  { action }: RegistryChange,
  who: Identity,
): BodyInit | null {
  const { tags = [] } = fields ?? {};
  if (action !== MAKE || !Array.isArray(tags)) return body;
  const maker = { key: makerTag(), value: describeIdentity(who) };
  return JSON.stringify({ ...fields, tags: [...tags, maker] });
}

/** A version that is made gets its number from MLflow. */
async function withNewVersion(change: RegistryChange, answered: Response): Promise<RegistryChange> {
  if (change.action !== MAKE || !answered.ok) return change;
  const { model_version: made } = await answered.clone().json().catch(() => ({}));
  return typeof made?.version === "string" ? { ...change, version: made.version } : change;
}

/** A path that two programs could read in two ways is nobody's. */
function decoded(pathname: string): string {
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    path = "";
  }
  const segments = path.split("/");
  const isPlain = path.startsWith("/") && !/%2f|%5c|\\|\p{Cc}/iu.test(pathname + path) &&
    !path.includes("//") && !segments.includes("..") && !segments.includes(".");
  if (isPlain) return path;
  throw new Refused({
    status: 400,
    code: "INVALID_PARAMETER_VALUE",
    message:
      "The path must be plain: without empty parts, dots, encoded slashes and control characters",
  });
}

function busy(why: string): Refusal {
  return {
    status: 503,
    code: "TEMPORARILY_UNAVAILABLE",
    message: `The gate is busy, as ${why}; try again`,
    headers: { "retry-after": "1" },
  };
}

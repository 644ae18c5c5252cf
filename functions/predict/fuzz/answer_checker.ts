import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

/** An operation's part of the document that answers are held to. */
interface DocumentedOperation {
  readonly responses: Readonly<
    Record<string, {
      readonly content?: Readonly<Record<string, { readonly schema?: unknown }>>;
    }>
  >;
}

/** What of an OpenAPI document is needed. */
interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components?: unknown;
}

/** Statuses that any path may answer though no operation names them: no such path, no such method. */
const UNDOCUMENTED = new Set([404, 405]);

/** The same where there is no operation: another site, another name. */
const UNDOCUMENTED_ELSEWHERE = new Set([...UNDOCUMENTED, 403, 421]);

/** Holds answers to the OpenAPI document of the service. */
export class AnswerChecker {
  readonly #document: OpenApiDocument;
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false });
  readonly #validators = new Map<string, ValidateFunction>();

  /**
   * Reads the document.
   *
   * @param document What `GET /openapi.json` answers.
   */
  constructor(document: unknown) {
    this.#document = document as OpenApiDocument;
    this.#ajv.addSchema({ $id: "document", ...document as Record<string, unknown> });
  }

  /** Every operation, e.g. "GET /health". */
  get operations(): string[] {
    return Object.entries(this.#document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`)
    );
  }

  /**
   * Tells what is wrong with an answer.
   *
   * @param method The request's method.
   * @param path The operation's path as the document has it, or `null` for a path that is in none.
   * @param answer The answer and its body as text.
   * @returns The fault, or `null`.
   */
  faultOf(
    method: string,
    path: string | null,
    { response, body }: { response: Response; body: string },
  ): string | null {
    const { status, headers } = response;
    if (status >= 500) return `status ${status}`;
    if (headers.get("x-request-id") === null) return "no X-Request-Id";
    const type = headers.get("content-type")?.split(";")[0] ?? "";
    const documented = path === null
      ? undefined
      : this.#document.paths[path]?.[method.toLowerCase()]?.responses[`${status}`];
    if (documented === undefined) {
      const isNamed = path !== null && this.#document.paths[path]?.[method.toLowerCase()];
      const known = isNamed ? UNDOCUMENTED : UNDOCUMENTED_ELSEWHERE;
      if (!known.has(status)) return `status ${status} is not in the document`;
      return this.#mismatch("#/components/schemas/Problem", body);
    }
    if (documented.content === undefined) return null;
    const found = documented.content[type];
    if (found === undefined) return `type "${type}" is not in the document`;
    if (!/json$/.test(type) || found.schema === undefined) return null;
    const tokens = ["paths", path ?? "", method.toLowerCase(), "responses", `${status}`];
    const pointer = [...tokens, "content", type, "schema"].map((token) =>
      encodeURIComponent(token.replaceAll("~", "~0").replaceAll("/", "~1"))
    );
    return this.#mismatch(`#/${pointer.join("/")}`, body);
  }

  #mismatch(pointer: string, body: string): string | null {
    let validate = this.#validators.get(pointer);
    if (validate === undefined) {
      validate = this.#ajv.compile({ $ref: `document${pointer}` });
      this.#validators.set(pointer, validate);
    }
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch {
      return "the body is no JSON";
    }
    if (validate(value)) return null;
    return `the body does not match its schema: ${this.#ajv.errorsText(validate.errors)}`;
  }
}

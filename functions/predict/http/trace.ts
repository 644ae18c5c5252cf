import { type Context, context, type Span, trace, type Tracer } from "@opentelemetry/api";

/**
 * What a prediction consists of: waiting for its turn, reading the body, validating the rows,
 * scoring them, handing them to the log, and writing the answer. Streams go round several times.
 */
export type TracePart = "wait" | "read" | "validate" | "score" | "log" | "answer";

/**
 * Finds what records spans; Deno itself sends them where `OTEL_EXPORTER_OTLP_ENDPOINT` says, and needs
 * no permission for it.
 *
 * @returns The tracer, or `null` where `OTEL_DENO` is not `true`, so that nothing is spent on traces.
 */
export function findTracer(): Tracer | null {
  const tracer = trace.getTracer("predict");
  // Only an exporter records. Nobody ends this span, so it is sent nowhere.
  return tracer.startSpan("probe", { root: true }).isRecording() ? tracer : null;
}

/** What a trace tells of a request. */
export interface TracedRequest {
  /** The request. */
  readonly request: Request;
  /** Its id. */
  readonly id: string;
  /** The id that the client gave it, or `null`. */
  readonly clientId: string | null;
  /** The model that made the answer, if one has. */
  readonly model: { readonly name: string; readonly version: string } | null;
}

/** The spans of one prediction, below the one that Deno makes for its request; one follows the other. */
export class Trace {
  readonly #tracer: Tracer;
  readonly #context: Context = context.active();
  readonly #request: Span | undefined = trace.getActiveSpan();
  #part: Span | null = null;

  /**
   * Begins below the span of the request in progress.
   *
   * @param tracer What records spans.
   */
  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  /**
   * Begins a part, where the one before ends.
   */
  part(name: TracePart): void {
    this.#part?.end();
    this.#part = this.#tracer.startSpan(name, {}, this.#context);
  }

  /** Ends the last part. */
  end(): void {
    this.#part?.end();
    this.#part = null;
  }

  /**
   * Tells of the request what Deno cannot know.
   *
   * @param traced The request, its id and its model.
   * @param route Its route's path.
   */
  describe({ request, id, clientId, model }: TracedRequest, route: string): void {
    this.#request?.updateName(`${request.method} ${route}`);
    this.#request?.setAttributes({ "http.route": route, "predict.request_id": id });
    if (clientId !== null) this.#request?.setAttributes({ "predict.client_request_id": clientId });
    if (model === null) return;
    const { name, version } = model;
    this.#request?.setAttributes({ "predict.model": name, "predict.model_version": version });
  }
}

/** A finished span, as far as the tests look at it. */
export interface ReceivedSpan {
  /** Trace that it belongs to, hex. */
  readonly traceId: string;
  /** Its id, hex. */
  readonly spanId: string;
  /** Span that it is a part of, hex; empty: of none. */
  readonly parentSpanId: string;
  /** What it is called. */
  readonly name: string;
  /** When it began, in ns since 1970. */
  readonly startTimeUnixNano: string;
  /** When it ended, in ns since 1970. */
  readonly endTimeUnixNano: string;
  /** What is said of it. */
  readonly attributes: readonly {
    readonly key: string;
    readonly value: { readonly stringValue?: string };
  }[];
}

/** Takes what OTLP over HTTP with JSON sends, as a collector would; for tests. */
export class TraceReceiver implements AsyncDisposable {
  /** All spans so far. */
  readonly spans: ReceivedSpan[] = [];
  readonly #server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => this.#receive(request),
  );

  /** Environment of a Deno process that sends its traces here. */
  get environment(): Readonly<Record<string, string>> {
    return {
      "OTEL_DENO": "true",
      "OTEL_DENO_CONSOLE": "ignore",
      "OTEL_SERVICE_NAME": "predict",
      "OTEL_EXPORTER_OTLP_ENDPOINT": `http://127.0.0.1:${this.#server.addr.port}`,
      "OTEL_EXPORTER_OTLP_PROTOCOL": "http/json",
      // Milliseconds between two exports.
      "OTEL_BSP_SCHEDULE_DELAY": "50",
    };
  }

  /** Ends the receiver. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  async #receive(request: Request): Promise<Response> {
    const body = await request.json();
    if (new URL(request.url).pathname === "/v1/traces") {
      for (const { scopeSpans } of body.resourceSpans) {
        for (const { spans } of scopeSpans) this.spans.push(...spans);
      }
    }
    return Response.json({});
  }
}

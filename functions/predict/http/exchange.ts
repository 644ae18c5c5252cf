import type { ServedModel } from "../model/served_model.ts";
import type { Trace } from "./trace.ts";

/** One request on its way to an answer. */
export class Exchange {
  /** The request. */
  readonly request: Request;
  /** Its id, taken from the client or made here; answers carry it as `X-Request-Id`. */
  readonly id: string;
  /** When it arrived, in ms on the clock of `performance.now()`. */
  readonly startedAtMs: number;
  /** Values of the path's parameters by name. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The model that made the answer, once one has; answers carry its version. */
  model: ServedModel | null = null;
  /** Time spent scoring so far, in ms. */
  scoringMs = 0;
  /** Its spans; `null` where nothing is traced. */
  trace: Trace | null = null;
  /** Settles when a streamed answer has ended; `null` for an answer that is whole. */
  streamed: Promise<void> | null = null;

  /**
   * Begins an exchange.
   *
   * @param startedAtMs When it arrived, in ms on the clock of `performance.now()`.
   * @param parameters Values of the path's parameters by name.
   */
  constructor(
    request: Request,
    id: string,
    startedAtMs: number,
    parameters: Readonly<Record<string, string>>,
  ) {
    this.request = request;
    this.id = id;
    this.startedAtMs = startedAtMs;
    this.parameters = parameters;
  }
}

import type { BodyReader } from "../http/body_reader.ts";
import type { RowBatch } from "@mlops/tables/csv-rows";
import type { Exchange } from "../http/exchange.ts";
import { decodedBody, encodingOf } from "../http/content_encoding.ts";
import { CUT_OFF, type Piece } from "@mlops/closing";
import { ReaderWatch } from "../http/paced_answer.ts";
import { PacedReader } from "../http/paced_reader.ts";
import { requireMediaType } from "../http/media_type.ts";
import type { Assignment } from "../model/model_store.ts";
import type { Predictor } from "../scoring/predictor.ts";
import { Problem, toProblem } from "../http/problem.ts";
import type { Route } from "../http/route.ts";
import type { CsvRows } from "../rows/csv_rows.ts";
import { ValidationError } from "../http/validation_error.ts";

/** What the route needs. */
export interface PredictCsvParts {
  /** Scores rows. */
  readonly predictor: Predictor;
  /** Reads bodies. */
  readonly bodies: BodyReader;
}

/**
 * Memory that a stream holds: what has arrived and is not taken, on its way to the reader and from it;
 * 16 streams whose readers did not read took 8 MiB each.
 */
const STREAM_BYTES = 8 * 1024 * 1024;

/** Media type of tables. */
export const CSV_TYPE = "text/csv";

/**
 * Makes `POST /predict/csv`: a table of any length in, the same table with the prediction's columns
 * appended out, in constant memory: a piece is read when the answer to the one before was taken.
 *
 * A bad row in the first thousand or so is a 422. Further on the answer has begun: it then ends with a line that
 * names the bad one, and breaks off, so that nobody takes it for whole.
 *
 * @param parts What the route needs.
 * @returns The route.
 */
export function predictCsvRoute({ predictor, bodies }: PredictCsvParts): Route {
  return {
    method: "POST",
    path: "/predict/csv",
    isScoring: true,
    async handle(exchange) {
      requireMediaType(exchange.request, [CSV_TYPE]);
      // All that may refuse it comes before its body is begun.
      encodingOf(exchange.request);
      exchange.hold(STREAM_BYTES);
      const assignment = predictor.choose(exchange);
      const body = decodedBody(exchange.request);
      if (body === null) throw new Problem(400, "The body must be a CSV: it is empty");
      const { model } = assignment;
      model.holders++;
      const { promise, resolve } = Promise.withResolvers<void>();
      exchange.streamed = promise;
      const source = new PacedReader(body, bodies, () => performance.now());
      let hasEnded = false;
      const leave = () => {
        if (hasEnded) return;
        hasEnded = true;
        model.holders--;
        resolve();
      };
      const end = () => {
        leave();
        source.cancel().catch(() => {});
      };
      try {
        // Loaded with the first table, as no other prediction needs it.
        const { CsvRows } = await import("../rows/csv_rows.ts");
        const csv = new CsvRows(model.rows);
        const scoring = new CsvScoring({ csv, predictor, exchange, assignment });
        const next = () => nextText(scoring, () => source.read());
        const first = await readAhead(next);
        return new Response(stream({ first, next, end, bodies }), {
          headers: { "content-type": "text/csv; charset=utf-8" },
        });
      } catch (error) {
        exchange.begun = source.body;
        leave();
        throw closingTheConnection(error);
      }
    },
  };
}

/** What is left of a table that is refused is not read. */
function closingTheConnection(error: unknown): unknown {
  const problem = toProblem(error);
  if (problem.status >= 500) return error;
  const { status, message, extensions, headers } = problem;
  return new Problem(status, message, {
    extensions,
    headers: { ...headers, "connection": "close" },
    cause: error,
  });
}

/** Characters that are made before the answer begins: what is bad up to there is a 422. */
const AHEAD = 64 * 1024;

async function readAhead(next: () => Promise<string | null>): Promise<string | null> {
  let text = "";
  while (text.length < AHEAD) {
    const more = await next();
    if (more === null) break;
    text += more;
  }
  return text === "" ? null : text;
}

/** Reads on until there is something to answer; `null` at the end. */
async function nextText(
  scoring: CsvScoring,
  read: () => Promise<Piece>,
): Promise<string | null> {
  for (;;) {
    if (scoring.isAtEnd) return null;
    const { value, done } = await read();
    const text = done || value === undefined ? await scoring.end() : await scoring.push(value);
    if (text !== "") return text;
  }
}

function stream(
  { first, next, end, bodies }: {
    first: string | null;
    next: () => Promise<string | null>;
    end: () => void;
    bodies: BodyReader;
  },
): ReadableStream<Uint8Array> {
  let giveUp = () => {};
  const watch = new ReaderWatch(bodies, () => giveUp());
  const encoder = new TextEncoder();
  let text = first;
  let failure: unknown = null;
  return new ReadableStream({
    start(controller) {
      giveUp = () => {
        controller.error(CUT_OFF);
        end();
      };
    },
    async pull(controller) {
      watch.asked();
      if (failure !== null) {
        end();
        controller.error(CUT_OFF);
        return;
      }
      if (text === null) {
        end();
        controller.close();
        return;
      }
      controller.enqueue(encoder.encode(text));
      try {
        text = await next();
      } catch (error) {
        const isTold = error instanceof Problem || error instanceof ValidationError;
        text = `error: ${isTold ? error.message : "the service failed"}\n`;
        failure = error;
        controller.enqueue(encoder.encode(text));
      }
      watch.handedOver();
    },
    cancel() {
      watch.asked();
      end();
    },
  }, { highWaterMark: 0 });
}

/** Turns pieces of a CSV into pieces of the answer. */
class CsvScoring {
  readonly #csv: CsvRows;
  readonly #predictor: Predictor;
  readonly #exchange: Exchange;
  readonly #assignment: Assignment;
  #hasHead = false;
  #rowCount = 0;
  isAtEnd = false;

  constructor(
    { csv, predictor, exchange, assignment }: {
      csv: CsvRows;
      predictor: Predictor;
      exchange: Exchange;
      assignment: Assignment;
    },
  ) {
    this.#csv = csv;
    this.#predictor = predictor;
    this.#exchange = exchange;
    this.#assignment = assignment;
  }

  push(piece: Uint8Array): Promise<string> {
    return this.#score(this.#csv.push(piece));
  }

  end(): Promise<string> {
    this.isAtEnd = true;
    return this.#score(this.#csv.finish());
  }

  async #score(batch: RowBatch): Promise<string> {
    const { format } = this.#assignment.model;
    const { header, style } = this.#csv;
    let head = "";
    if (!this.#hasHead && header !== null) {
      this.#hasHead = true;
      head = `${[header, ...format.columns].join(style.delimiter)}\n`;
    }
    if (batch.nRows === 0) return head;
    const scores = await this.#predictor.score(
      this.#exchange,
      this.#assignment,
      batch,
      this.#rowCount,
    );
    // Between two pieces it waits for the client, and takes no place of others.
    this.#exchange.leave();
    this.#rowCount += batch.nRows;
    const lines = batch.records.map((record, row) =>
      `${record}${style.delimiter}${format.cells(scores, row, style)}\n`
    );
    return head + lines.join("");
  }
}

/** A refusal in the form of MLflow's own, which its clients show. */
export interface Refusal {
  /** HTTP status. */
  readonly status: number;
  /** MLflow's name for the kind of error. */
  readonly code: string;
  /** One sentence. */
  readonly message: string;
  /** Headers beside the content type. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown where a request is refused. */
export class Refused extends Error {
  /** What is answered. */
  readonly refusal: Refusal;

  /**
   * Refuses.
   *
   * @param refusal What is answered.
   */
  constructor(refusal: Refusal) {
    super(refusal.message);
    this.name = "Refused";
    this.refusal = refusal;
  }
}

/**
 * Writes a refusal as MLflow does.
 *
 * @returns The answer; its connection is closed, as a body may still be on its way.
 */
export function answerOf({ status, code, message, headers }: Refusal): Response {
  return Response.json({ "error_code": code, message }, {
    status,
    headers: { ...headers, "connection": "close" },
  });
}

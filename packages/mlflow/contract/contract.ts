import type { MlflowClient } from "../mod.ts";

/** What a criterion is checked with. */
export interface ContractContext {
  /** A client of the server. */
  readonly client: MlflowClient;
  /** The version of MLflow that the server says it is. */
  readonly release: string;
  /** Sends a request as it stands, where the client would not send it. */
  readonly send: (
    method: string,
    path: string,
    body?: unknown,
  ) => Promise<{ status: number; answer: Record<string, unknown> }>;
}

/** What every tracking server must do, by criterion. */
export type Contract = Readonly<Record<string, (context: ContractContext) => Promise<void>>>;

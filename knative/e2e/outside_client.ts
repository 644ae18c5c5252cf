import { ok } from "node:assert/strict";
import { secretValues } from "../deploy/cluster/secret_values.ts";
import { cluster } from "./stack.ts";

/** Where the test cluster's Contour listens for TLS. */
export const ENTRY = { hostname: "127.0.0.1", port: 31443 } as const;

/** Production's addresses, as its Ingresses name them. */
export const PAGE = "https://diabetes.example.com";
/** Of the classic Deployment. */
export const API = "https://api.diabetes.example.com";
/** Of the gate before MLflow. */
export const MLFLOW = "https://mlflow.diabetes.example.com";

/** Who has a key in production. */
export type Holder = "client" | "predict" | "train" | "prometheus";

/** What is asked beside the address. */
export interface Asked {
  /** Whose key is sent; nobody's unless it is said. */
  readonly as?: Holder;
  /** Whether the key is sent as a password. */
  readonly isPassword?: boolean;
  readonly body?: string;
}

/** What was answered. */
export interface Answer {
  readonly status: number;
  /** Version of the model, if it is a prediction. */
  readonly version: string;
  readonly text: string;
}

/**
 * Reads the certificate of the authority that the entry's certificates come from.
 *
 * @returns PEM.
 */
export async function entryAuthority(): Promise<string> {
  const [secret] = await cluster.objects("secrets", ["api-tls"]);
  return secretValues(secret)["ca.crt"] ?? "";
}

/** Asks as a program outside the cluster does: by name, and holding the server to its certificate. */
export class Outside implements AsyncDisposable {
  readonly #authority: string;

  private constructor(authority: string) {
    this.#authority = authority;
  }

  /**
   * Reads the authority.
   *
   * @returns What asks.
   */
  static async open(): Promise<Outside> {
    const file = await Deno.makeTempFile({ suffix: ".crt" });
    await Deno.writeTextFile(file, await entryAuthority());
    return new Outside(file);
  }

  /**
   * Asks once.
   *
   * @param address The address.
   * @param asked What is asked beside it.
   * @returns The answer.
   */
  async ask(address: string, { as, isPassword = false, body }: Asked = {}): Promise<Answer> {
    const key = as === undefined ? undefined : await cluster.keyOf(as) ?? "";
    const credentials = key === undefined
      ? []
      : isPassword
      ? ["--user", `anyone:${key}`]
      : ["--header", `Authorization: Bearer ${key}`];
    const data = body === undefined
      ? []
      : ["--header", "Content-Type: application/json", "--data", body];
    const { stdout, stderr, success } = await new Deno.Command("curl", {
      args: [
        "--silent",
        "--show-error",
        "--max-time",
        "60",
        "--cacert",
        this.#authority,
        "--connect-to",
        `::${ENTRY.hostname}:${ENTRY.port}`,
        "--write-out",
        "\n%{http_code} %header{x-model-version}",
        ...credentials,
        ...data,
        address,
      ],
    }).output();
    const decoder = new TextDecoder();
    ok(success, `${address} as ${as ?? "nobody"}: ${decoder.decode(stderr)}`);
    const printed = decoder.decode(stdout);
    const last = printed.lastIndexOf("\n");
    const [status = "", version = ""] = printed.slice(last + 1).split(" ");
    return { status: Number(status), version, text: printed.slice(0, last) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#authority);
  }
}

import type { StackStatus } from "../local/status_file.ts";

/** The stack that runs on this machine. */
export interface LocalStack {
  /** Its folder, as it is typed in the repository's. */
  readonly directory: string;
  /** What it says of itself; `null` if none runs. */
  readonly status: Pick<StackStatus, "apiUrl" | "trackingUri" | "databaseUrl"> | null;
}

/**
 * Tells where the cluster's Services are on this machine: those of the stack that `deno task start` runs, by
 * what it says of itself, and the learner's own programs. What the environment names goes before.
 *
 * @param env Looks a variable up.
 * @param stack The stack of this checkout.
 * @returns Addresses by name, `undefined` of what does not run; `database` is for the shell.
 */
export function localAddresses(
  env: (name: string) => string | undefined,
  { directory, status }: LocalStack,
): Record<string, string | undefined> {
  const named = (variable: string) => {
    const port = env(variable);
    return port === undefined ? undefined : `http://127.0.0.1:${port}`;
  };
  return {
    "mlflow-service": named("MLFLOW_PORT") ?? status?.trackingUri.replace(/\/$/, ""),
    "predict": named("API_PORT") ?? status?.apiUrl,
    "ml-api-service": named("LAB_API_PORT") ?? "http://127.0.0.1:8400",
    "page-service": named("LAB_PAGE_PORT") ?? "http://127.0.0.1:8450",
    "database": databaseOf(env, { directory, status }),
  };
}

/** As a word of the shell: a password stays in its file, or in the variable. */
function databaseOf(
  env: (name: string) => string | undefined,
  { directory, status }: LocalStack,
): string | undefined {
  const own = status?.databaseUrl;
  if (env("DATABASE_URL") !== undefined || own === null) {
    return '"${DATABASE_URL:?as deno task start has it}"';
  }
  return own && `"${own.replace("@", `:$(cat '${directory}/postgres/password')@`)}"`;
}

import { hurried } from "./hurried.ts";
import { startServer } from "./server_process.ts";

/** An alert in a message of Alertmanager's webhook. */
export interface SentAlert {
  readonly status: "firing" | "resolved";
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A message, and who got it. */
export interface Message {
  /** Path that it was sent to: `/page` or `/ticket`. */
  readonly path: string;
  readonly receiver: string;
  readonly alerts: readonly SentAlert[];
}

/** A real Alertmanager with the configuration of the cluster, and the receiver of its messages. */
export interface AlertmanagerProcess extends AsyncDisposable {
  /** Its host and port. */
  readonly address: string;
  /** What was received so far. */
  readonly messages: readonly Message[];
}

const CONFIGURATION = new URL("../alertmanager/alertmanager.yml", import.meta.url).pathname;

/** What whoever uses the file replaces. */
const PLACEHOLDER = "https://alerts.example.com";

/**
 * Starts Alertmanager on a free port of the loopback address, with time passing sixty times as fast, and a
 * receiver in this process in the place of the addresses that a user writes into the configuration.
 *
 * @returns Both, once Alertmanager is ready.
 */
export async function startAlertmanager(): Promise<AlertmanagerProcess> {
  const messages: Message[] = [];
  const receiver = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const { receiver, alerts } = await request.json();
      messages.push({ path: new URL(request.url).pathname, receiver, alerts });
      return new Response(null, { status: 204 });
    },
  );
  const directory = await Deno.makeTempDir({ prefix: "alertmanager-" });
  const text = hurried(await Deno.readTextFile(CONFIGURATION));
  const url = `http://127.0.0.1:${receiver.addr.port}`;
  await Deno.writeTextFile(
    `${directory}/alertmanager.yml`,
    text.replaceAll(PLACEHOLDER, url),
  );
  const server = await startServer("prometheus-alertmanager", directory, [
    `--config.file=${directory}/alertmanager.yml`,
    `--storage.path=${directory}/data`,
    "--cluster.listen-address=",
  ]);
  return {
    address: server.address,
    messages,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await receiver.shutdown();
    },
  };
}

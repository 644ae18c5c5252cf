// deno-lint-ignore-file no-console -- a command line program
/**
 * Clients as nobody wants them, a process of their own: sends many large bodies at once and prints their
 * answers by status as a line of JSON; then heads, bodies and tables that never end, and tables whose
 * answer nobody takes, until it is ended.
 *
 * Usage: slow_clients.ts URL CLIENTS BODIES, with CLIENTS of each of the four kinds
 *
 * @module
 */
import { delay } from "@std/async";
import { REFERENCE_TASK } from "@mlops/tasks";
import { SlowRequest } from "@mlops/testing/slow_request";

/** Size of the bodies that all come at once, in bytes. */
const LARGE_BYTES = 4 * 1024 * 1024;

const HEADER = `${Object.keys(REFERENCE_TASK.sample.row).join(",")}\n`;
const ROWS = `${Object.values(REFERENCE_TASK.sample.row).join(",")}\n`.repeat(2_000);

function head(path: string, type: string, more: string): string {
  const length = more === "" ? "" : `${more}\r\n`;
  return `POST ${path} HTTP/1.1\r\nHost: predict\r\nContent-Type: ${type}\r\n${length}\r\n`;
}

/** Sends the beginning of a request, then a byte now and then. */
async function hold(url: string, begin: string): Promise<void> {
  using request = await SlowRequest.connect(url);
  try {
    await request.send(begin);
    for (;;) {
      await delay(1_000);
      await request.send(" ");
    }
  } catch {
    // The service has closed the connection.
  }
}

/** Sends a table without end, and takes no answer. */
async function flood(url: string): Promise<void> {
  using request = await SlowRequest.connect(url);
  const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
  try {
    await request.send(head("/predict/csv", "text/csv", "Transfer-Encoding: chunked"));
    await request.send(chunk(HEADER));
    for (;;) await request.send(chunk(ROWS));
  } catch {
    // The service has closed the connection.
  }
}

/** Sends many bodies at once; the answers by status. */
async function sendLarge(url: string, count: number): Promise<ReadonlyMap<number, number>> {
  const row = JSON.stringify(REFERENCE_TASK.sample.row);
  const body = `[${row}${" ".repeat(LARGE_BYTES - row.length - 2)}]`;
  const statuses = new Map<number, number>();
  await Promise.all(Array.from({ length: count }, async () => {
    const status = await fetch(`${url}/predict`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    }).then(async (response) => {
      await response.body?.cancel();
      return response.status;
      // A connection that is closed while the body is sent was turned away as well.
    }, () => 503);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }));
  return statuses;
}

const [url = "", clients = "0", bodies = "0"] = Deno.args;
console.log(JSON.stringify(Object.fromEntries(await sendLarge(url, Number(bodies)))));
await Promise.all(
  Array.from({ length: Number(clients) }, () => [
    hold(url, head("/predict", "application/json", "").slice(0, -2)),
    hold(url, head("/predict", "application/json", "Content-Length: 4000000")),
    hold(url, head("/predict/csv", "text/csv", "Content-Length: 4000000")),
    flood(url),
  ]).flat(),
);

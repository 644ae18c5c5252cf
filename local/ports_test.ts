import { equal, match, notEqual } from "node:assert/strict";
import { nextFree, PortError, requireFree, type WantedPort } from "./ports.ts";

Deno.test("requireFree() names every port that is taken, with others for all of them at once", () => {
  using ui = listener();
  using api = listener();
  const page = { port: ui.port, part: "the page", variable: "UI_PORT" };
  const service = { port: api.port, part: "the prediction service", variable: "API_PORT" };
  const mlflow = { port: nextFree(20_000), part: "MLflow", variable: "MLFLOW_PORT" };
  equal(refusalOf([mlflow]), null);
  match(
    `${refusalOf([page, mlflow])}`,
    new RegExp(`start the page as port ${ui.port} is taken .* another port with UI_PORT=\\d+$`),
  );
  match(
    `${refusalOf([page, service, mlflow])}`,
    new RegExp(
      `start the page and the prediction service as ports ${ui.port} and ${api.port} are taken .* ` +
        "other ports with UI_PORT=\\d+ API_PORT=\\d+$",
    ),
  );
});

Deno.test("requireFree() offers no port twice, and none that another part needs", () => {
  using taken = listener();
  const next = nextFree(taken.port + 1);
  const wanted = [taken.port, taken.port, next].map((port, i) => ({
    port,
    part: `part ${i}`,
    variable: `PORT_${i}`,
  }));
  const offered = [...`${refusalOf(wanted)}`.matchAll(/PORT_\d=(\d+)/g)].map(([, port]) => port);
  equal(new Set([...offered, `${next}`]).size, 3);
});

Deno.test("nextFree() leaves to others what is theirs", () => {
  const port = nextFree(20_000);
  notEqual(nextFree(port, new Set([port])), port);
});

function refusalOf(wanted: readonly WantedPort[]): string | null {
  try {
    requireFree(wanted);
    return null;
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return error.message;
  }
}

function listener() {
  const server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return { port: (server.addr as Deno.NetAddr).port, [Symbol.dispose]: () => server.close() };
}

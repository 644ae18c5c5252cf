import { deepEqual, equal, match } from "node:assert/strict";

const MODULE = new URL("./mod.ts", import.meta.url).href;
const MLFLOW = new URL("../mlflow/mod.ts", import.meta.url).href;

const TOKEN = "a-token-that-no-proxy-may-see";

/** A proxy that notes whatever it gets and answers nothing of use. */
function startProxy() {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const seen: string[] = [];
  const accepting = (async () => {
    for await (const connection of listener) {
      const bytes = new Uint8Array(65_536);
      const nBytes = await connection.read(bytes) ?? 0;
      seen.push(new TextDecoder().decode(bytes.subarray(0, nBytes)));
      await connection.write(
        new TextEncoder().encode("HTTP/1.1 502 Proxy\r\ncontent-length: 0\r\n\r\n"),
      );
      connection.close();
    }
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    seen,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
    },
  };
}

/** A server that notes who asks it with which token, and leads `/away` elsewhere. */
function startServer(elsewhere: string) {
  const asked: (string | null)[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    asked.push(request.headers.get("authorization"));
    const { pathname } = new URL(request.url);
    if (pathname === "/away") return Response.redirect(`${elsewhere}/taken`);
    return Response.json({ run: {}, "registered_models": [], pathname });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** Runs a program in an environment with the proxy, which Deno reads once. */
async function runBehind(proxy: string, program: string): Promise<unknown> {
  const names = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"];
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", program],
    cwd: import.meta.dirname!,
    env: {
      ...Object.fromEntries(names.map((name) => [name, proxy])),
      NO_PROXY: "",
      "no_proxy": "",
    },
  }).output();
  const text = new TextDecoder().decode(stdout);
  if (text === "") throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(text);
}

Deno.test("no proxy of the environment reads credentials", async (context) => {
  await using proxy = startProxy();
  await using elsewhere = startServer("");
  await using server = startServer(elsewhere.url);
  const headers = { authorization: `Bearer ${TOKEN}` };
  const asking = (url: string) => `
    import { fetchWithCredentials } from ${JSON.stringify(MODULE)};
    const init = { headers: ${JSON.stringify(headers)} };
    const tell = async (answer) => [answer.status, await answer.text()];
    console.log(JSON.stringify(await fetchWithCredentials(${JSON.stringify(url)}, init)
      .then(tell, (error) => [0, String(error)])));`;

  await context.step("plain http goes straight", async () => {
    const [status, text] = await runBehind(proxy.url, asking(`${server.url}/x`)) as [
      number,
      string,
    ];
    deepEqual([status, JSON.parse(text).pathname], [200, "/x"]);
    deepEqual([server.asked.splice(0), proxy.seen], [[headers.authorization], []]);
  });

  await context.step("and is led nowhere else", async () => {
    deepEqual(await runBehind(proxy.url, asking(`${server.url}/away`)), [302, ""]);
    deepEqual([server.asked.splice(0).length, elsewhere.asked, proxy.seen], [1, [], []]);
  });

  await context.step("https goes through the tunnel, which the proxy cannot read", async () => {
    await runBehind(proxy.url, asking("https://tracking.example/x"));
    equal(proxy.seen.length, 1);
    match(proxy.seen[0]!, /^CONNECT tracking\.example:443 /);
    equal(proxy.seen.splice(0).join().includes(TOKEN), false);
  });

  const listing = (credentials: string) => `
    import { MlflowClient } from ${JSON.stringify(MLFLOW)};
    const client = new MlflowClient({ trackingUri: new URL(${JSON.stringify(server.url)}),
      retries: { maxAttempts: 1 }, ${credentials} });
    console.log(JSON.stringify(await client.registry.getModelVersionByAlias("m", "a")
      .then(() => "answered", (error) => error.code)));`;

  await context.step("the MLflow client keeps its token and its password", async () => {
    for (
      const credentials of [`{ token: "${TOKEN}" }`, `{ username: "me", password: "${TOKEN}" }`]
    ) {
      await runBehind(proxy.url, listing(`credentials: ${credentials}`));
      equal(server.asked.splice(0).length, 1);
      deepEqual(proxy.seen, []);
    }
  });

  await context.step("without credentials it goes where the environment says", async () => {
    await runBehind(proxy.url, listing(""));
    deepEqual([server.asked.length, proxy.seen.length], [0, 1]);
  });
});

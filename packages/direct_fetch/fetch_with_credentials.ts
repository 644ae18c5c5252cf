/**
 * Sends a request that carries credentials. Over https it goes as any other, since a proxy passes on what
 * it cannot read; over plain http it goes straight to its host, whatever `HTTP_PROXY` and `ALL_PROXY` say,
 * and is not redirected, as the next host would be asked over the same connection.
 *
 * Deno 2.9.6 has no option to leave the environment's proxies out, and reads them before any permission;
 * but a "proxy" that is the host itself goes before them. The connection serves this one request.
 *
 * @param url Where to.
 * @param init What `fetch` takes.
 * @returns The answer, a redirection too.
 */
export async function fetchWithCredentials(
  url: string | URL,
  init: RequestInit = {},
): Promise<Response> {
  const { protocol, hostname, port } = new URL(url);
  if (protocol !== "http:") return await fetch(url, init);
  using client = Deno.createHttpClient({
    proxy: {
      transport: "tcp",
      hostname: hostname.replace(/^\[|\]$/g, ""),
      port: Number(port || "80"),
    },
  });
  const direct: RequestInit & { client: Deno.HttpClient } = { ...init, redirect: "manual", client };
  return await fetch(url, direct);
}

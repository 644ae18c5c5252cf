import type { LabDeps } from "../engine/deps.ts";
import { answerPage } from "../page/answer_page.ts";

/**
 * Serves the lab's page to this machine until Ctrl-C.
 *
 * @param port Where to listen; 0 takes any.
 * @returns Exit code.
 * @throws {Deno.errors.AddrInUse} If another program listens there.
 */
export async function page(deps: LabDeps, port: number): Promise<number> {
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port,
    onListen: ({ port }) => deps.print(deps.texts.page(`http://localhost:${port}`)),
  }, answerPage(deps));
  await server.finished;
  return 0;
}

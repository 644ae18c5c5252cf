import { listen, PortTakenError } from "@mlops/processes/listen";
import type { LabDeps } from "../engine/deps.ts";
import { LabFault } from "../engine/words.ts";
import { answerPage } from "../page/answer_page.ts";

/**
 * Serves the lab's page to this machine until Ctrl-C.
 *
 * @param port Where to listen; 0 takes any.
 * @returns Exit code.
 * @throws {LabFault} If another program listens there.
 */
export async function page(deps: LabDeps, port: number): Promise<number> {
  const onListen = (address: Deno.NetAddr) =>
    deps.print(deps.texts.page(`http://localhost:${address.port}`));
  try {
    await listen({ hostname: "127.0.0.1", port, onListen }, answerPage(deps)).finished;
  } catch (cause) {
    if (!(cause instanceof PortTakenError)) throw cause;
    throw new LabFault({
      fr: `Le port ${port} est pris par un autre programme : choisissez-en un autre avec --port`,
      en: `Port ${port} is taken by another program: choose another one with --port`,
    }, { cause });
  }
  return 0;
}

/**
 * Where the blocks begin. They end at 30 000, where the node ports of a Kubernetes on this machine begin: it
 * takes their connections although nobody listens there. From 32 768 on the system itself hands them out.
 */
const FIRST = 20_000;

/** Ports of a block: the first one is its lock, the others are handed out one after the other. */
const SIZE = 100;

const N_BLOCKS = 100;

/**
 * The first port of a block that is of this program alone, or of this thread of it: who was given a port may
 * listen on it much later, or end and come back, and a test that runs beside would else be given it
 * meanwhile. The system gives the lock back with whoever held it. `null` where nothing may listen.
 */
const block = takeBlock();

let nGiven = 0;

/**
 * Finds a port of the loopback address that nobody listens on, and that nobody else is given while this
 * program, or this thread of it, goes on.
 *
 * @returns Its number, in [20000, 30000).
 */
export function freePort(): number {
  for (;;) {
    const port = (block ?? FIRST) + 1 + nGiven++ % (SIZE - 1);
    const listener = listenOn(port);
    if (listener === null) continue;
    listener.close();
    return port;
  }
}

function takeBlock(): number | null {
  const { state } = Deno.permissions.querySync({ name: "net", host: "127.0.0.1" });
  if (state !== "granted") return null;
  const start = Math.floor(Math.random() * N_BLOCKS);
  for (let tried = 0; tried < N_BLOCKS; tried++) {
    const first = FIRST + SIZE * ((start + tried) % N_BLOCKS);
    // Left open: it ends with this program.
    if (listenOn(first) !== null) return first;
  }
  throw new Error("Cannot find a free port as other programs hold all of them");
}

function listenOn(port: number): Deno.TcpListener | null {
  try {
    return Deno.listen({ hostname: "127.0.0.1", port });
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return null;
    throw error;
  }
}

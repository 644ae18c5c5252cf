import { CUT_OFF } from "./cut_off.ts";

/** Longest wait for a reader to take the next piece, in ms. */
const MAX_STALL_MS = 30_000;

/**
 * Watches an answer on its way: a reader who takes nothing for half a minute is cut off, as long as the
 * answer has pieces left that the kernel's buffers do not take.
 *
 * @param answer An answer, perhaps with a stream.
 * @param options `onEnd` is called once: its last piece was taken, it broke off, or it was given up.
 * `maxStallMs` is the longest wait for its reader, in ms.
 * @returns The same answer.
 */
export function whenTaken(
  answer: Response,
  { onEnd = () => {}, maxStallMs = MAX_STALL_MS }: {
    readonly onEnd?: () => void;
    readonly maxStallMs?: number;
  } = {},
): Response {
  const source = answer.body?.getReader();
  if (source === undefined) {
    onEnd();
    return answer;
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hasEnded = false;
  const end = () => {
    clearTimeout(timer);
    if (!hasEnded) onEnd();
    hasEnded = true;
  };
  const cutOff = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    end();
    controller.error(CUT_OFF);
    source.cancel(CUT_OFF).catch(() => {}); // It may have broken off itself.
  };
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      clearTimeout(timer);
      try {
        const { done, value } = await source.read();
        if (done) {
          end();
          return controller.close();
        }
        // Given up meanwhile, nobody takes it.
        if (hasEnded) return;
        controller.enqueue(value);
        timer = setTimeout(cutOff, maxStallMs, controller);
      } catch (error) {
        end();
        controller.error(error);
      }
    },
    cancel(reason) {
      end();
      return source.cancel(reason);
    },
  }, { highWaterMark: 0 });
  return new Response(body, answer);
}

import { TableError } from "./table_error.ts";

/**
 * Unpacks gzip as it arrives; whoever reads on decides how much may come out.
 *
 * @param file Name for messages.
 * @param pieces The packed bytes.
 * @returns The pieces of the file inside.
 * @throws {TableError} If the packed file is damaged or cut short.
 */
export async function* gunzip(
  file: string,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const packed = ReadableStream.from(pieces) as ReadableStream<Uint8Array<ArrayBuffer>>;
  try {
    yield* packed.pipeThrough(new DecompressionStream("gzip"));
  } catch (error) {
    // What the stream itself throws; errors of the source pass through it unchanged.
    if (!(error instanceof TypeError)) throw error;
    const reason = "its gzip must be whole: it is damaged or cut short; fetch or pack it again";
    throw new TableError(file, [{ code: "damaged", line: 1, column: 1, name: null, reason }], 1, {
      cause: error,
    });
  }
}

/**
 * Writes an archive to a file and removes it after use.
 *
 * @param folder Where the file goes; made if it is not there.
 * @param archive The archive, and what is done with the file.
 */
export async function withArchiveFile(
  folder: string,
  { pieces, use }: {
    pieces: AsyncIterable<Uint8Array<ArrayBuffer>>;
    use: (path: string) => Promise<void>;
  },
): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const path = await Deno.makeTempFile({ dir: folder, suffix: ".tar" });
  try {
    const file = await Deno.open(path, { write: true });
    await ReadableStream.from(pieces).pipeTo(file.writable);
    await use(path);
  } finally {
    await Deno.remove(path);
  }
}

import { RefusedRequest } from "../requests/refused_request.ts";
import { kindOf } from "../file_store/store_folder.ts";

/** What lies in the folder is counted anew after so long, as other programs may write there, too. */
const COUNT_AGAIN_MS = 60_000;

const GIB = 1024 ** 3;

/** The bytes that all artifacts may take together, so that nobody fills the disk of everyone. */
export class ArtifactQuota {
  readonly #folder: string;
  readonly #limitBytes: number;
  readonly #now: () => number;
  #countedAtMs = -Infinity;
  /** What lay there when it was counted, and what came since. */
  #usedBytes = 0;
  /** What is on its way, in no folder of the artifacts yet. */
  #arrivingBytes = 0;

  /**
   * Begins with nothing counted.
   *
   * @param folder Folder of the artifacts.
   * @param limitBytes Most bytes together.
   * @param now Steady clock, in ms.
   */
  constructor(folder: string, limitBytes: number, now: () => number) {
    this.#folder = folder;
    this.#limitBytes = limitBytes;
    this.#now = now;
  }

  /**
   * Begins an upload.
   *
   * @param announcedBytes What the client announces; 0 if nothing.
   * @returns What takes the bytes as they come, and what tells whether they stay.
   * @throws {RefusedRequest} `RESOURCE_LIMIT_EXCEEDED` if there is no room for what is announced.
   */
  begin(announcedBytes: number): { take: (bytes: number) => void; end: (isKept: boolean) => void } {
    this.#count();
    this.#requireRoom(announcedBytes);
    let sizeBytes = 0;
    return {
      take: (bytes) => {
        this.#requireRoom(bytes);
        sizeBytes += bytes;
        this.#arrivingBytes += bytes;
      },
      end: (isKept) => {
        this.#arrivingBytes -= sizeBytes;
        if (isKept) this.#usedBytes += sizeBytes;
      },
    };
  }

  /** Something was removed: it is counted anew with the next upload. */
  removed(): void {
    this.#countedAtMs = -Infinity;
  }

  #requireRoom(bytes: number): void {
    if (this.#usedBytes + this.#arrivingBytes + bytes <= this.#limitBytes) return;
    throw new RefusedRequest(
      "RESOURCE_LIMIT_EXCEEDED",
      `All artifacts together must be at most ${
        this.#limitBytes / GIB
      } GiB: delete some, or raise MAX_ARTIFACTS_GIB`,
    );
  }

  #count(): void {
    const nowMs = this.#now();
    if (nowMs - this.#countedAtMs < COUNT_AGAIN_MS) return;
    this.#countedAtMs = nowMs;
    this.#usedBytes = kindOf(this.#folder) === "folder" ? sizeOf(this.#folder) : 0;
  }
}

/** Bytes of all files below a folder; links are left aside. */
function sizeOf(folder: string): number {
  let sizeBytes = 0;
  for (const { name, isFile, isDirectory } of Deno.readDirSync(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) sizeBytes += sizeOf(path);
    else if (isFile) sizeBytes += Deno.lstatSync(path).size;
  }
  return sizeBytes;
}

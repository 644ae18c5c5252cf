import { S3mini, S3ServiceError } from "s3mini";
import { BackupError } from "./backup.ts";
import { missing, type Store, type StoredFile } from "./store.ts";

/** A bucket, or a part of one, of whatever speaks S3's protocol. */
export interface Bucket {
  /** Address of the server, without the bucket; requests name it in their path. */
  readonly endpoint: URL;
  /** Region that requests are signed for; servers of one's own take any. */
  readonly region: string;
  /** Name of the bucket. */
  readonly name: string;
  /** First part of all keys, without a slash at either end; `""` is the whole bucket. */
  readonly folder: string;
  /** Name of the key. */
  readonly accessKeyId: string;
  /** The key itself. */
  readonly secretAccessKey: string;
}

/** A part lies in memory while it is sent. S3 takes 10 000 of a file, which is 160 GB. */
const PART_BYTES = 16 * 1024 * 1024;

/** A server that does not answer or take a part in this time is as good as gone. */
const ANSWER_MS = 300_000;

/**
 * Keeps files in a bucket. A file is there once the server has all of it, so none is there by half.
 *
 * @param bucket The bucket, and who may write into it.
 * @returns The store.
 */
export function s3Store(bucket: Bucket): Store {
  const { region, accessKeyId, secretAccessKey } = bucket;
  const endpoint = new URL(bucket.name, bucket.endpoint.href.replace(/\/*$/, "/")).href;
  const client = new S3mini({ endpoint, region, accessKeyId, secretAccessKey, fetch: ask });
  const keyOf = (key: string) => bucket.folder === "" ? key : `${bucket.folder}/${key}`;
  const answered = async <T>(what: string, action: () => Promise<T>): Promise<T> => {
    try {
      return await action();
    } catch (cause) {
      // The bytes that are to be written may say by themselves why they end.
      if (cause instanceof BackupError) throw cause;
      throw refused(bucket, what, cause);
    }
  };
  return {
    write: (key, content) => answered(`write "${key}"`, () => send(client, keyOf(key), content)),
    read: (key) =>
      answered(`read "${key}"`, async () => {
        const answer = await client.getObjectResponse(keyOf(key));
        if (answer === null) throw missing(key, "404");
        return answer.body ?? new Blob([]).stream();
      }),
    list: (folder) =>
      answered(`list "${folder}"`, async () => {
        const prefix = keyOf(folder === "" ? "" : `${folder}/`);
        const objects = await client.listObjects("/", prefix);
        if (objects === null) throw new S3ServiceError("There is no such bucket", 404, NO_BUCKET);
        const files = objects.map((
          { Key, Size, ETag },
        ): [string, StoredFile] => [Key.slice(prefix.length), { sizeBytes: Size, changed: ETag }]);
        return new Map(files);
      }),
    remove: (key) =>
      answered(`remove "${key}"`, async () => {
        await client.deleteObject(keyOf(key));
      }),
  };
}

/** Asks the server; how long the bytes of its answer take depends on how many they are. */
async function ask(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const late = new AbortController();
  const timer = setTimeout(
    () => late.abort(new DOMException(`no answer in ${ANSWER_MS / 1_000} s`, "TimeoutError")),
    ANSWER_MS,
  );
  try {
    const answer = await fetch(input, { ...init, signal: late.signal });
    const isList = new URL(input instanceof Request ? input.url : input).searchParams.has(
      "list-type",
    );
    if (init?.method === "GET" && answer.ok && !isList) return answer;
    // The client leaves some of these bodies unread, and with them the connection.
    return new Response(withNamedCharacters(await answer.text()) || null, answer);
  } finally {
    clearTimeout(timer);
  }
}

/** The characters that XML has names for. */
const NAMES: Readonly<Record<string, string>> = {
  "'": "&apos;",
  '"': "&quot;",
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
};

/** The client knows no numbers of characters, as which servers in Go write some: `&#39;`. */
function withNamedCharacters(xml: string): string {
  return xml.replaceAll(/&#(?:x([0-9a-f]+)|(\d+));/gi, (_, hex?: string, decimal?: string) => {
    const character = String.fromCodePoint(
      hex === undefined ? Number(decimal) : Number.parseInt(hex, 16),
    );
    return NAMES[character] ?? character;
  });
}

/** Sends bytes of whatever number: few in one request, many in parts that become a file at the end. */
async function send(
  client: S3mini,
  key: string,
  content: ReadableStream<Uint8Array>,
): Promise<void> {
  const parts = partsOf(content);
  const first = await parts.next();
  const second = await parts.next();
  if (second.done) {
    await client.putObject(key, first.value ?? new Uint8Array());
    return;
  }
  const id = await client.getMultipartUploadId(key);
  try {
    const sent = [await client.uploadPart(key, id, first.value ?? new Uint8Array(), 1)];
    sent.push(await client.uploadPart(key, id, second.value, 2));
    for await (const part of parts) {
      sent.push(await client.uploadPart(key, id, part, sent.length + 1));
    }
    await client.completeMultipartUpload(key, id, sent);
  } catch (error) {
    // Parts that become no file would be paid for without being seen.
    await client.abortMultipartUpload(key, id).catch(() => {});
    throw error;
  }
}

/** Cuts bytes into parts; one more than a whole part is read before that one is given. */
async function* partsOf(content: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  let part = new Uint8Array(PART_BYTES);
  let filled = 0;
  for await (let chunk of content) {
    while (chunk.length > 0) {
      if (filled === PART_BYTES) {
        yield part;
        part = new Uint8Array(PART_BYTES);
        filled = 0;
      }
      const taken = chunk.subarray(0, PART_BYTES - filled);
      part.set(taken, filled);
      filled += taken.length;
      chunk = chunk.subarray(taken.length);
    }
  }
  yield part.subarray(0, filled);
}

const NO_BUCKET = "NoSuchBucket";
const FORBIDDEN = "NotCapable";

/** What helps, by the server's code. */
const REMEDIES: Readonly<Record<string, string>> = {
  [NO_BUCKET]: "make the bucket, or name another",
  AccessDenied:
    "the bucket must exist, and the key be allowed to list, read, write and delete there",
  InvalidAccessKeyId: "the server must know the key: renew the Secret",
  [FORBIDDEN]: "S3_HOST must be its host, with a port that is not the usual one",
  SignatureDoesNotMatch: "the secret key must be the right one: renew the Secret",
};

function refused({ endpoint, name }: Bucket, what: string, cause: unknown): BackupError {
  const code = cause instanceof S3ServiceError
    ? cause.code ?? ""
    : cause instanceof Deno.errors.NotCapable
    ? FORBIDDEN
    : "";
  const said = cause instanceof Error ? cause.message : String(cause);
  const why = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : "";
  const reason = [said, why, REMEDIES[code]].filter((part) => part).join(": ");
  return new BackupError(
    `Cannot ${what} as the bucket "${name}" at ${endpoint.origin} must take it: ${reason}`,
    { cause },
  );
}

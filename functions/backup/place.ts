import type { Settings } from "@mlops/config";
import { type Bucket, s3Store } from "./s3_store.ts";
import { folderStore, type Store } from "./store.ts";

/** Where files are: a folder's path, or a bucket. */
export type Place = string | Bucket;

/** `s3://BUCKET` or `s3://BUCKET/FOLDER`, by S3's rules for a bucket's name and with nothing odd in the folder's. */
const ADDRESS = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/+([\w./-]*?)\/*)?$/;

/**
 * Reads where files are. A bucket's server, region and key are in the variables that all clients of S3
 * share: `AWS_ENDPOINT_URL_S3`, `AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`.
 *
 * @param settings Takes the faults.
 * @param name The setting.
 * @param fallback Folder where it is missing.
 * @returns The place.
 */
export function readPlace(settings: Settings, name: string, fallback: string): Place {
  const text = settings.text(name, fallback);
  if (!text.startsWith("s3:")) return text;
  const [, bucket, folder = ""] = ADDRESS.exec(text) ?? [];
  if (bucket === undefined) {
    settings.refuse(`${name} must be a folder or s3://BUCKET/FOLDER: is "${text}"`);
  }
  const needed = (variable: string) => {
    const value = settings.text(variable, "");
    if (value === "") settings.refuse(`${variable} must be set, as ${name} is a bucket`);
    return value;
  };
  return {
    endpoint: settings.address("AWS_ENDPOINT_URL_S3"),
    region: settings.text("AWS_REGION", "us-east-1"),
    name: bucket ?? "",
    folder,
    accessKeyId: needed("AWS_ACCESS_KEY_ID"),
    secretAccessKey: needed("AWS_SECRET_ACCESS_KEY"),
  };
}

/**
 * Opens a place.
 *
 * @param place Where files are.
 * @returns The store; nothing is asked yet.
 */
export function openPlace(place: Place): Store {
  return typeof place === "string" ? folderStore(place) : s3Store(place);
}

/** Folders of artifacts, as MLflow's server of artifacts names them: `mlflow-artifacts:/1/RUN/artifacts`. */
const PROXIED = /^mlflow-artifacts:(?:\/\/[^/]*)?\/+(.+?)\/*$/;

/**
 * Finds the folders below the artifacts' root that a database refers to.
 *
 * @param uris Addresses of artifacts in MLflow's tables, one a line.
 * @returns Paths without a slash at either end. Sources elsewhere (another store, `models:/`) are not ours to keep.
 */
export function referredFolders(uris: string): Set<string> {
  const folders = new Set<string>();
  for (const line of uris.split("\n")) {
    const [, path] = PROXIED.exec(line.trim()) ?? [];
    if (path !== undefined) folders.add(path);
  }
  return folders;
}

/**
 * Tells whether a file lies in one of the folders.
 *
 * @param path Path of the file below the artifacts' root.
 * @param folders Folders that are referred to.
 * @returns Whether it does.
 */
export function isReferred(path: string, folders: ReadonlySet<string>): boolean {
  for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
    if (folders.has(path.slice(0, at))) return true;
  }
  return false;
}

import type { TarFile } from "@mlops/oci";

/** What is read of the repository and what is run in it. */
export interface Project {
  /**
   * Reads a file.
   *
   * @param path Path in the repository.
   */
  readText(path: string): Promise<string>;
  /**
   * Reads a file or all files of a folder.
   *
   * @param path Path in the repository.
   * @returns The files, by their path in the repository.
   */
  readFiles(path: string): Promise<TarFile[]>;
  /**
   * Runs a task of the repository.
   *
   * @throws {ApplyError} If it fails, with what it said.
   */
  runTask(name: string): Promise<void>;
  /**
   * Lists the npm packages that a module and those below it import, not what these need in turn.
   *
   * @param path Path of a module in the repository.
   * @returns Their keys, `npm:NAME@VERSION`.
   */
  packagesOf(path: string): Promise<string[]>;
  /**
   * Renders an overlay.
   *
   * @param name Name of its folder.
   * @returns YAML.
   * @throws {ApplyError} If there is no such overlay, or kubectl cannot render it.
   */
  render(name: string): Promise<string>;
}

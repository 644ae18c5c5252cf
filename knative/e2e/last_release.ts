/**
 * The version that people run before they take this one.
 *
 * A release is a tag `v…`, by which `.github/workflows/release.yaml` begins: the newest tag before this
 * commit is the last release, so that each release moves it by itself. As long as there is none, it is
 * {@linkcode BEFORE_RELEASES}.
 *
 * @module
 */

const ROOT = new URL("../../", import.meta.url).pathname;

/**
 * In the place of a release: the stack before MLflow and the predictions had a role and a database each, and
 * before the log kept who told an outcome. An upgrade from it must bring all of that to a volume with data.
 */
const BEFORE_RELEASES = "e8609d76fb88cb439af9a9de9c3ed1bc3c07b626";

/** A checkout of it; removed by the block that declares it. */
export interface ReleaseCheckout extends AsyncDisposable {
  /** Its folder. */
  readonly folder: string;
  /** Its tag or commit. */
  readonly name: string;
}

/**
 * Checks the last release out into a new folder.
 *
 * @returns The checkout, with its packages.
 * @throws {Error} If the repository does not hold it.
 */
export async function checkOutLastRelease(): Promise<ReleaseCheckout> {
  const tag = await git(["describe", "--tags", "--match=v*", "--abbrev=0", "HEAD^"]);
  const name = tag ?? BEFORE_RELEASES;
  const parent = await Deno.makeTempDir({ prefix: "release-" });
  const folder = `${parent}/checkout`;
  const remove = async () => {
    await git(["worktree", "remove", "--force", folder]);
    await Deno.remove(parent, { recursive: true });
  };
  try {
    if (await git(["worktree", "add", "--quiet", "--detach", folder, name]) === undefined) {
      throw new Error(
        `Cannot try an upgrade as the repository must hold "${name}": it does not ` +
          "(git fetch --unshallow --tags)",
      );
    }
    const { success, stderr } = await new Deno.Command("deno", { args: ["ci"], cwd: folder })
      .output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder, name, [Symbol.asyncDispose]: remove };
}

/** What git printed, or `undefined` if it refused. */
async function git(args: readonly string[]): Promise<string | undefined> {
  const { success, stdout } = await new Deno.Command("git", { args: [...args], cwd: ROOT })
    .output();
  return success ? new TextDecoder().decode(stdout).trim() : undefined;
}

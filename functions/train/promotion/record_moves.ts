import { recordAudit } from "@mlops/prediction_log";
import type { Registration } from "./register_model.ts";

/** Who moved an alias, and where that is kept. */
export interface Mover {
  /** Database of the audit, or `null`: the run alone tells. */
  readonly database: URL | null;
  /** Who runs the program. */
  readonly userId: string;
  /** The program, for people. */
  readonly program: string;
}

/**
 * Notes in the audit which aliases were moved, by whom and why. Where there is no database the service
 * finds it in the run once it sees them move.
 *
 * @param registration The version and its aliases.
 * @param mover Who moved them.
 * @throws {Error} If the database does not take it; the aliases are moved all the same.
 */
export async function recordMoves(
  { name, version, aliases, promotion }: Omit<Registration, "runId">,
  { database, userId, program }: Mover,
): Promise<void> {
  if (database === null) return;
  for (const alias of aliases) {
    await recordAudit(database, "train", {
      happenedMs: Date.now(),
      who: `user:${userId}`,
      action: "alias_moved",
      subject: `models:/${name}@${alias}`,
      origin: program,
      reason: promotion?.reason ?? null,
      detail: { state: version },
    });
  }
}

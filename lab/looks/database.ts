import { secretValues } from "../../knative/deploy/cluster/secret_values.ts";
import type { Place } from "../engine/place.ts";

/**
 * Asks the database of exercise 1 by its Service, with what the Secret says now.
 *
 * @param query Statements; what the last one prints is read.
 * @param other Another database on it, if not the Secret's.
 * @returns What psql prints, without headings.
 * @throws {Error} If it fails, with what psql said.
 */
export async function askDatabase(place: Place, query: string, other?: string): Promise<string> {
  const values = secretValues(await place.object("secrets", "postgres-secret"));
  const [user = "", password = "", database = ""] = [
    "POSTGRES_USER",
    "POSTGRES_PASSWORD",
    "POSTGRES_DB",
  ].map((key) => values[key]);
  // Values are arguments and no part of the script.
  const script =
    'PGCONNECT_TIMEOUT=3 PGPASSWORD="$2" exec psql -h postgres-service -U "$1" -d "$3" -Atqc "$4"';
  const command = ["sh", "-c", script, "psql", user, password, other ?? database, query];
  return (await place.exec("deployment/postgres", command)).trim();
}

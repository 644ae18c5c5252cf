// deno-lint-ignore-file no-console -- a command line program
/**
 * Brings the prediction log's database up to date; see `@mlops/prediction_log`. May run at any time, any
 * number of times.
 *
 * Usage: DATABASE_URL=postgres://OWNER:PASSWORD@HOST/predictions deno task migrate
 *
 * With PREDICTOR_PASSWORD the service's role gets that password. PGPASSWORD is the owner's, if the
 * address holds none, and DATABASE_CA the authority that the server is held to (sslmode=verify-full).
 *
 * @module
 */
import { ConfigError, readSettings } from "@mlops/config";
import { readDatabaseUrl } from "@mlops/prediction_log";
import { migrate, MigrationError } from "@mlops/prediction_log/migrate";
import { tellUsage } from "@mlops/processes/tell_usage";

tellUsage(
  `Brings the prediction log's database up to date. May run at any time, any number of times.

Usage: DATABASE_URL=postgres://OWNER:PASSWORD@HOST/predictions deno task migrate`,
);

try {
  const url = readSettings((name) => Deno.env.get(name), readDatabaseUrl);
  if (url === null) throw new ConfigError(["DATABASE_URL must be set"]);
  const applied = await migrate(url, {
    predictorPassword: Deno.env.get("PREDICTOR_PASSWORD") || null,
  });
  console.log(applied.length === 0 ? "Nothing to do" : `Applied ${applied.join(", ")}`);
} catch (error) {
  if (!(error instanceof MigrationError || error instanceof ConfigError)) throw error;
  console.error(error.message);
  Deno.exit(error instanceof ConfigError ? 2 : 1);
}

// deno-lint-ignore-file no-console -- a command line program
/**
 * Brings the prediction log's database up to date; see `@mlops/prediction_log`. May run at any time, any
 * number of times.
 *
 * Usage: DATABASE_URL=postgres://OWNER:PASSWORD@HOST/predictions deno task migrate
 *
 * With PREDICTOR_PASSWORD the service's role gets that password. PGPASSWORD is the owner's, if the
 * address holds none.
 *
 * @module
 */
import { databaseUrlFrom } from "@mlops/prediction_log";
import { migrate, MigrationError } from "@mlops/prediction_log/migrate";

const url = databaseUrlFrom((name) => Deno.env.get(name));
if (url === null) {
  console.error("Cannot migrate as DATABASE_URL must start with postgres:// or postgresql://");
  Deno.exit(2);
}
try {
  const applied = await migrate(url, {
    predictorPassword: Deno.env.get("PREDICTOR_PASSWORD") || null,
  });
  console.log(applied.length === 0 ? "Nothing to do" : `Applied ${applied.join(", ")}`);
} catch (error) {
  if (!(error instanceof MigrationError)) throw error;
  console.error(error.message);
  Deno.exit(1);
}

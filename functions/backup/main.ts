// deno-lint-ignore-file no-console -- a command line program
/**
 * Keeps and gives back backups of the stack. Postgres' own programs dump, prove and restore the
 * databases (k8s/backup); this one keeps their files and MLflow's artifacts.
 *
 * Usage: main.ts keep | list [--json] | fetch WHICH | fetch-artifacts MOMENT | fetch-log MOMENT | serve
 *
 * @module
 */
import { ConfigError } from "@mlops/config";
import { listen } from "@mlops/processes/listen";
import { delay } from "@std/async";
import { Archive, keptUntil } from "./archive.ts";
import { BackupError } from "./backup.ts";
import { type Config, readConfig } from "./config.ts";
import { fetchArtifacts, fetchBackup } from "./fetch_backup.ts";
import { keepBackup } from "./keep_backup.ts";
import { backupMetrics, METRICS_TYPE } from "./metrics.ts";
import { openPlace } from "./place.ts";
import { fetchLog, LogShipper } from "./ship_log.ts";
import { showBackup } from "./show_backup.ts";
import { folderStore, type Store } from "./store.ts";
import { listBackups, readBackup } from "./vault.ts";

/** As the manifests have it. */
const ARCHIVE_ROUND_MS = 60_000;

const USAGE =
  "Usage: keep | list [--json] | fetch WHICH | fetch-artifacts MOMENT | fetch-log MOMENT | serve";

/** Where Postgres archives, in whatever pod. */
const VOLUME = "/backup";

async function main([command = "", which = "latest"]: readonly string[]): Promise<number> {
  const config = readConfig((name) => Deno.env.get(name));
  const store = openPlace(config.store);
  switch (command) {
    case "keep":
      await keep(config, store);
      return 0;
    case "list":
      await list(store, which === "--json");
      return 0;
    case "fetch": {
      const [work, artifacts] = [folderStore(config.work), openPlace(config.artifacts)];
      console.log(`fetched ${showBackup(await fetchBackup({ store, which, work, artifacts }))}`);
      return 0;
    }
    case "fetch-artifacts":
      await fetchUntil(which, config, store);
      return 0;
    case "fetch-log": {
      const moment = which === "latest" ? Infinity : momentIn(which);
      const volume = folderStore(VOLUME);
      const count = await fetchLog({ store, volume, moment, now: Date.now() });
      console.log(`fetched ${count} files of Postgres' log`);
      return 0;
    }
    case "serve":
      await serve(config, store);
      return 0;
    default:
      console.error(`Cannot understand "${command}". ${USAGE}`);
      return 2;
  }
}

async function keep(config: Config, store: Store): Promise<void> {
  const { retention } = config;
  const [work, artifacts] = [folderStore(config.work), openPlace(config.artifacts)];
  const { backup, removed, freedBytes } = await keepBackup({ work, artifacts, store, retention });
  console.log(`kept ${showBackup(backup)}`);
  if (removed.length === 0) return;
  console.log(`removed ${removed.join(", ")}: ${(freedBytes / 1e6).toFixed(1)} MB`);
}

async function list(store: Store, isJson: boolean): Promise<void> {
  const ids = await listBackups(store);
  const backups = await Promise.all(ids.map((id) => readBackup(store, id)));
  if (isJson) console.log(JSON.stringify(backups));
  else if (backups.length === 0) console.log("There is no backup yet");
  for (const backup of isJson ? [] : backups) console.log(showBackup(backup));
}

function momentIn(text: string): number {
  const moment = Date.parse(text);
  if (!Number.isNaN(moment)) return moment;
  throw new BackupError(`Cannot restore to "${text}" as it must be a moment, 2026-11-30T12:00:00Z`);
}

/** A version's files are archived within a round after it is registered, so that the next round counts. */
async function fetchUntil(which: string, config: Config, store: Store): Promise<void> {
  const moment = which === "latest" ? Infinity : momentIn(which);
  const files = await keptUntil(store, moment + 2 * ARCHIVE_ROUND_MS);
  await fetchArtifacts({ store, files, artifacts: openPlace(config.artifacts) });
  console.log(`fetched ${files.length} artifacts`);
}

/** Answers Prometheus and the kubelet until it is told to end. */
async function serve(config: Config, store: Store): Promise<void> {
  const { port, archiveSeconds } = config;
  const ending = new AbortController();
  // From the start on, so that one that never succeeds is seen, too.
  let archivedMs = archiveSeconds === 0 ? undefined : Date.now();
  const archiving = archiveSeconds === 0 ? undefined : archiveAll(roundOf(config, store), {
    pauseMs: 1_000 * archiveSeconds,
    signal: ending.signal,
    onSuccess: () => archivedMs = Date.now(),
  });

  const server = listen({ port, hostname: "0.0.0.0" }, async ({ url }) => {
    const { pathname } = new URL(url);
    if (pathname === "/healthz") return new Response("ok\n");
    if (pathname !== "/metrics") return new Response("Not found\n", { status: 404 });
    try {
      return new Response(await backupMetrics(store, archivedMs), {
        headers: { "Content-Type": METRICS_TYPE },
      });
    } catch (error) {
      console.error(message(error));
      return new Response("The store cannot be read\n", { status: 503 });
    }
  });
  const stop = () => {
    ending.abort();
    void server.shutdown();
  };
  Deno.addSignalListener("SIGTERM", stop);
  Deno.addSignalListener("SIGINT", stop);
  await server.finished;
  await archiving;
  Deno.removeSignalListener("SIGTERM", stop);
  Deno.removeSignalListener("SIGINT", stop);
}

/** What is kept between two backups: new artifacts and, where backups go to a bucket, Postgres' log. */
function roundOf(config: Config, store: Store): readonly (() => Promise<string | undefined>)[] {
  const archive = new Archive(store, openPlace(config.artifacts));
  const shipper = typeof config.store === "string"
    ? undefined
    : new LogShipper(store, folderStore(VOLUME));
  return [
    async () => {
      const count = await archive.look(Date.now());
      return count > 0 ? `archived ${count} artifacts` : undefined;
    },
    async () => {
      const count = await shipper?.ship() ?? 0;
      return count > 0 ? `sent ${count} files of Postgres' log and copies` : undefined;
    },
  ];
}

/** Does all of it again and again; a store that fails today may work tomorrow. */
async function archiveAll(
  round: readonly (() => Promise<string | undefined>)[],
  { pauseMs, signal, onSuccess }: { pauseMs: number; signal: AbortSignal; onSuccess: () => void },
): Promise<void> {
  while (!signal.aborted) {
    let isWhole = true;
    for (const step of round) {
      try {
        const said = await step();
        if (said !== undefined) console.log(said);
      } catch (error) {
        isWhole = false;
        console.error(message(error));
      }
    }
    if (isWhole) onSuccess();
    await delay(pauseMs, { signal }).catch(() => {}); // The end of the program is no fault.
  }
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

if (import.meta.main) {
  try {
    Deno.exitCode = await main(Deno.args);
  } catch (error) {
    console.error(message(error));
    Deno.exitCode = error instanceof ConfigError ? 2 : 1;
  }
}

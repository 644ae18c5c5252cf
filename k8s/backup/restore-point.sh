#!/bin/bash
# Lays Postgres' files as they were at a copy, and tells Postgres to read its archived log from there
# up to a moment when it starts. What was there before is set aside, not removed.
# $1: the moment, as `date` takes it, or `latest`. PGDATA: Postgres' folder. STORE: the backups' folder.
set -euo pipefail

moment=$1
# Times are in nanoseconds: a copy and the moment may lie in the same second.
if [ "$moment" = latest ]; then wanted=$(date +%s%N); else wanted=$(date --date "$moment" +%s%N); fi
# Copies of before there was a file `ended` tell it by their own time.
ended_of() { cat "$1/ended" 2>/dev/null || stat --format %.9Y "$1/base.tar.gz" | tr --delete .; }
base=
for folder in "$STORE"/base/*Z; do
  [ -e "$folder/base.tar.gz" ] || continue
  id=$(basename "$folder")
  made=$(date --date "${id:0:10}T${id:11:2}:${id:14:2}:${id:17:2}Z" +%s%N)
  # A copy is whole only some time after its name's moment.
  ended=$(ended_of "$folder")
  if [ "$made" -le "$wanted" ] && [ "$ended" -le "$wanted" ]; then base=$folder; fi
done
if [ -z "$base" ]; then
  echo "Cannot restore to $moment as a copy must have been made before: there are $(ls "$STORE/base" 2>/dev/null | tr '\n' ' ')" >&2
  exit 1
fi
before=
if [ -e "$PGDATA" ]; then
  before=$PGDATA.before-$(date -u +%Y-%m-%dT%H-%M-%SZ)
  mv "$PGDATA" "$before"
  echo "set aside: $before"
fi
mkdir -m 700 "$PGDATA"
tar --extract --gzip --file "$base/base.tar.gz" --directory "$PGDATA"
# What the old server had written and not yet archived; not so what one wrote that was made meanwhile.
identity() { pg_controldata "$1" 2>/dev/null | sed -n 's/^Database system identifier: *//p'; }
if [ -n "$before" ] && [ -d "$before/pg_wal" ] && [ "$(identity "$before")" = "$(identity "$PGDATA")" ]; then
  find "$before/pg_wal" -maxdepth 1 -type f -regex '.*/[0-9A-F]+' -exec cp --no-clobber {} "$PGDATA/pg_wal/" \;
fi
# Postgres refuses a moment after the last commit of its log; all of the log is then what was wanted.
commits() {
  TZ=UTC pg_waldump --rmgr=Transaction "$1" 2>/dev/null |
    sed -nE 's/.* COMMIT ([0-9-]+ [0-9:.]+ UTC).*/\1/p' | tail -n 1
}
newest=0
while IFS= read -r file; do
  last=$(commits "$file") || true
  if [ -n "$last" ]; then newest=$(date --date "$last" +%s%N) && break; fi
done < <(find "$STORE/wal" "$PGDATA/pg_wal" -maxdepth 1 -type f -regex '.*/[0-9A-F]+' -printf '%f\t%p\n' | sort --reverse | cut -f 2)
touch "$PGDATA/recovery.signal"
sed -i '/^recovery_target/d' "$PGDATA/postgresql.auto.conf"
if [ "$moment" != latest ] && [ "$wanted" -lt "$newest" ]; then
  {
    echo "recovery_target_time = '$(date --utc --date "$moment" '+%Y-%m-%d %H:%M:%S.%6N+00')'"
    echo "recovery_target_action = 'promote'"
  } >>"$PGDATA/postgresql.auto.conf"
  echo "Postgres will read its log from $(basename "$base") up to $moment"
else
  echo "Postgres will read all of its log from $(basename "$base") on"
fi

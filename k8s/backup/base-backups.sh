#!/bin/bash
# Makes a copy of Postgres' files each day, from which its archived log leads to any later moment, and
# removes copies, and the log before them, after a week. Runs beside Postgres until the pod ends.
# PGUSER: who may replicate, by the socket. STORE: the backups' folder. BASE_DAYS: copies that stay.
set -euo pipefail
mkdir -p "$STORE/base" "$STORE/wal"
# What sends both on has the group alone; files of before were for the owner.
chmod -R g+rX "$STORE/base" "$STORE/wal"

copy() {
  local id
  id=$(date -u +%Y-%m-%dT%H-%M-%SZ)
  rm -rf "$STORE"/base/*.partial
  # Its own part of the log with it, so that it is whole by itself.
  pg_basebackup --pgdata "$STORE/base/$id.partial" --format tar --gzip --wal-method fetch \
    --checkpoint fast --label "$id" || return 0 # Postgres may be restarting: next time
  # From this moment on it leads somewhere; the files' own times are lost where they are copied on.
  date +%s%N >"$STORE/base/$id.partial/ended"
  chmod -R g+rX "$STORE/base/$id.partial"
  sync -f "$STORE/base"
  mv "$STORE/base/$id.partial" "$STORE/base/$id"
  echo "copied $id"
  mapfile -t old < <(find "$STORE/base" -mindepth 1 -maxdepth 1 -type d ! -name '*.partial' -printf '%f\n' | sort | head -n "-$BASE_DAYS")
  for id in "${old[@]}"; do rm -rf "${STORE:?}/base/$id"; done
  local oldest first
  oldest=$(find "$STORE/base" -mindepth 1 -maxdepth 1 -type d ! -name '*.partial' -printf '%f\n' | sort | head -n 1)
  first=$(tar --extract --gzip --to-stdout --file "$STORE/base/$oldest/base.tar.gz" backup_label |
    sed -nE 's/^START WAL LOCATION: .* \(file ([0-9A-F]+)\)$/\1/p')
  pg_archivecleanup "$STORE/wal" "$first"
}

trap 'exit 0' TERM INT
while true; do
  today=$(date -u +%Y-%m-%d)
  if ! compgen -G "$STORE/base/${today}T*Z" >/dev/null && pg_isready --quiet --dbname postgres; then copy; fi
  sleep 60 &
  wait $!
done

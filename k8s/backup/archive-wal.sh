#!/bin/bash
# Postgres' archive_command: keeps a finished file of its log. It succeeds only once the file is there
# whole, and twice for the same file, as Postgres asks again after a crash.
# $1: path of the file. $2: its name. STORE: the backups' folder.
set -euo pipefail
umask 027 # Postgres' own lets in nobody but itself
folder=$STORE/wal
mkdir -p "$folder"
if [ -e "$folder/$2" ]; then exec cmp --silent "$1" "$folder/$2"; fi
cp "$1" "$folder/$2.partial"
chmod g+r "$folder/$2.partial" # what sends it on has the group alone
sync "$folder/$2.partial"
mv "$folder/$2.partial" "$folder/$2"

#!/usr/bin/env bash
# Installs a packed tarball into an empty folder, makes a content repository of it, and goes from a report to deployed
# hunts there, as whoever installs it would.
set -euo pipefail
tarball=$(realpath "$1")
root=$PWD
size=$(stat -c %s "$tarball")
if [ "$size" -gt 5000000 ]; then
  echo "$tarball has $size bytes: something lies in it that does not belong to the package" >&2
  exit 1
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefer-offline "$tarball"
test "$(npx sentinel --version)" = "$(node -p 'require(process.argv[1]).version' "$root/package.json")"
npx sentinel init
as_of=(--as-of 2026-05-31)
npx sentinel ingest reports "${as_of[@]}"
npx sentinel validate "${as_of[@]}"
npx sentinel test "${as_of[@]}"
npx sentinel deploy --yes "${as_of[@]}"
npx sentinel plan --exit-code "${as_of[@]}"
echo "$tarball works"

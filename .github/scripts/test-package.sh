#!/usr/bin/env bash
# Installs a packed tarball into an empty folder and uses it on this repository, as whoever installs it would.
set -euo pipefail
tarball=$(realpath "$1")
root=$PWD
size=$(stat -c %s "$tarball")
if [ "$size" -gt 5000000 ]; then
  echo "$tarball has $size bytes: something lies in it that does not belong to the package" >&2
  exit 1
fi
folder=$(mktemp -d)
cd "$folder"
npm init --yes >/dev/null
npm install --no-audit --no-fund "$tarball"
test "$(npx sentinel --version)" = "$(node -p 'require(process.argv[1]).version' "$root/package.json")"
npx sentinel validate --root "$root" --as-of 2026-05-31
npx sentinel plan --root "$root" --as-of 2026-05-31 --format json >plan.json
echo "$tarball works"

#!/usr/bin/env bash
# Prints the section of CHANGELOG.md of a version, `## 1.2.3` or `## 1.2.3 (2026-05-31)`; fails when there is none, when it
# is empty, or when it is still called unreleased.
set -euo pipefail
version=$1
awk -v version="$version" '
  /^## / { inside = $2 == version; if (inside && /unreleased/) exit 3; next }
  inside { print; if ($0 !~ /^[[:space:]]*$/) found = 1 }
  END { if (!found) exit 2 }
' CHANGELOG.md || {
  echo "CHANGELOG.md has no released section ## $version" >&2
  exit 1
}

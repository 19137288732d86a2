#!/usr/bin/env bash
# Keeps one issue about drift: opened or brought up to date when the workspace differs (CODE 3), closed when it does not.
set -euo pipefail
title='The workspace differs from what was deployed'
number=$(gh issue list --repo "$REPOSITORY" --state open --search "in:title \"$title\"" --json number,title \
  --jq "[.[] | select(.title == \"$title\")][0].number // empty")
if [ "$CODE" = 3 ]; then
  if [ -n "$number" ]; then
    gh issue edit "$number" --repo "$REPOSITORY" --body-file drift.md
  else
    gh issue create --repo "$REPOSITORY" --title "$title" --body-file drift.md
  fi
elif [ -n "$number" ]; then
  gh issue close "$number" --repo "$REPOSITORY" --comment 'The workspace is again what was deployed.'
fi

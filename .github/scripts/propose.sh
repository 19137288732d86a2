#!/usr/bin/env bash
# Puts what a scheduled run changed on the branch BRANCH, and opens its pull request or brings it up to date.
# TITLE is its title, the file BODY its text. Nothing changed: nothing happens, and an open pull request stays as it is.
set -euo pipefail
if [ -z "$(git status --porcelain)" ]; then echo "Nothing to propose."; exit 0; fi
git config user.name "github-actions[bot]"
git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
git switch --force-create "$BRANCH"
git add --all
git commit --quiet --message "$TITLE"
git push --force "https://x-access-token:$GH_TOKEN@github.com/$REPOSITORY.git" "HEAD:refs/heads/$BRANCH"
number=$(gh pr list --repo "$REPOSITORY" --head "$BRANCH" --state open --json number --jq '.[0].number // empty')
if [ -n "$number" ]; then
  gh pr edit "$number" --repo "$REPOSITORY" --title "$TITLE" --body-file "$BODY"
else
  gh pr create --repo "$REPOSITORY" --head "$BRANCH" --base "$BASE" --title "$TITLE" --body-file "$BODY"
fi

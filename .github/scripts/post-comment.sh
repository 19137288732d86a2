#!/usr/bin/env bash
# Posts review/review.json as the one comment of the pull request that COMMIT belongs to, or edits the comment that is there.
# HEAD (owner:branch), HEAD_REPOSITORY, BRANCH, COMMIT and RUN come from GitHub's event, the file from a run that nobody trusts.
set -euo pipefail
[ "$(wc -c < review/review.json)" -le 20000000 ] || { echo "review.json is too large."; exit 1; }
# Every part of a branch's name as a part of an address.
branch=$(node -p 'process.argv[1].split("/").map(encodeURIComponent).join("/")' "$BRANCH")
npx sentinel review --from review/review.json --format markdown --run "$RUN" \
  --edit "${GITHUB_SERVER_URL:-https://github.com}/$HEAD_REPOSITORY/edit/$branch/review.csv" > comment.md
number=$(gh api "repos/$REPOSITORY/pulls?state=open&head=$HEAD" --jq "[.[] | select(.head.sha == \"$COMMIT\")][0].number // empty")
[ -n "$number" ] || { echo "No open pull request has this commit any more."; exit 0; }
mine='.[] | select(.user.login == "github-actions[bot]" and (.body | startswith("<!-- sentinel-review -->"))) | .id'
comment=$(gh api --paginate "repos/$REPOSITORY/issues/$number/comments" --jq "$mine")
comment=${comment%%$'\n'*}
if [ -n "$comment" ]; then
  gh api --method PATCH "repos/$REPOSITORY/issues/comments/$comment" -F body=@comment.md --silent
else
  gh api --method POST "repos/$REPOSITORY/issues/$number/comments" -F body=@comment.md --silent
fi

#!/usr/bin/env bash
# Posts review/review.json as the one comment of the pull request that COMMIT belongs to, or edits the comment that is there.
# HEAD (owner:branch) and COMMIT come from GitHub's event, the file from a run that nobody trusts.
set -euo pipefail
[ "$(wc -c < review/review.json)" -le 20000000 ] || { echo "review.json is too large."; exit 1; }
npx sentinel review --from review/review.json --format markdown > comment.md
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

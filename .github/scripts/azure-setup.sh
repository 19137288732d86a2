#!/usr/bin/env bash
# Makes what the workflows need in Azure: two identities without secrets, their federated credentials and their roles.
#   bash .github/scripts/azure-setup.sh --repo ORG/REPO --subscription ID --resource-group NAME --workspace NAME [--dry-run]
# With --dry-run it prints the commands and runs none. What is there already stays.
set -euo pipefail

usage() { sed -n '2,4s/^# *//p' "$0" >&2; exit 2; }

repo='' subscription='' group='' workspace='' dry=''
while [ $# -gt 0 ]; do
  case "$1" in
    --repo) repo=${2-}; shift 2 || usage ;;
    --subscription) subscription=${2-}; shift 2 || usage ;;
    --resource-group) group=${2-}; shift 2 || usage ;;
    --workspace) workspace=${2-}; shift 2 || usage ;;
    --dry-run) dry=1; shift ;;
    *) usage ;;
  esac
done
if [ -z "$repo" ] || [ -z "$subscription" ] || [ -z "$group" ] || [ -z "$workspace" ]; then usage; fi
case "$repo" in */*) ;; *) usage ;; esac

run() {
  if [ -n "$dry" ]; then printf '%q ' "$@"; echo; else "$@"; fi
}

scope="/subscriptions/$subscription/resourceGroups/$group/providers/Microsoft.OperationalInsights/workspaces/$workspace"

# identity NAME ENVIRONMENT ROLE…
identity() {
  local name=$1 environment=$2 id=''
  shift 2
  if [ -z "$dry" ]; then id=$(az ad app list --display-name "$name" --query '[0].appId' --output tsv); fi
  if [ -z "$id" ]; then
    run az ad app create --display-name "$name" --sign-in-audience AzureADMyOrg --output none
    if [ -n "$dry" ]; then id="APP_ID_OF_$environment"; else id=$(az ad app list --display-name "$name" --query '[0].appId' --output tsv); fi
    run az ad sp create --id "$id" --output none
  fi
  local credential
  credential=$(printf '{"name": "%s", "issuer": "https://token.actions.githubusercontent.com", "subject": "repo:%s:environment:%s", "audiences": ["api://AzureADTokenExchange"]}' \
    "$environment" "$repo" "$environment")
  if [ -n "$dry" ] || [ -z "$(az ad app federated-credential list --id "$id" --query "[?name=='$environment'].name" --output tsv)" ]; then
    run az ad app federated-credential create --id "$id" --parameters "$credential" --output none
  fi
  local role
  for role in "$@"; do
    run az role assignment create --assignee "$id" --role "$role" --scope "$scope" --output none
  done
  echo "# GitHub, environment $environment: AZURE_CLIENT_ID=$id"
}

identity "sentinel-content plan ($repo)" sentinel-plan 'Microsoft Sentinel Reader' 'Log Analytics Reader'
identity "sentinel-content deploy ($repo)" sentinel-production 'Microsoft Sentinel Contributor' 'Log Analytics Contributor'
if [ -n "$dry" ]; then tenant=TENANT_ID; else tenant=$(az account show --query tenantId --output tsv); fi
echo "# GitHub, both environments: AZURE_TENANT_ID=$tenant. New roles take up to an hour to be seen: npx sentinel doctor"

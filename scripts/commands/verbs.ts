import type { Command } from './command.js';

/** The verbs in the order of the work; `load` imports a verb's file only when it is asked for. */
export const VERBS: Record<string, { summary: string; load(): Promise<Command> }> = {
  ingest: {
    summary: 'read reports; write hunts, watchlists and their provenance',
    load: async () => (await import('./ingest.js')).ingest,
  },
  validate: {
    summary: 'check all content',
    load: async () => (await import('./validate.js')).validate,
  },
  test: {
    summary: 'run the tests of hunts and rules on sample logs, and prove that they reach every indicator',
    load: async () => (await import('./test.js')).test,
  },
  plan: {
    summary: 'show what a deployment would change',
    load: async () => (await import('./plan.js')).plan,
  },
  deploy: {
    summary: 'bring a workspace to what the repository says',
    load: async () => (await import('./deploy.js')).deploy,
  },
  drift: {
    summary: 'show what changed in a workspace since we deployed it',
    load: async () => (await import('./drift.js')).drift,
  },
  doctor: {
    summary: 'tell what is missing to reach a workspace',
    load: async () => (await import('./doctor.js')).doctor,
  },
  pull: {
    summary: 'write the content of a workspace as files',
    load: async () => (await import('./pull.js')).pull,
  },
  import: {
    summary: 'make our files of exports and of other layouts',
    load: async () => (await import('./import.js')).importCommand,
  },
  expire: {
    summary: 'remove indicators whose life and whose logs are over',
    load: async () => (await import('./expire.js')).expire,
  },
  review: {
    summary: 'say what a branch brings, as the comment of its pull request',
    load: async () => (await import('./review.js')).review,
  },
  catalog: {
    summary: 'write a static site of hunts, coverage and indicator ages',
    load: async () => (await import('./catalog.js')).catalog,
  },
  lsp: {
    summary: 'serve an editor: findings, completion and meaning of KQL',
    load: async () => (await import('./lsp.js')).lsp,
  },
  hunt: {
    summary: 'run hunts over the logs of a workspace, or over log files',
    load: async () => (await import('./hunt.js')).hunt,
  },
  init: {
    summary: 'make a content repository of a folder',
    load: async () => (await import('./init.js')).init,
  },
  new: {
    summary: 'begin a hunt, rule, watchlist or function',
    load: async () => (await import('./new.js')).create,
  },
  explain: {
    summary: "what a check's code means",
    load: async () => (await import('./explain.js')).explain,
  },
  merge: {
    summary: 'join two versions of a list; a merge driver of git',
    load: async () => (await import('./merge.js')).merge,
  },
  emulator: {
    summary: 'serve the local workspace',
    load: async () => (await import('./emulator.js')).emulator,
  },
  tables: {
    summary: 'learn the tables of a workspace, custom ones included',
    load: async () => (await import('./tables.js')).tables,
  },
};

import type { Diagnostic } from '../content/diagnostic.js';
import type { ContentKind } from '../content/layout.js';
import { readContent, readWatchlist } from '../content/repository.js';
import { YamlFile } from '../content/yaml-file.js';
import { type CheckContext, type Detection, toDiagnostic } from './check.js';
import { type Outline, outlineOf } from './outline.js';
import { DETECTION_CHECKS, WATCHLIST_CHECKS } from './registry.js';

/** A file to look at, with its text (and of a watchlist, the text of its items where there are some). */
export interface Subject {
  file: string;
  kind: ContentKind;
  text: string;
  items?: string | undefined;
}

/** All that one file alone tells. Plain data: it can be cached and can cross threads. */
export interface Inspection {
  outline: Outline;
  diagnostics: Diagnostic[];
}

/** Reads a file and runs the checks of its kind. Never throws on bad content. */
export function inspect({ file, kind, text, items }: Subject, context: CheckContext): Inspection {
  const yaml = YamlFile.parse(file, text);
  return { outline: outlineOf(file, kind, yaml), diagnostics: diagnose(kind, yaml, items, context) };
}

function diagnose(kind: ContentKind, yaml: YamlFile, items: string | undefined, context: CheckContext): Diagnostic[] {
  const { file } = yaml.source;
  if (kind === 'watchlist') {
    const loaded = readWatchlist(yaml, items);
    if (!('value' in loaded)) return loaded.diagnostics;
    return WATCHLIST_CHECKS.flatMap((check) =>
      [...check.run(loaded.value, context)].map((finding) => toDiagnostic(check, file, finding)),
    );
  }
  if (kind === 'template') {
    const loaded = readContent('template', yaml);
    return 'value' in loaded ? [] : loaded.diagnostics;
  }
  const loaded = readContent(kind, yaml);
  if (!('value' in loaded)) return loaded.diagnostics;
  const detection: Detection = { kind, ...loaded.value };
  return DETECTION_CHECKS.flatMap((check) =>
    [...check.run(detection, context)].map((finding) => toDiagnostic(check, file, finding)),
  );
}

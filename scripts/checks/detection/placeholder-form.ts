import { rangeInScalar } from '../../content/yaml/yaml-range.js';
import { asRule, type DetectionCheck } from '../check.js';

/** A whole placeholder, or braces that look like the beginning or the end of one. */
const BRACES = /\{\{[^{}]*\}\}|\{+\s*\w+\s*\}*|\w+\s*\}+/g;

export const placeholderForm: DetectionCheck = {
  code: 'placeholder-form',
  scope: 'detection',
  effect: 'misleads',
  summary: 'Placeholders of an alert stand in two braces on both sides',
  why: 'The service shows anything else as it is: the alert then reads “Beacon to {{RemoteIP}”.',
  help: 'Write {{Column}}.',
  *run(detection) {
    const details = asRule(detection)?.alertDetailsOverride;
    for (const field of ['alertDisplayNameFormat', 'alertDescriptionFormat'] as const) {
      for (const match of (details?.[field] ?? '').matchAll(BRACES)) {
        const [text] = match;
        if (text.startsWith('{{') && text.endsWith('}}')) continue;
        const range = rangeInScalar(
          detection.yaml,
          ['alertDetailsOverride', field],
          match.index,
          match.index + text.length,
        );
        yield { message: `'${text}' is no placeholder`, range };
      }
    }
  },
};

import { type Diagnostic, EFFECTS } from '../base/diagnostic.js';

/** The finding with what the service makes of it as its first word. */
export function tellEffect(diagnostic: Diagnostic): Diagnostic {
  const { effect, message } = diagnostic;
  return effect === undefined ? diagnostic : { ...diagnostic, message: `${EFFECTS[effect].word}: ${message}` };
}

/** A finding about content that the service saves unread, as it does with hunts: what it would refuse fails later. */
export function savedUnread(diagnostic: Diagnostic): Diagnostic {
  return diagnostic.effect === 'refused' ? { ...diagnostic, effect: 'fails' } : diagnostic;
}

import { Language } from '../kql/analysis/library/language.js';
import { type Html, html, raw } from './html.js';

/** What the kinds of the analyser's tokens look like, by what their names hold. */
const CLASSES: readonly (readonly [kind: RegExp, className: string])[] = [
  [/^StringLiteral/, 's'],
  [/Literal/, 'n'],
  [/Keyword$/, 'k'],
];

/** A KQL query as HTML, with its keywords, texts, numbers, functions and comments marked. */
export function highlightKql(query: string): Html {
  const parts: Html[] = [];
  let at = 0;
  const tokens = Language.load().tokens(query);
  tokens.forEach(({ text, kind }, index) => {
    if (text === '') return;
    const start = query.indexOf(text, at);
    if (start === -1) return;
    parts.push(between(query.slice(at, start)));
    const isCall = kind === 'IdentifierToken' && tokens[index + 1]?.text === '(';
    const className = isCall ? 'f' : CLASSES.find(([pattern]) => pattern.test(kind))?.[1];
    parts.push(className ? html`<span class="${className}">${text}</span>` : html`${text}`);
    at = start + text.length;
  });
  parts.push(between(query.slice(at)));
  return html`<pre><code>${parts}</code></pre>`;
}

/** White space and comments: all that stands between tokens. */
function between(text: string): Html {
  return text.trim() === '' ? raw(text) : html`<span class="c">${text}</span>`;
}

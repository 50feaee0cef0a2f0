/**
 * Cuts SQL text into single statements, for files that run outside a transaction: PostgreSQL wraps several statements
 * sent as one text in an implicit transaction, in which CREATE INDEX CONCURRENTLY is refused.
 * Knows quotes, E'' escapes, quoted identifiers, dollar quotes, line comments and nested block comments.
 */
export function splitStatements(text: string): string[] {
  const statements: string[] = [];
  let start = 0;
  let hasCode = false;
  for (let at = 0; at < text.length; ) {
    const skipped = skipComment(text, at);
    if (skipped > at) {
      at = skipped;
    } else if (text[at] === ';') {
      if (hasCode) statements.push(text.slice(start, at).trim());
      start = at + 1;
      at = start;
      hasCode = false;
    } else {
      if (!/\s/.test(text[at] ?? '')) hasCode = true;
      at = skipQuoted(text, at);
    }
  }
  if (hasCode) statements.push(text.slice(start).trim());
  return statements;
}

/** The index after the comment that begins at `at`, or `at` itself. */
function skipComment(text: string, at: number): number {
  if (text.startsWith('--', at)) {
    const end = text.indexOf('\n', at);
    return end < 0 ? text.length : end + 1;
  }
  if (!text.startsWith('/*', at)) return at;
  const marks = /\/\*|\*\//g;
  marks.lastIndex = at;
  for (let depth = 0; ; ) {
    const mark = marks.exec(text);
    if (!mark) return text.length;
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
}

/** The index after the quoted thing that begins at `at`, or after the one character there. */
function skipQuoted(text: string, at: number): number {
  const escapes = /[eE]/.test(text[at - 1] ?? '') && !/[\w$]/.test(text[at - 2] ?? '');
  // A doubled quote reads as two quoted things side by side, which cuts in the same places.
  const pattern =
    text[at] === "'" ? (escapes ? /'(?:[^'\\]|\\[\s\S])*(?:'|$)/y : /'[^']*(?:'|$)/y) : text[at] === '"' ? /"[^"]*(?:"|$)/y : null;
  if (pattern) {
    pattern.lastIndex = at;
    return pattern.exec(text) ? pattern.lastIndex : text.length;
  }
  if (text[at] !== '$' || /[\w$]/.test(text[at - 1] ?? '')) return at + 1;
  const tag = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
  tag.lastIndex = at;
  const opening = tag.exec(text)?.[0];
  if (!opening) return at + 1;
  const end = text.indexOf(opening, at + opening.length);
  return end < 0 ? text.length : end + opening.length;
}

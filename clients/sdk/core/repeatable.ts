/**
 * Whether a document may be sent twice: queries may; a mutation only if each of its fields carries an idempotency key, since an
 * answer that was lost tells nothing of what was done.
 */
export function isRepeatable(document: string, variables: Readonly<Record<string, unknown>>): boolean {
  const tokens = tokensOf(document);
  let depth = 0;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    if (depth === 0 && token === 'mutation') return mutationFields(tokens.slice(at)).every((field) => carriesKey(field, variables));
    depth += nesting(token);
  }
  return true;
}

/** Words, values and brackets; texts as "…" or, when empty, "". Comments and commas mean nothing. */
function tokensOf(document: string): string[] {
  const found = document.matchAll(/"""(?:\\"""|[\s\S])*?"""|"(?:\\.|[^"\\\n])*"|#[^\n\r]*|\.\.\.|\$?\w+|[{}()[\]:]/g);
  return [...found].map(([token]) => token).filter((token) => !token.startsWith('#'));
}

const nesting = (token: string) => ('{(['.includes(token) ? 1 : '})]'.includes(token) ? -1 : 0);

/** The outermost fields of the operation at the start, each with the tokens of its arguments. A fragment there is a field without. */
function mutationFields(tokens: readonly string[]): string[][] {
  const fields: string[][] = [];
  let braces = 0;
  let brackets = 0;
  for (const token of tokens) {
    if (token === '{' && brackets === 0) braces++;
    else if (token === '}' && brackets === 0) {
      if (--braces === 0) break;
    } else if (braces === 1 && brackets === 0 && token === ':')
      fields.pop(); // what stood before was an alias
    else if (braces === 1 && brackets === 0 && /^[\w.]/.test(token)) fields.push([]);
    else if (braces === 1 && brackets > 0) fields.at(-1)?.push(token);
    if (token === '(' || token === '[') brackets++;
    if (token === ')' || token === ']') brackets--;
  }
  return fields;
}

function carriesKey(tokens: readonly string[], variables: Readonly<Record<string, unknown>>): boolean {
  return tokens.some((token, at) => {
    if (tokens[at + 1] !== ':') return false;
    const value = tokens[at + 2] ?? '';
    const given = value.startsWith('$') ? variables[value.slice(1)] : value.startsWith('"') ? value.replaceAll('"', '') : null;
    if (token === keyName) return typeof given === 'string' && given !== '';
    return isRecord(given) && typeof given[keyName] === 'string' && given[keyName] !== '';
  });
}

const keyName = 'idempotencyKey';
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

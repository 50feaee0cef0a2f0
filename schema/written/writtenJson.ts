/** JSON that the database wrote, for an answer that holds it as it is. */
export class WrittenJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** For whoever writes an answer without knowing of it. */
  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}

/** As JSON.stringify, with what is written already as it is. */
export function writeJson(value: unknown): string {
  const parts: string[] = [];
  write(value, parts);
  return parts.join('');
}

function write(value: unknown, parts: string[]): void {
  if (value instanceof WrittenJson) parts.push(value.text);
  else if (Array.isArray(value)) writeMembers(value.entries(), '[]', () => '', parts);
  else if (typeof value === 'object' && value !== null)
    writeMembers(Object.entries(value), '{}', (key) => `${JSON.stringify(key)}:`, parts);
  else parts.push(JSON.stringify(value) ?? 'null');
}

function writeMembers<Key>(
  members: Iterable<[Key, unknown]>,
  [open = '', close = '']: string,
  label: (key: Key) => string,
  parts: string[],
): void {
  let before = open;
  for (const [key, member] of members) {
    if (member === undefined) continue;
    parts.push(before, label(key));
    write(member, parts);
    before = ',';
  }
  parts.push(before === open ? `${open}${close}` : close);
}

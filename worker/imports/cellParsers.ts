/** Each parser takes a cell as it came and gives its text for COPY, null for an empty cell, or what is wrong with it. */
export type CellParser = (cell: string) => string | null | CellFault;

export class CellFault {
  readonly code: string;
  readonly reason: string;
  constructor(code: string, reason: string) {
    this.code = code;
    this.reason = reason;
  }
}

/** A cell in a message: never more of it than helps to find it. */
export const quoted = (cell: string) => JSON.stringify(cell.length > 60 ? `${cell.slice(0, 60)}…` : cell);

/** `longestBytes` where the column is indexed: an entry of an index holds at most 2,704 bytes. */
export function textCell(longestBytes = 1_000_000): CellParser {
  return (cell) => {
    const text = cell.trim();
    if (text === '') return null;
    if (text.includes('\0')) return new CellFault('NUL_CHARACTER', 'the text contains a NUL character, which cannot be stored: remove it');
    if (text.length * 3 > longestBytes && Buffer.byteLength(text) > longestBytes) {
      return new CellFault('TOO_LONG', `the text has ${Buffer.byteLength(text)} bytes, at most ${longestBytes} fit here`);
    }
    return text;
  };
}

const numberPattern = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** The number that a trimmed cell holds, or what is wrong with it. */
export function readNumber(text: string): number | CellFault {
  if (!numberPattern.test(text)) {
    const remedy = /^[+-]?\d+,\d+$/.test(text)
      ? 'write it with a decimal point'
      : 'write digits, with a point before decimals and nothing else';
    return new CellFault('NOT_A_NUMBER', `${quoted(text)} is not a number: ${remedy}`);
  }
  const value = Number(text);
  return Number.isFinite(value) ? value : new CellFault('OUT_OF_RANGE', `${quoted(text)} is too large for a number`);
}

export function numberCell({ min = Number.NEGATIVE_INFINITY } = {}): CellParser {
  return (cell) => {
    const text = cell.trim();
    if (text === '') return null;
    const value = readNumber(text);
    if (value instanceof CellFault) return value;
    return value < min ? new CellFault('OUT_OF_RANGE', `${quoted(text)} is below ${min}, the smallest number allowed here`) : String(value);
  };
}

/** Trimmed and in lower case: the form in which addresses are compared. */
export const emailCell: CellParser = (cell) => {
  const text = cell.trim().toLowerCase();
  if (text === '') return null;
  if (text.length <= 254 && /^[^\s@\0]+@[^\s@\0]+\.[^\s@\0]+$/.test(text)) return text;
  return new CellFault('NOT_AN_EMAIL', `${quoted(cell)} is not an e-mail address: write one such as name@example.org`);
};

export function choiceCell(allowed: readonly string[]): CellParser {
  return (cell) => {
    const text = cell
      .trim()
      .toUpperCase()
      .replaceAll(/[\s-]+/g, '_');
    if (text === '') return null;
    return allowed.includes(text) ? text : new CellFault('UNKNOWN_VALUE', `${quoted(cell)} is not one of ${allowed.join(', ')}`);
  };
}

/** Remembers what short cells came to: in a rating column the same few come a million times. */
export function remembered(parse: CellParser): CellParser {
  const known = new Map<string, ReturnType<CellParser>>();
  return (cell) => {
    const before = known.get(cell);
    if (before !== undefined) return before;
    const result = parse(cell);
    if (cell.length < 13 && known.size < 4096) known.set(cell, result); // a longer slice would keep its whole block in memory
    return result;
  };
}

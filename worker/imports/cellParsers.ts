import { storedLabel } from '../../prisma/storedLabel.ts';

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

/** A word that facts are rolled up by: two of them share an entry of an index. */
export const groupCell = () => remembered(textCell(500));

const numberPattern = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?$/;
/** With such an exponent and no more characters PostgreSQL's numeric holds what it rounds. Beyond, it gives up on the whole file. */
const longestNumber = 1000;

/** The number that a trimmed cell holds, or what is wrong with it. */
export function readNumber(text: string): number | CellFault {
  if (text.length > longestNumber)
    return new CellFault('OUT_OF_RANGE', `${quoted(text)} has ${text.length} characters, a number at most ${longestNumber}`);
  if (!numberPattern.test(text)) {
    const remedy = /^[+-]?\d+,\d+$/.test(text)
      ? 'write it with a decimal point'
      : 'write digits, with a point before decimals and nothing else';
    return new CellFault('NOT_A_NUMBER', `${quoted(text)} is not a number: ${remedy}`);
  }
  const value = Number(text);
  return Number.isFinite(value) ? value : new CellFault('OUT_OF_RANGE', `${quoted(text)} is too large for a number`);
}

export function numberCell({ min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = {}): CellParser {
  return (cell) => {
    const text = cell.trim();
    if (text === '') return null;
    const value = readNumber(text);
    if (value instanceof CellFault) return value;
    if (value < min) return new CellFault('OUT_OF_RANGE', `${quoted(text)} is below ${min}, the smallest number allowed here`);
    return value > max ? new CellFault('OUT_OF_RANGE', `${quoted(text)} is above ${max}, the largest number allowed here`) : String(value);
  };
}

/** Trimmed and in lower case: the form in which addresses are compared. */
export const emailCell: CellParser = (cell) => {
  const text = cell.trim().toLowerCase();
  if (text === '') return null;
  if (text.length <= 254 && /^[^\s@\0]+@[^\s@\0]+\.[^\s@\0]+$/.test(text)) return text;
  return new CellFault('NOT_AN_EMAIL', `${quoted(cell)} is not an e-mail address: write one such as name@example.org`);
};

/** @param otherNames what sources also write for one of them */
export function choiceCell(allowed: readonly string[], otherNames: Readonly<Record<string, string>> = {}): CellParser {
  return (cell) => {
    const text = storedLabel(cell);
    if (text === '') return null;
    const choice = Object.hasOwn(otherNames, text) ? (otherNames[text] ?? text) : text;
    return allowed.includes(choice) ? choice : new CellFault('UNKNOWN_VALUE', `${quoted(cell)} is not one of ${allowed.join(', ')}`);
  };
}

/** A word of an open list, as it is stored. */
export function labelCell(stored: (word: string) => string = storedLabel): CellParser {
  const parse = textCell(500);
  return (cell) => parse(stored(cell));
}

const plainAmount = /^-?\d{1,12}(\.\d{1,30})?$/;

/** An amount of money below `limit`, which is not below 1e12: digits with a point. It is kept to four decimals, as PostgreSQL rounds. */
export function amountCell(limit: number): CellParser {
  return (cell) => {
    const text = cell.trim();
    if (text === '') return null;
    if (plainAmount.test(text)) return text;
    const value = readNumber(text);
    if (value instanceof CellFault) return value;
    return Math.abs(value) < limit ? text : new CellFault('OUT_OF_RANGE', `${quoted(text)} is too large for an amount of money`);
  };
}

export const moneyCell = amountCell(1e14);

const largestInteger = 2_147_483_647;

/** A count. 3.0 is one, 3.5 is not. */
export const countCell: CellParser = (cell) => {
  const text = cell.trim();
  if (text === '') return null;
  const value = readNumber(text);
  if (value instanceof CellFault) return value;
  if (Number.isInteger(value) && value >= 0 && value <= largestInteger) return String(value);
  return new CellFault('NOT_A_COUNT', `${quoted(text)} is not a whole number from 0 to ${largestInteger}`);
};

const truths: Readonly<Record<string, string>> = {
  TRUE: 't',
  T: 't',
  YES: 't',
  Y: 't',
  1: 't',
  FALSE: 'f',
  F: 'f',
  NO: 'f',
  N: 'f',
  0: 'f',
};

export const truthCell: CellParser = (cell) => {
  const text = storedLabel(cell);
  if (text === '') return null;
  return truths[text] ?? new CellFault('NOT_TRUE_OR_FALSE', `${quoted(cell)} is neither true nor false: write one of the two`);
};

/** A JSON object, kept as it was written: parsed and printed again it would lose digits of long ids. */
export const jsonObjectCell: CellParser = (cell) => {
  const text = cell.trim();
  if (text === '') return null;
  const example = 'write an object such as {"sku": "A-1"}';
  if (!fitsJsonb(text))
    return new CellFault('NOT_JSON', `the JSON is more than ${deepestJson} levels deep, or has a number that is too long: ${example}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return new CellFault('NOT_JSON', `${quoted(text)} is not JSON: ${example}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return new CellFault('NOT_JSON', `${quoted(text)} is no JSON object: ${example}`);
  if (isStorableJson(value)) return text;
  return new CellFault('NOT_JSON', 'the JSON holds a NUL character, half of a surrogate pair or a number beyond 1e308: remove it');
};

const deepestJson = 500;
const jsonNumber = /-?[\d.]+(?:e[-+]?0*(\d+))?/iy;

/** Whether it has no more levels and digits than PostgreSQL's jsonb takes, which gives up on the whole file there. Few texts could have. */
function fitsJsonb(text: string): boolean {
  if (text.length < longestNumber && !/e[-+]?\d{4}/i.test(text)) return true;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? '';
    if (letter === '"') at = endOfString(text, at);
    else if (letter === '{' || letter === '[') depth++;
    else if (letter === '}' || letter === ']') depth--;
    else if (/[-\d]/.test(letter)) {
      jsonNumber.lastIndex = at;
      const [number = letter, exponent = ''] = jsonNumber.exec(text) ?? [];
      if (number.length > longestNumber || exponent.length > 4) return false;
      at += number.length - 1;
    }
    if (depth > deepestJson) return false;
  }
  return true;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

/** What JSON.parse takes and PostgreSQL's jsonb refuses. */
function isStorableJson(value: object): boolean {
  let isInRange = true;
  const printed = JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'number' && !Number.isFinite(part)) isInRange = false;
    return part;
  });
  return isInRange && !/(?<!\\)(\\\\)*\\u(0000|d[89a-f])/i.test(printed);
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

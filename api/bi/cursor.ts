import type { Dataset, DatasetColumn } from '../../prisma/bi/datasets.ts';
import { Problem } from '../problem.ts';

/**
 * Where a page ended: the values of the dataset's key in its last row, as PostgreSQL writes them. It is no secret and no
 * right: whoever makes one up sees other rows of his own workspace, which are his anyway.
 */
export function encodeCursor(dataset: Dataset, key: readonly string[]): string {
  return Buffer.from(JSON.stringify([dataset.name, ...key])).toString('base64url');
}

/** What a value of the key may look like, so that none of them makes the database stumble. */
const shapes: Readonly<Record<DatasetColumn['type'], RegExp>> = {
  integer: /^-?\d{1,9}$/,
  bigint: /^-?\d{1,18}$/,
  decimal: /^-?\d{1,14}(\.\d{1,4})?$/,
  double: /^-?\d{1,17}(\.\d{1,17})?(e[+-]?\d{1,2})?$/,
  boolean: /^(true|false)$/,
  timestamp: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/,
  date: /^\d{4}-\d\d-\d\d$/,
  text: /^[^\0]*$/,
  json: /^(?!)/,
};

/** @throws Problem 400 */
export function decodeCursor(dataset: Dataset, text: string): readonly string[] {
  const [name, ...key] = parse(text);
  const types = dataset.key.map((column) => dataset.columns.find((known) => known.name === column)?.type ?? 'text');
  const isGood =
    name === dataset.name && key.length === types.length && key.every((value, index) => shapes[types[index] ?? 'json'].test(value));
  if (!isGood)
    throw new Problem(400, 'BAD_USER_INPUT', `after: this is no cursor of ${dataset.name}; take it from Link or "next" of the page before`);
  return key;
}

function parse(text: string): string[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(values) && values.every((value) => typeof value === 'string') ? values : [];
  } catch {
    return [];
  }
}

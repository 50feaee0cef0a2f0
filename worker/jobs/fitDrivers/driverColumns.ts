import type { CompactColumn } from '../../data/compactColumns.ts';
import type { CodedTexts, DriverPart } from '../../data/readDriverColumns.ts';

/** Categories of the rows: codes into labels, -1 where a row has none. Labels are in order, and each is used. */
export interface Categories {
  readonly codes: Int32Array;
  readonly labels: readonly string[];
}

/** The answers of a run as columns, in the order of their ids. */
export interface DriverColumns {
  readonly rows: number;
  readonly outcome: CompactColumn;
  readonly drivers: readonly CompactColumn[];
  readonly used: readonly CompactColumn[];
  readonly traits: readonly Categories[];
  readonly group: Categories | null;
  /** Whose answer each row is, from 0 up in the order of their first answers; an answer of nobody known is a customer of its own. */
  readonly customers: Int32Array;
  readonly customerCount: number;
}

/**
 * Puts the slices together. The rows are in the order of their ids, so that sums, clusters and draws are the same bits whatever
 * the number of slices and the plan of their queries.
 */
export function mergeDriverParts(parts: readonly DriverPart[]): DriverColumns {
  const ids = joined(parts.map((part) => part.ids));
  const order = ascendingOrder(ids);
  const numbers = (pick: (part: DriverPart) => CompactColumn | undefined): CompactColumn =>
    ordered(joinedNumbers(parts.map((part) => pick(part) ?? new Int8Array())), order);
  const [first] = parts;
  if (!first) throw new Error('no slice was read');
  const categories = (pick: (part: DriverPart) => CodedTexts | null | undefined): Categories =>
    mergeTexts(
      parts.map((part) => pick(part) ?? { codes: new Float64Array(), labels: [] }),
      order,
    );
  const known = parts.every(({ customers }) => customers !== null)
    ? joined(parts.map(({ customers }) => customers ?? new Float64Array()))
    : null;
  return {
    rows: ids.length,
    outcome: numbers(({ outcome }) => outcome),
    drivers: first.drivers.map((_, index) => numbers(({ drivers }) => drivers[index])),
    used: first.used.map((_, index) => numbers(({ used }) => used[index])),
    traits: first.traits.map((_, index) => categories(({ traits }) => traits[index])),
    group: first.group === null ? null : categories(({ group }) => group),
    ...customersOf(known, ids.length, order),
  };
}

function joined(columns: readonly Float64Array[]): Float64Array {
  const [only] = columns;
  if (columns.length === 1 && only) return only;
  const all = new Float64Array(columns.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const column of columns) {
    all.set(column, at);
    at += column.length;
  }
  return all;
}

function joinedNumbers(columns: readonly CompactColumn[]): CompactColumn {
  const [only] = columns;
  if (columns.length === 1 && only) return only;
  const length = columns.reduce((sum, column) => sum + column.length, 0);
  const all = columns.every((column) => column instanceof Int8Array) ? new Int8Array(length) : new Float32Array(length);
  let at = 0;
  for (const column of columns) {
    all.set(column, at);
    at += column.length;
  }
  return all;
}

/** Places of the rows by ascending id; null where they are so already, as a table loaded once gives them. */
function ascendingOrder(ids: Float64Array): Uint32Array | null {
  let isAscending = true;
  for (let i = 1; i < ids.length && isAscending; i++) isAscending = (ids[i] ?? 0) > (ids[i - 1] ?? 0);
  if (isAscending) return null;
  return Uint32Array.from(ids.keys()).sort((a, b) => (ids[a] ?? 0) - (ids[b] ?? 0));
}

function ordered(column: CompactColumn, order: Uint32Array | null): CompactColumn {
  if (order === null || column.length === 0) return column;
  const result = column instanceof Int8Array ? new Int8Array(column.length) : new Float32Array(column.length);
  for (let i = 0; i < order.length; i++) result[i] = column[order[i] ?? 0] ?? Number.NaN;
  return result;
}

function mergeTexts(texts: readonly CodedTexts[], order: Uint32Array | null): Categories {
  const used = new Set<string>();
  for (const { codes, labels } of texts) for (const code of codes) if (code >= 0) used.add(labels[code] ?? '');
  const labels = [...used].sort();
  const codeOf = new Map(labels.map((label, code) => [label, code]));
  const codes = Int32Array.from(
    texts.flatMap((part) => {
      const map = part.labels.map((label) => codeOf.get(label) ?? -1);
      return Array.from(part.codes, (code) => (code < 0 ? -1 : (map[code] ?? -1)));
    }),
  );
  return { codes: order === null ? codes : Int32Array.from(order, (row) => codes[row] ?? -1), labels };
}

function customersOf(
  known: Float64Array | null,
  rows: number,
  order: Uint32Array | null,
): { readonly customers: Int32Array; readonly customerCount: number } {
  const customers = new Int32Array(rows);
  const codeOf = new Map<number, number>();
  let count = 0;
  for (let i = 0; i < rows; i++) {
    const customer = known?.[order?.[i] ?? i] ?? Number.NaN;
    const code = Number.isNaN(customer) ? undefined : codeOf.get(customer);
    customers[i] = code ?? count;
    if (code !== undefined) continue;
    if (!Number.isNaN(customer)) codeOf.set(customer, count);
    count++;
  }
  return { customers, customerCount: count };
}

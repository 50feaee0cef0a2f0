/**
 * Which rows of an answer are kept back: by the customers in them, now and in the reference period.
 *
 * What other questions would tell counts as told. A filter narrows a table in which its groups are a column, the frame; there hiddenGroups
 * says which of its cells are hidden, the same ones as where somebody asks for that table itself. A filtered row is some of those cells. It is
 * shown if none of them is hidden, or if they are all hidden ones that taking one filter off would meet, so that it is a total less shown groups.
 */

import { hiddenGroups } from '../../worker/stats/descriptive/hiddenGroups.ts';
import { PRIVACY_CUSTOMERS } from '../../worker/stats/descriptive/thresholds.ts';

export const periods = ['sums', 'reference'] as const;
/** The period asked for, and the one it is compared with. */
export type Period = (typeof periods)[number];

/** A row and the customers in it. */
export interface CountedRow {
  readonly keys: readonly (string | null)[];
  readonly isOther: boolean;
  readonly customers: Readonly<Record<Period, number>>;
}

/** The answer without its filters, by what they ask for. */
export interface CountedFrame {
  /** The first keys are those of the rows, then come columns of filters. */
  readonly cells: readonly CountedRow[];
  readonly filters: readonly FrameFilter[];
}

/** Column of the frame, and its groups that the filter leaves. */
export interface FrameFilter {
  readonly column: number;
  readonly values: readonly (string | null)[];
}

/** How the keys of an answer are to be read. */
export interface KeysOfRows {
  /** Columns of the rows. */
  readonly width: number;
  /** In which "other" lumps groups together; null = in none. */
  readonly keptColumn: number | null;
  /**
   * The keys of the row of which the reference period of a row is the present, where both are buckets of one table. Null: a period of its own.
   */
  readonly toReference: ((keys: readonly (string | null)[]) => readonly (string | null)[]) | null;
}

/** Parallel to the rows; true = hidden. */
export type HiddenRows = Readonly<Record<Period, readonly boolean[]>>;

export function hiddenRows(rows: readonly CountedRow[], frame: CountedFrame | null, keys: KeysOfRows): HiddenRows {
  if (frame === null) return hiddenTogether(rows, keys);
  const partly = partlyHidden(rows, frame, keys);
  // what is left of a total with such a row is in the frame protected already; only the others may be of few as a whole
  const whole = rows.map((row, at) => ({
    ...row,
    customers: { sums: partly.sums[at] ? 0 : row.customers.sums, reference: partly.reference[at] ? 0 : row.customers.reference },
  }));
  const few = hiddenTogether(whole, keys);
  const either = (period: Period) => rows.map((_, at) => partly[period][at] === true || few[period][at] === true);
  return { sums: either('sums'), reference: either('reference') };
}

/**
 * A bucket that is hidden as itself is hidden as the reference of a later one, and the other way round. Of the bucket before one that is under way only a part is
 * the reference: of few customers it hides nothing but itself, and what would tell it beside the others of that part.
 */
function hiddenTogether(rows: readonly CountedRow[], { keptColumn, toReference }: KeysOfRows): HiddenRows {
  const nameOf = ({ keys, isOther }: CountedRow, period: Period): readonly string[] =>
    (period === 'reference' && toReference ? toReference(keys) : keys).map((key, column) =>
      JSON.stringify([key, isOther && column === keptColumn]),
    );
  if (toReference === null) {
    const of = (period: Period) =>
      hiddenGroups(
        rows.map((row) => ({ keys: nameOf(row, period), customers: row.customers[period] })),
        PRIVACY_CUSTOMERS,
      );
    return { sums: of('sums'), reference: of('reference') };
  }
  const groups = new Map<string, { keys: readonly string[]; customers: number }>();
  const placed = (row: CountedRow, period: Period) => nameOf(row, period).join();
  const partly: CountedRow[] = [];
  for (const period of periods)
    for (const row of rows) {
      const customers = row.customers[period];
      if (customers === 0) continue;
      const known = groups.get(placed(row, period));
      if (!known) groups.set(placed(row, period), { keys: nameOf(row, period), customers });
      else if (period === 'reference' && customers < known.customers) partly.push(row);
      else known.customers = Math.min(known.customers, customers); // one cut off by the bounds has fewer as itself
    }
  const list = [...groups.values()];
  const hidden = hiddenGroups(list, PRIVACY_CUSTOMERS);
  const byName = new Map([...groups.keys()].map((name, at) => [name, hidden[at] ?? false]));
  const of = (period: Period) => rows.map((row) => row.customers[period] > 0 && (byName.get(placed(row, period)) ?? false));
  const few = hiddenParts(rows, partly, toReference, (row) => nameOf(row, 'reference'));
  return { sums: of('sums'), reference: of('reference').map((isHidden, at) => isHidden || few.has(rows[at] as CountedRow)) };
}

/** Of references in buckets of which only a part is one: each such part is a table of its own. */
function hiddenParts(
  rows: readonly CountedRow[],
  partly: readonly CountedRow[],
  toReference: NonNullable<KeysOfRows['toReference']>,
  nameOf: (row: CountedRow) => readonly string[],
): ReadonlySet<CountedRow> {
  const bucketOf = ({ keys }: CountedRow) => keys.find((key, column) => key !== toReference(keys)[column]);
  const cut = new Set(partly.map(bucketOf));
  const tables = Map.groupBy(cut.size === 0 ? [] : rows.filter((row) => cut.has(bucketOf(row))), bucketOf);
  return new Set(
    [...tables.values()].flatMap((table) => {
      const hidden = hiddenGroups(
        table.map((row) => ({ keys: nameOf(row), customers: row.customers.reference })),
        PRIVACY_CUSTOMERS,
      );
      return table.filter((_, at) => hidden[at]);
    }),
  );
}

/** Rows that take in some of the hidden cells of the frame, and not all that a filter less would. */
function partlyHidden(rows: readonly CountedRow[], { cells, filters }: CountedFrame, keys: KeysOfRows): HiddenRows {
  const { width } = keys;
  const hidden = hiddenTogether(cells, keys);
  const nameOf = ({ keys: all, isOther }: CountedRow) => JSON.stringify([all.slice(0, width), isOther]);
  const lines = Map.groupBy(cells.keys(), (at) => nameOf(cells[at] as CountedRow));
  const passes = (at: number, { column, values }: FrameFilter) => values.includes(cells[at]?.keys[column] ?? null);
  const beside = filters.filter(({ column }) => column >= width);
  const isPart = (row: CountedRow, period: Period): boolean => {
    const concealed = (lines.get(nameOf(row)) ?? []).filter((at) => hidden[period][at]);
    const left = concealed.filter((at) => filters.every((filter) => passes(at, filter)));
    if (left.length === 0) return false;
    const others = (freed: FrameFilter) => filters.filter((filter) => filter !== freed);
    return !beside.some((freed) => concealed.every((at) => passes(at, freed) || !others(freed).every((filter) => passes(at, filter))));
  };
  return { sums: rows.map((row) => isPart(row, 'sums')), reference: rows.map((row) => isPart(row, 'reference')) };
}

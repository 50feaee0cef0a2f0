import fc from 'fast-check';
import type { Grouping, SurvivalColumns } from '../../../worker/stats/index.ts';

export interface GeneratedRow {
  readonly time: number;
  readonly event: number;
  readonly start: number;
  readonly group: number;
}

interface Shape {
  readonly causes?: number;
  readonly groups?: number;
  readonly minLength?: number;
}

/** Rows with many ties; times are whole, or halves that need sorting; start is below time. */
export function survivalRows({ causes = 1, groups = 2, minLength = 1 }: Shape = {}): fc.Arbitrary<GeneratedRow[]> {
  const row = fc
    .record({
      start: fc.integer({ min: 0, max: 8 }),
      length: fc.integer({ min: 1, max: 12 }),
      event: fc.integer({ min: 0, max: causes }),
      group: fc.integer({ min: 0, max: groups - 1 }),
    })
    .map(({ start, length, event, group }) => ({ start, time: start + length, event, group }));
  return fc
    .tuple(fc.array(row, { minLength, maxLength: 40 }), fc.constantFrom(1, 0.5))
    .map(([rows, unit]) => rows.map((one) => ({ ...one, start: one.start * unit, time: one.time * unit })));
}

export function columnsOf(rows: readonly GeneratedRow[], isDelayed = false): SurvivalColumns {
  return {
    time: Float64Array.from(rows, ({ time }) => time),
    event: Uint8Array.from(rows, ({ event }) => event),
    start: isDelayed ? Float64Array.from(rows, ({ start }) => start) : undefined,
  };
}

/** Groups named a, b, c …, those without a row too. */
export function groupingOf(rows: readonly GeneratedRow[], groups = 2): Grouping {
  return { codes: Int32Array.from(rows, ({ group }) => group), labels: Array.from('abcdefgh').slice(0, groups) };
}

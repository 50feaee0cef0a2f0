import { describe, expect, it } from 'vitest';
import { contractHistories } from '../../../worker/jobs/valueCustomers/contractHistories.ts';
import { wholeMonths } from '../../../worker/jobs/valueCustomers/wholeMonths.ts';

const day = (iso: string): number => Date.parse(`${iso}T00:00:00Z`) / 86_400_000;
const until = day('2026-01-10');

interface Row {
  readonly customer?: bigint;
  readonly start: string;
  readonly cancel?: string;
  readonly end?: string;
  readonly seen?: string;
  readonly monthly?: number;
  readonly migrates?: boolean;
}

function histories(rows: readonly Row[], periodMonths = 1) {
  const days = (of: (row: Row) => string | undefined) => Int32Array.from(rows, (row) => (of(row) === undefined ? -1 : day(of(row)!)));
  const subscriptions = {
    customerIds: BigInt64Array.from(rows, ({ customer = 1n }) => customer),
    startDays: days(({ start }) => start),
    cancelDays: days(({ cancel }) => cancel),
    endDays: days(({ end }) => end),
    observedDays: days(({ seen }) => seen),
    monthlyRevenue: Float64Array.from(rows, ({ monthly = 10 }) => monthly),
    isMigration: Int32Array.from(rows, ({ migrates = false }) => Number(migrates)),
    rowsRead: rows.length,
    anonymous: 0,
  };
  const { customerIds, renewals, due, hasLeft, hasMigrated, isTruncated, monthlyRevenue } = contractHistories(
    subscriptions,
    until,
    periodMonths,
  );
  return Array.from(customerIds, (id, i) => ({
    ...{
      id,
      renewals: renewals[i],
      due: due[i],
      hasLeft: hasLeft[i],
      hasMigrated: hasMigrated[i],
      isTruncated: isTruncated[i],
      monthly: monthlyRevenue[i],
    },
  }));
}

describe('contracts', () => {
  it('are renewed on the monthly day, the last of a shorter month', () => {
    expect(wholeMonths(day('2025-01-31'), day('2025-02-28'))).toEqual({ months: 1, isExact: true });
    expect(wholeMonths(day('2025-01-31'), day('2025-03-30'))).toEqual({ months: 1, isExact: false });
    expect(wholeMonths(day('2024-02-29'), day('2025-02-28'))).toEqual({ months: 12, isExact: true });
  });

  it('that run have made all renewals due, and who leaves on the day of one has not made it', () => {
    expect(histories([{ start: '2025-10-10' }])).toMatchObject([{ renewals: 3, due: 3, hasLeft: 0, monthly: 10 }]);
    expect(histories([{ start: '2025-06-10', end: '2025-08-10' }])).toMatchObject([{ renewals: 1, due: 7, hasLeft: 1, monthly: 0 }]);
    expect(histories([{ start: '2025-06-10', end: '2025-08-25' }])).toMatchObject([{ renewals: 2, hasLeft: 1 }]);
    expect(histories([{ start: '2025-06-10', end: '2025-06-20' }])).toMatchObject([{ renewals: 0, hasLeft: 1 }]);
  });

  it('end with the decision, though paid for longer', () => {
    expect(histories([{ start: '2025-06-10', cancel: '2025-08-25', end: '2026-06-10' }])).toMatchObject([
      { renewals: 2, hasLeft: 1, monthly: 0 },
    ]);
  });

  it('whose end lies ahead, or is decided later than is known, still run', () => {
    expect(
      histories([
        { start: '2025-06-10', end: '2026-06-10' },
        { customer: 2n, start: '2025-06-10', cancel: '2026-01-11' },
      ]),
    ).toMatchObject([{ hasLeft: 0 }, { hasLeft: 0 }]);
  });

  it('go on over a change of plan within 30 days, and begin anew after more', () => {
    const change = histories([
      { start: '2025-01-10', end: '2025-03-10' },
      { start: '2025-04-09', monthly: 20 },
    ]);
    expect(change).toMatchObject([{ renewals: 12, due: 12, hasLeft: 0, monthly: 20 }]);
    expect(histories([{ start: '2025-01-10', end: '2025-03-10' }, { start: '2025-04-10' }])).toMatchObject([
      { hasLeft: 1 },
      { hasLeft: 0 },
    ]);
  });

  it('that end as a migration are censored there: renewals of before alone came due, and nobody left', () => {
    const migrated = { renewals: 2, due: 2, hasLeft: 0, hasMigrated: 1 };
    expect(histories([{ start: '2025-06-10', end: '2025-08-25', migrates: true }])).toMatchObject([migrated]);
    expect(histories([{ start: '2025-06-10', cancel: '2025-08-25', end: '2025-12-10', migrates: true }])).toMatchObject([migrated]);
    expect(histories([{ start: '2025-06-10', end: '2025-08-10', migrates: true }])).toMatchObject([
      { renewals: 1, due: 1, hasMigrated: 1 },
    ]);
    const successor = (start: string, end?: string) =>
      histories([
        { start: '2025-01-10', end: '2025-03-10', migrates: true },
        { start, ...(end && { end }) },
      ]);
    expect(successor('2025-04-09')).toMatchObject([{ renewals: 12, due: 12, hasLeft: 0, hasMigrated: 0 }]);
    expect(successor('2025-04-09', '2025-06-20')).toMatchObject([{ renewals: 5, due: 12, hasLeft: 1, hasMigrated: 0 }]);
    expect(successor('2025-04-10')).toMatchObject([
      { renewals: 1, due: 1, hasLeft: 0, hasMigrated: 1 },
      { due: 9, hasMigrated: 0 },
    ]);
    // The one that ends last says how a contract ended, and one that runs has no end.
    const beside = (end: string) =>
      histories([
        { start: '2025-01-10', end, migrates: true },
        { start: '2025-02-10', end: '2025-06-20' },
      ]);
    expect(beside('2025-04-10')).toMatchObject([{ hasLeft: 1, hasMigrated: 0 }]);
    expect(beside('2025-07-20')).toMatchObject([{ hasLeft: 0, hasMigrated: 1 }]);
    expect(histories([{ start: '2025-06-10', end: '2026-06-10', migrates: true }])).toMatchObject([{ due: 7, hasLeft: 0, hasMigrated: 0 }]);
  });

  it('at once are one, worth the sum, and know of a price only if each does', () => {
    expect(histories([{ start: '2025-01-10' }, { start: '2025-05-10', monthly: 5 }])).toMatchObject([{ due: 12, monthly: 15 }]);
    expect(histories([{ start: '2025-01-10', monthly: Number.NaN }])[0]!.monthly).toBeNaN();
  });

  it('of a year are due once a year; those of after the end of observation are not there', () => {
    expect(histories([{ start: '2023-06-10' }, { customer: 2n, start: '2026-02-01' }], 12)).toMatchObject([
      { id: 1n, renewals: 2, due: 2 },
    ]);
  });

  it('first seen after their start are marked', () => {
    expect(histories([{ start: '2023-06-10', seen: '2025-01-01' }])).toMatchObject([{ isTruncated: 1 }]);
  });
});

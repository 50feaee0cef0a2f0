/** What is shown of revenue retention, and what could be computed from it: never the revenue of fewer than ten. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CohortCell, RevenueRetention } from '../../../prisma/generated/client/client.ts';
import { Prisma } from '../../../prisma/generated/client/client.ts';
import { shownRevenue } from '../../../schema/analyses/churn/shownRevenue.ts';
import { periodLabel } from '../../../worker/stats/survival/retention/calendarPeriod.ts';

const label = (place: number): string => periodLabel(660 + place, 'month'); // 2025-01 and on
const doubt = { grossStdErr: 0.1, grossCiLow: 0, grossCiHigh: 1, netStdErr: 0.1, netCiLow: 0, netCiHigh: 1 };

/** The row that compares the end of place + 1 with that of place. */
function row(place: number, n: number | null, stayed: number | null): RevenueRetention {
  const counts = { n: n === null ? null : BigInt(n), stayed: stayed === null ? null : BigInt(stayed) };
  return {
    ...{ workspaceId: 1, runId: 1n, period: label(place + 1), startingRevenue: new Prisma.Decimal(10 * (n ?? 1)) },
    ...{ gross: 0.9, net: 0.95, ...counts, ...doubt },
  };
}

function cell(cohort: number, age: number, active: number, revenue: number | null = 10 * active): CohortCell {
  return {
    ...{ workspaceId: 1, runId: 1n, groupingKey: 'start', cohort: label(cohort), age, size: BigInt(active), active: BigInt(active) },
    ...{ retention: 1, ciLow: 0, ciHigh: 1, rollingActive: null, startingRevenue: null, isComplete: true },
    revenue: revenue === null ? null : new Prisma.Decimal(revenue),
  };
}

const shownOf = (rows: readonly RevenueRetention[], stored: readonly CohortCell[] = [], shown: readonly CohortCell[] = stored) =>
  shownRevenue(rows, { stored, shown: new Set(shown) }, 'month').map(({ period, n, startingRevenue, gross, net, netCiHigh }) => {
    return { period, n: Number(n), money: startingRevenue === null ? null : Number(startingRevenue), shares: [gross, net, netCiHigh] };
  });

describe('revenue retention that is shown', () => {
  const whole = [0.9, 0.95, 1];
  const none = [null, null, null];

  it('is of ten customers or more; of a run that did not count them there is none', () => {
    expect(shownOf([row(0, 1, 1), row(1, 9, 9), row(2, 30, 30)])).toEqual([{ period: label(3), n: 30, money: 300, shares: whole }]);
    expect(shownOf([row(0, null, null)])).toEqual([]);
  });

  it('has no shares of one to nine who stayed: they are what these pay', () => {
    expect(shownOf([row(0, 40, 9)])).toEqual([{ period: label(1), n: 40, money: 400, shares: none }]);
    expect(shownOf([row(0, 40, 0)])).toEqual([{ period: label(1), n: 40, money: 400, shares: whole }]);
  });

  it('has no revenue of an end that one to nine have joined since the last one told: less what the others still pay it is theirs', () => {
    // 40; then 3 more, then 4 more, then 5: twelve since the first
    const rows = [row(0, 40, 38), row(1, 41, 41), row(2, 45, 45), row(3, 50, 50), row(4, 50, 50)];
    expect(shownOf(rows).map(({ money }) => money)).toEqual([400, null, null, 500, 500]);
  });

  it('has no revenue of an end beside cohorts that leave one to nine untold', () => {
    const rows = [row(2, 43, 43)];
    const [first, second, third] = [cell(0, 2, 30), cell(1, 1, 3), cell(2, 0, 10)];
    expect(shownOf(rows, [first, second, third])[0]!.money).toBeNull(); // the three’s revenue is hidden, though their cell is there
    expect(shownOf(rows, [first, second, third], [first, third])[0]!.money).toBeNull();
    expect(shownOf(rows, [first, second, third], [first])[0]!.money).toBe(430);
    expect(shownOf(rows, [cell(0, 2, 33), third])[0]!.money).toBe(430); // all are told
    expect(shownOf(rows, [cell(0, 2, 30), third])[0]!.money).toBeNull(); // three are in no cohort
    expect(shownOf(rows, [cell(0, 2, 33, null), third])[0]!.money).toBe(430);
    expect(shownOf(rows, [cell(0, 1, 33), cell(0, 3, 33)])[0]!.money).toBe(430); // of other ends
  });

  it('tells between any two ends whose revenue is told nothing of fewer than ten who joined', () => {
    const month = fc.record({ joined: fc.nat(14), left: fc.nat(14) });
    fc.assert(
      fc.property(fc.array(month, { maxLength: 30 }), (months) => {
        let n = 0;
        const rows = months.map(({ joined, left }, place) => {
          n += joined;
          const stayed = Math.max(0, n - left);
          const made = row(place, n, stayed);
          n = stayed;
          return made;
        });
        const told = new Set(
          shownOf(rows).flatMap(({ period, money }) => {
            return money === null ? [] : [period];
          }),
        );
        let since = 0;
        for (const [place, { joined }] of months.entries()) {
          since += joined;
          if (!told.has(label(place + 1))) continue;
          expect(since === 0 || since >= 10).toBe(true);
          since = 0;
        }
      }),
    );
  });
});

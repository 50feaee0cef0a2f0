import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilson } from '../../../worker/stats/descriptive/wilson.ts';
import { churnRates } from '../../../worker/stats/survival/churn/churnRates.ts';
import { hiddenLosses } from '../../../worker/stats/survival/churn/hiddenLosses.ts';
import { silenceOption, silenceOptions } from '../../../worker/stats/survival/churn/silenceOptions.ts';
import { tenureRates } from '../../../worker/stats/survival/churn/tenureRates.ts';
import { placeAt, thinnedPoints } from '../../../worker/stats/survival/churn/thinnedPoints.ts';
import { LocalCalendar } from '../../../worker/stats/survival/retention/localCalendar.ts';

const episodes = (rows: readonly (readonly [start: number, entry: number, end: number, cause: number])[]) => ({
  start: Float64Array.from(rows, ([start]) => start),
  entry: Float64Array.from(rows, ([, entry]) => entry),
  end: Float64Array.from(rows, ([, , end]) => end),
  cause: Uint8Array.from(rows, ([, , , cause]) => cause),
});

describe('churn rate of a period', () => {
  it('is the share lost of those active at its start; who joins and who enters in it is in neither number', () => {
    const rates = churnRates(
      episodes([
        [0, 0, 100, 0], // there throughout
        [0, 0, 20, 1], // lost in the second
        [5, 5, 8, 1], // joined and lost in the first
        [-50, 5, 15, 1], // first observed in the first, lost in the second
        [0, 0, 10, 1], // lost at the very end of the first
      ]),
      Float64Array.of(0, 10, 20),
    );
    expect(rates.map(({ active, lost, joined, joinedAndLost }) => [active, lost, joined, joinedAndLost])).toEqual([
      [3, 1, 1, 1],
      [3, 2, 0, 0],
    ]);
    expect(rates[0]).toMatchObject({ rate: 1 / 3, ...wilson(1 / 3, 3) });
  });

  it('counts each loss once, in any partition', () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 1 }));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), fc.integer({ min: 1, max: 20 }), (rows, width) => {
        const lives = rows.map(([start, length, cause]) => [start, start, start + length, cause] as const);
        const boundaries = Float64Array.from({ length: Math.ceil(120 / width) + 1 }, (_, index) => -1 + index * width);
        const rates = churnRates(episodes(lives), boundaries);
        const lost = rates.reduce((sum, rate) => sum + rate.lost + rate.joinedAndLost, 0);
        expect(lost).toBe(lives.filter(([, , , cause]) => cause === 1).length);
      }),
    );
  });
});

describe('losses that a snapshot hides', () => {
  it('are many where long-lived customers leave in one month only', () => {
    // 1,000 customers of up to 1,000 days, watched for 30; 50 leave on the last day.
    const lives = Array.from({ length: 1000 }, (_, i) => [-i, 0, 30, i % 20 === 0 ? 1 : 0] as const);
    const { firstLoss, expectedSinceStart } = hiddenLosses(episodes(lives));
    expect(firstLoss).toBe(30);
    expect(expectedSinceStart).toBeGreaterThan(100);
  });

  it('are none in a young company whose contracts run for a year, and which loses nobody before', () => {
    const lives = Array.from({ length: 1000 }, (_, i) => {
      const start = i % 60;
      return [start, start, start + 365, i % 5 === 0 ? 1 : 0] as const;
    });
    expect(hiddenLosses(episodes(lives)).expectedSinceStart).toBeLessThan(10);
  });

  it('are none where delayed entry says from when on customers were watched', () => {
    // One of ten leaves each hundred days, from the first day of the records on.
    const lives = Array.from({ length: 1000 }, (_, i) => [-500, 0, 1 + i, 1] as const);
    expect(hiddenLosses(episodes(lives)).expectedSinceEntry).toBeLessThan(10);
  });
});

it('tenure rates: by tenure at the start of the period, who joined apart, who was seen only later in neither', () => {
  const rates = tenureRates(
    episodes([
      [-400, 0, 90, 1], // 13 months
      [-400, 0, 90, 0],
      [-30, -30, 50, 1], // one month
      [10, 10, 40, 1], // joined
      [-30, 20, 90, 0], // there, but seen only later
    ]),
    { from: 0, until: 90, edges: [0, 6, 12] },
  );
  expect(rates.map(({ fromMonths, untilMonths, active, lost }) => [fromMonths, untilMonths, active, lost])).toEqual([
    [0, 6, 1, 1],
    [6, 12, 0, 0],
    [12, null, 2, 1],
    [null, null, 1, 1],
  ]);
});

it('candidates for N: the smallest within which a share of the gaps had ended, and how often longer ones still end', () => {
  const gaps = { days: Float64Array.of(1, 10, 50, 400), returned: Float64Array.of(90, 5, 4, 1), open: Float64Array.of(3, 2, 1, 9) };
  expect(silenceOptions(gaps, [0.9, 0.95, 0.96]).map(({ days }) => days)).toEqual([1, 10, 50]);
  // Longer than 10 days are 15: 4 of 15 return at 50, where 1 is still open, and 1 of 10 at 400. 1 - 11/15 · 9/10, not 5/15.
  const { returnShare, ...option } = silenceOption(gaps, 10);
  expect(returnShare).toBeCloseTo(0.34, 14);
  expect(option).toEqual({ quantile: null, days: 10, returns: 5, returnWithinDays: 400 });
  expect(silenceOption(gaps, 50)).toMatchObject({ returnShare: expect.closeTo(1 / 10, 14), returnWithinDays: 400 });
  expect(silenceOptions({ days: Float64Array.of(5), returned: Float64Array.of(0), open: Float64Array.of(9) }, [0.95])).toEqual([]);
});

it('a silence that is still open has not stayed one: how often N is wrong does not depend on how long ago it began', () => {
  // 100 silences longer than 30 days, 40 of which end on day 60. 900 more have reached day 40 and are open.
  const followed = { days: Float64Array.of(60, 200), returned: Float64Array.of(40, 0), open: Float64Array.of(0, 60) };
  const young = { days: Float64Array.of(40, 60, 200), returned: Float64Array.of(0, 40, 0), open: Float64Array.of(900, 0, 60) };
  for (const gaps of [followed, young])
    expect(silenceOption(gaps, 30)).toMatchObject({ returns: 40, returnShare: expect.closeTo(0.4, 14), returnWithinDays: 200 });
  // Nor is it what the last of a few do: the one silence of 900 days that ended would make it 100 %.
  const late = { days: Float64Array.of(60, 200, 900), returned: Float64Array.of(40, 0, 1), open: Float64Array.of(0, 60, 0) };
  expect(silenceOption(late, 30)).toMatchObject({ returnShare: expect.closeTo(40 / 101, 14), returnWithinDays: 200 });
  expect(silenceOption(late, 200)).toMatchObject({ returns: 1, returnShare: null, returnWithinDays: null });
});

describe('a long curve thinned', () => {
  it('is never further than a step from the whole, and exact where it is kept and on the days asked for', () => {
    const drops = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 400 });
    fc.assert(
      fc.property(drops, fc.integer({ min: 0, max: 500 }), (falls, day) => {
        const total = falls.reduce((sum, fall) => sum + fall, 0) + 1;
        let left = total;
        const values = Float64Array.from(falls, (fall) => {
          left -= fall;
          return left / total;
        });
        const times = Float64Array.from(falls, (_, index) => index + 1);
        const kept = thinnedPoints(times, values, [day], 20);
        expect(kept.length).toBeLessThanOrEqual(20 + 3);
        const step = (values[0]! - values.at(-1)!) / 20;
        for (const [place, value] of values.entries()) {
          const shown = values[kept.findLast((own) => own <= place)!]!;
          expect(shown - value).toBeLessThanOrEqual(step + 1e-12);
        }
        const asked = placeAt(times, day);
        if (asked >= 0) expect(kept).toContain(asked);
      }),
    );
  });
});

it('local days have 23 or 25 hours where clocks change', () => {
  // Berlin, 2024-03-30 to 2024-04-01: UTC+1 up to 01:00Z on the 31st, then UTC+2.
  const at = (text: string) => Date.parse(text) / 86_400_000;
  const midnights = Float64Array.of(at('2024-03-29T23:00Z'), at('2024-03-30T23:00Z'), at('2024-03-31T22:00Z'));
  const first = at('2024-03-30T00:00Z');
  const calendar = new LocalCalendar(first, midnights);
  expect(calendar.dayOf(at('2024-03-31T21:59Z'))).toBe(first + 1);
  expect(calendar.dayOf(at('2024-03-31T22:00Z'))).toBe(first + 2);
  expect(calendar.startOf(calendar.periodOf(midnights[2]!, 'month'), 'month')).toBe(midnights[2]);
});

/**
 * Kaplan-Meier against R and cases by hand.
 * Over 300 lines: the cases share the readers of their curves, and are to be compared with each other.
 */
import { describe, expect, it } from 'vitest';
import {
  type ConfidenceType,
  type Grouping,
  type KaplanMeierGroup,
  type KaplanMeierOptions,
  kaplanMeier,
} from '../../worker/stats/index.ts';
import { digits, type ReferenceCase, readCase } from './readCase.ts';

type Bounds = readonly [number | null, number | null] | null;
type Quantiles = Readonly<Record<'q25' | 'median' | 'q75', number | null>>;
type QuantileBounds = Readonly<Record<'q25' | 'median' | 'q75', Bounds>>;

interface ExpectedRow {
  readonly time: number;
  readonly nRisk: number;
  readonly nEvent: number;
  readonly nCensor: number;
  readonly surv: number;
  readonly seGreenwood?: number | null;
  readonly se?: number | null;
  readonly plain: Bounds;
  readonly log: Bounds;
  readonly logLog: Bounds;
  readonly nelsonAalen?: number;
  readonly seNelsonAalen?: number;
}

interface ExpectedCurve {
  readonly n: number;
  readonly events: number;
  readonly quantiles: Quantiles;
  readonly medianCI: { readonly plain: Bounds; readonly log: Bounds; readonly loglog: Bounds };
  readonly rmst: readonly { readonly tau: number; readonly rmst: number; readonly se: number }[];
  readonly table: readonly ExpectedRow[];
  readonly atTimes: readonly {
    readonly time: number;
    readonly surv: number;
    readonly seGreenwood: number;
    readonly lowerLogLog: number;
    readonly upperLogLog: number;
  }[];
}

interface ExpectedCurves {
  readonly kaplanMeier: { readonly overall: ExpectedCurve; readonly byGroup: Readonly<Record<string, Omit<ExpectedCurve, 'atTimes'>>> };
}

const TYPES: readonly (readonly [ConfidenceType, 'plain' | 'log' | 'logLog', 'plain' | 'log' | 'loglog'])[] = [
  ['plain', 'plain', 'plain'],
  ['log', 'log', 'log'],
  ['log-log', 'logLog', 'loglog'],
];

function numbers(reference: ReferenceCase<unknown>, name: string): Float64Array {
  return Float64Array.from(reference.cells(name), Number);
}

function groupingOf(cells: readonly string[]): Grouping {
  const labels = [...new Set(cells)].toSorted();
  return { labels, codes: Int32Array.from(cells, (cell) => labels.indexOf(cell)) };
}

/** The curves of a case, overall ('') and by group, as the options say. */
function curvesOf(
  reference: ReferenceCase<unknown>,
  names: { readonly time: string; readonly event: string; readonly group: string; readonly start?: string },
  options: KaplanMeierOptions,
): ReadonlyMap<string, KaplanMeierGroup> {
  const start = names.start === undefined ? undefined : numbers(reference, names.start);
  const columns = { time: numbers(reference, names.time), event: Uint8Array.from(numbers(reference, names.event)), start };
  const grouping = groupingOf(reference.cells(names.group));
  return new Map(
    [undefined, grouping].flatMap((by) => {
      const outcome = kaplanMeier(columns, { ...options, grouping: by });
      if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
      return outcome.fit.map((curve) => [curve.group ?? '', curve] as const);
    }),
  );
}

function expectClose(got: number | undefined, expected: number | null | undefined, tolerance: number): void {
  if (expected === null || expected === undefined) expect(got).toBeUndefined();
  else expect(Math.abs(got! - expected)).toBeLessThanOrEqual(tolerance);
}

function at({ curve }: KaplanMeierGroup, time: number): number {
  return curve.times.findLastIndex((point) => point <= time);
}

// 60-digit arithmetic, checked against R 4.2.2, survival 3.5-3; tolerances of the cases: curve 1e-12 and bounds 1e-10 absolute, means 1e-9 relative
describe.each([
  { id: 'survival-aml', names: { time: 'time', event: 'status', group: 'group' } },
  { id: 'survival-lung', names: { time: 'time', event: 'event', group: 'sex' } },
  { id: 'survival-ovarian', names: { time: 'futime', event: 'fustat', group: 'rx' } },
])('$id', ({ id, names }) => {
  const reference = readCase<ExpectedCurves>(id);
  const { overall, byGroup } = reference.expected.kaplanMeier;
  const expectedCurves = Object.entries({ '': overall, ...byGroup });
  const fits = new Map(TYPES.map(([type]) => [type, curvesOf(reference, names, { confidenceType: type, allTimes: true })]));

  describe.each(expectedCurves)('curve %j', (group, expected) => {
    const fit = fits.get('log-log')!.get(group)!;
    const { curve } = fit;

    it('counts rows, events, and at each time who is at risk, lost and last seen', () => {
      expect(fit).toMatchObject({ n: expected.n, eventCount: expected.events });
      for (const row of expected.table) {
        const i = curve.times.indexOf(row.time);
        expect([curve.atRisk[i], curve.events[i], curve.censored[i]]).toEqual([row.nRisk, row.nEvent, row.nCensor]);
      }
    });
    it('survival with its Greenwood error, Nelson-Aalen hazard with its error', () => {
      for (const row of expected.table) {
        const i = curve.times.indexOf(row.time);
        expectClose(curve.survival[i]!, row.surv, 1e-12);
        expectClose(curve.stdErr[i], row.seGreenwood, 1e-12);
        expectClose(curve.cumulativeHazard[i]!, row.nelsonAalen, 1e-12);
        expectClose(curve.cumulativeHazardStdErr[i]!, row.seNelsonAalen, 1e-12);
      }
    });
    it.each(TYPES)('%s intervals, also of the median', (type, key, medianKey) => {
      const typed = fits.get(type)!.get(group)!;
      for (const row of expected.table) {
        const i = typed.curve.times.indexOf(row.time);
        expectClose(typed.curve.ciLow[i], row[key]?.[0], 1e-10);
        expectClose(typed.curve.ciHigh[i], row[key]?.[1], 1e-10);
      }
      const median = typed.quantiles.find(({ p }) => p === 0.5)!;
      expect([median.ciLow, median.ciHigh]).toEqual(expected.medianCI[medianKey]);
    });
    it('quartiles and median, null where never reached', () => {
      expect(fit.quantiles.map(({ p, time }) => [p, time])).toEqual([
        [0.25, expected.quantiles.q25],
        [0.5, expected.quantiles.median],
        [0.75, expected.quantiles.q75],
      ]);
    });
    it('restricted means with their errors', () => {
      for (const { tau, rmst, se } of expected.rmst) {
        const { restrictedMean } = curvesOf(reference, names, { tau }).get(group)!;
        expect(digits(restrictedMean.estimate, rmst)).toBeGreaterThan(13);
        expect(digits(restrictedMean.stdErr, se)).toBeGreaterThan(13);
      }
    });
  });
  it('overall values at given times (R, 15 digits)', () => {
    const fit = fits.get('log-log')!.get('')!;
    const { curve } = fit;
    for (const point of overall.atTimes) {
      const i = at(fit, point.time);
      expectClose(curve.survival[i]!, point.surv, 1e-12);
      expectClose(curve.stdErr[i], point.seGreenwood, 1e-12);
      expectClose(curve.ciLow[i], point.lowerLogLog, 1e-10);
      expectClose(curve.ciHigh[i], point.upperLogLog, 1e-10);
    }
  });
});

describe('survival-delayed-entry', () => {
  type Curve = Omit<ExpectedCurve, 'quantiles'> & {
    readonly rows: number;
    readonly quantiles: {
      readonly estimate: Quantiles;
      readonly plain: QuantileBounds;
      readonly log: QuantileBounds;
      readonly logLog: QuantileBounds;
    };
    readonly smallestRiskSetWithEvent: number;
    readonly firstTimeSurvivalZero: number | null;
  };
  const reference = readCase<{
    readonly kaplanMeier: { readonly overall: Curve; readonly byGroup: Readonly<Record<string, Curve>> };
    readonly alternativesAccepted: Readonly<Record<string, readonly number[]>>;
  }>('survival-delayed-entry');
  const names = { time: 'stop', event: 'event', group: 'transplant', start: 'start' };
  const { overall, byGroup } = reference.expected.kaplanMeier;
  const fits = new Map(TYPES.map(([type]) => [type, curvesOf(reference, names, { confidenceType: type })]));

  describe.each(Object.entries({ '': overall, ...byGroup }))('curve %j', (group, expected) => {
    const fit = fits.get('log-log')!.get(group)!;
    const { curve } = fit;

    it('points are the event times, each with those who have entered before it', () => {
      expect(fit).toMatchObject({ n: expected.rows, eventCount: expected.events });
      expect(Array.from(curve.times)).toEqual(expected.table.map(({ time }) => time));
      expect(Array.from(curve.atRisk)).toEqual(expected.table.map(({ nRisk }) => nRisk));
      expect(Array.from(curve.events)).toEqual(expected.table.map(({ nEvent }) => nEvent));
      expect(Array.from(curve.censored)).toEqual(expected.table.map(({ nCensor }) => nCensor));
      expect(Math.min(...curve.atRisk)).toBe(expected.smallestRiskSetWithEvent);
      expect(curve.times[curve.survival.indexOf(0)] ?? null).toBe(expected.firstTimeSurvivalZero);
    });
    it('survival, error and intervals', () => {
      for (const [i, row] of expected.table.entries()) {
        expectClose(curve.survival[i]!, row.surv, 1e-12);
        expectClose(curve.stdErr[i], row.se, 1e-12);
        for (const [type, key] of TYPES) {
          const typed = fits.get(type)!.get(group)!.curve;
          expectClose(typed.ciLow[i], row[key]?.[0], 1e-10);
          expectClose(typed.ciHigh[i], row[key]?.[1], 1e-10);
        }
      }
    });
    it.each(TYPES)('quantiles with their %s bounds, exactly', (type, key) => {
      const { quantiles } = fits.get(type)!.get(group)!;
      (['q25', 'median', 'q75'] as const).forEach((name, i) => {
        const { time, ciLow, ciHigh } = quantiles[i]!;
        const [low = null, high = null] = expected.quantiles[key][name] ?? [];
        const path = `kaplanMeier.byGroup.${group}.quantiles.${key}.${name} lower`;
        expect(time).toBe(expected.quantiles.estimate[name]);
        expect([low, ...(reference.expected.alternativesAccepted[path] ?? [])]).toContain(ciLow);
        expect(ciHigh).toBe(high);
      });
    });
  });
});

// exact: quantiles are observed times or midpoints of two
describe('km-quantiles', () => {
  interface Curve extends Readonly<Record<'plain' | 'log' | 'logLog', QuantileBounds>> {
    readonly n: number;
    readonly events: number;
    readonly estimate: Quantiles;
  }
  type DataSet = { readonly data: string; readonly group: string; readonly overall: Curve } & Readonly<Record<string, Curve | string>>;
  const { expected } = readCase<Readonly<Record<'lung' | 'ovarian', DataSet>>>('km-quantiles');

  describe.each(Object.entries(expected))('%s', (_name, { data, group: groupColumn, overall, ...groups }) => {
    const reference = readCase<unknown>('km-quantiles', data);
    const names = { time: 'time', event: 'event', group: groupColumn };
    it.each(TYPES)('quartiles and median with %s bounds', (type, key) => {
      const fits = curvesOf(reference, names, { confidenceType: type });
      for (const [group, curve] of Object.entries({ ...groups, '': overall })) {
        if (typeof curve === 'string') continue;
        const fit = fits.get(group)!;
        expect(fit).toMatchObject({ n: curve.n, eventCount: curve.events });
        (['q25', 'median', 'q75'] as const).forEach((name, i) => {
          const { time, ciLow, ciHigh } = fit.quantiles[i]!;
          expect([group, name, time, ciLow, ciHigh]).toEqual([group, name, curve.estimate[name], ...curve[key][name]!]);
        });
      }
    });
  });
});

describe('edge-km-ties-and-drop-to-zero', () => {
  const reference = readCase<{
    readonly table: readonly ExpectedRow[];
    readonly quantiles: { readonly q25: number; readonly median: number };
  }>('edge-km-ties-and-drop-to-zero');
  const fit = curvesOf(reference, { time: 'time', event: 'event', group: 'group' }, {}).get('')!;

  it('events precede censorings at the same time; the curve reaches 0', () => {
    const { times, atRisk, events, censored, survival } = fit.curve;
    expect(Array.from(times)).toEqual(reference.expected.table.map(({ time }) => time));
    for (const [i, row] of reference.expected.table.entries()) {
      expect([atRisk[i], events[i], censored[i]]).toEqual([row.nRisk, row.nEvent, row.nCensor]);
      expectClose(survival[i]!, row.surv, 1e-12);
    }
  });
  it('error and interval end before the curve is 0', () => {
    const { times, stdErr, ciLow, ciHigh } = fit.curve;
    expect([stdErr.length, ciLow.length, ciHigh.length]).toEqual(Array(3).fill(times.length - 1));
  });
  it('quartile and median', () => {
    const { q25, median } = reference.expected.quantiles;
    expect(fit.quantiles.slice(0, 2).map(({ time }) => time)).toEqual([q25, median]);
  });
});

describe('edge-km-all-censored', () => {
  const reference = readCase<{
    readonly surv: number;
    readonly rmst: { readonly tau: number; readonly rmst: number; readonly se: number };
  }>('edge-km-all-censored');
  const fit = curvesOf(reference, { time: 'time', event: 'event', group: 'group' }, { allTimes: true }).get('')!;

  it('survival is 1 throughout, the median is null, the restricted mean is the last time', () => {
    const { surv, rmst } = reference.expected;
    expect(new Set(fit.curve.survival)).toEqual(new Set([surv]));
    expect(fit.quantiles.map(({ time }) => time)).toEqual([null, null, null]);
    expect(fit.restrictedMean).toEqual({ tau: rmst.tau, estimate: rmst.rmst, stdErr: rmst.se, ciLow: rmst.rmst, ciHigh: rmst.rmst });
  });
});

// exact fractions
describe('retention-subscriptions, days from start to end as survival data', () => {
  const reference = readCase<{
    readonly n: number;
    readonly events: number;
    readonly kmAtDays: Readonly<Record<string, number>>;
    readonly kmFirst10: readonly { readonly day: number; readonly nRisk: number; readonly nEvent: number; readonly surv: number }[];
  }>('retention-subscriptions');
  const dayOf = (text: string): number => Date.parse(text) / 86_400_000;
  const starts = reference.cells('start_date').map(dayOf);
  const ends = reference.cells('end_date').map((cell) => (cell === '' ? null : dayOf(cell)));
  const time = Float64Array.from(starts, (start, row) => (ends[row] ?? dayOf('2024-12-31')) - start);
  const outcome = kaplanMeier({ time, event: Uint8Array.from(ends, (end) => Number(end !== null)) });
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  const fit = outcome.fit[0]!;

  it('the first ten event times and six given days', () => {
    const { expected } = reference;
    expect(fit).toMatchObject({ n: expected.n, eventCount: expected.events });
    expected.kmFirst10.forEach(({ day, nRisk, nEvent, surv }, i) => {
      expect([fit.curve.times[i], fit.curve.atRisk[i], fit.curve.events[i]]).toEqual([day, nRisk, nEvent]);
      expectClose(fit.curve.survival[i]!, surv, 1e-12);
    });
    for (const [day, surv] of Object.entries(expected.kmAtDays)) expectClose(fit.curve.survival[at(fit, Number(day))]!, surv, 1e-12);
  });
});

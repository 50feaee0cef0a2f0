import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CoxFit, cox, coxRisk, coxShrinkage, hazardWindow, randomStream, smoothedHazard } from '../../../worker/stats/index.ts';
import '../../support/propertySeed.ts';

type Columns = { start: Float64Array; time: Float64Array; event: Uint8Array };

function fitted(columns: Columns, x: Float64Array): CoxFit {
  const outcome = cox(columns, [{ name: 'x', values: x }]);
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  return outcome.fit;
}

/** As much of a model as time at risk is weighed by. */
function model(estimate: number, mean: number): Pick<CoxFit, 'coefficients' | 'means' | 'baselines'> {
  return { coefficients: [{ name: 'x', estimate } as CoxFit['coefficients'][number]], means: Float64Array.of(mean), baselines: [] };
}

/** Who leaves when is told by `leaves`: at a hazard of 0.002 a day, say, twice that with x = 1; seen to day 500. */
function lives(n: number, seed: number, leaves: (uniform: () => number, x: number) => number) {
  const random = randomStream(seed);
  const x = Float64Array.from({ length: n }, (_, i) => i % 2);
  const times = x.map((value) => leaves(() => random.uniform(), value));
  const columns = {
    start: new Float64Array(n),
    time: times.map((t) => Math.min(t, 500)),
    event: Uint8Array.from(times, (t) => Number(t <= 500)),
  };
  return { columns, x };
}
const constant = (uniform: () => number, x: number) => -Math.log1p(-uniform()) / (0.002 * (1 + x));

describe('the hazard that is left beside covariates', () => {
  /** Rows of whole and broken days, some entering late. */
  const rows = fc.array(
    fc.record({
      from: fc.double({ min: 0, max: 300, noNaN: true }),
      lasts: fc.double({ min: 0.5, max: 400, noNaN: true }),
      event: fc.boolean(),
    }),
    { minLength: 4, maxLength: 40 },
  );
  const columnsOf = (list: readonly { from: number; lasts: number; event: boolean }[]): Columns => ({
    start: Float64Array.from(list, ({ from }) => from),
    time: Float64Array.from(list, ({ from, lasts }) => from + lasts),
    event: Uint8Array.from(list, ({ event }, i) => Number(event || i < 2)),
  });

  it('counts events, time at risk by relative risk, and covariates so, cell by cell', () =>
    fc.assert(
      fc.property(rows, fc.integer({ min: 20, max: 200 }), (list, horizon) => {
        const columns = columnsOf(list);
        const x = columns.time.map((_, i) => (i * 7) % 5);
        const fit = model(0.3, 2);
        const hazard = smoothedHazard(fit, columns, [{ name: 'x', values: x }], { horizon, factor: 0.5, windowEvents: 1 });
        const { cell, events, exposure, exposureOf } = hazard;
        expect(cell).toBe(horizon / 64);
        for (let c = 0; c < events.length; c += 5) {
          const until = c * cell;
          const risk = (i: number) => Math.exp(0.5 * 0.3 * (x[i]! - 2));
          const days = (i: number) => Math.max(0, Math.min(columns.time[i]!, until) - columns.start[i]!);
          const sum = (of: (i: number) => number) => list.reduce((total, _, i) => total + of(i), 0);
          expect(events[c]).toBe(sum((i) => Number(columns.event[i] === 1 && columns.time[i]! <= until)));
          expect(exposure[c]).toBeCloseTo(
            sum((i) => risk(i) * days(i)),
            8,
          );
          expect(exposureOf[0]![c]).toBeCloseTo(
            sum((i) => risk(i) * (x[i]! - 2) * days(i)),
            8,
          );
        }
      }),
    ));

  it('a window is a horizon, or as much wider as its events need, and never ends outside of what was observed', () =>
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 50 }), fc.integer({ min: -64, max: 600 }), (list, windowEvents, place) => {
        const columns = columnsOf(list);
        const hazard = smoothedHazard(model(0, 0), columns, [{ name: 'x', values: columns.time }], { horizon: 90, windowEvents });
        const cells = hazard.events.length - 1;
        const first = Math.min(place, cells - 1);
        const [from, to] = hazardWindow(hazard, first, windowEvents);
        const held = (a: number, b: number) => hazard.events[Math.min(cells, b)]! - hazard.events[Math.max(0, a)]!;
        const by = Math.max(first - from, to - first - 64);
        expect([from, to]).toEqual([Math.max(0, first - by), Math.min(cells, first + 64 + by)]);
        expect(held(from, to)).toBeGreaterThanOrEqual(Math.min(windowEvents, hazard.events[cells]!));
        if (by > 0) expect(held(first - by + 1, first + 64 + by - 1)).toBeLessThan(windowEvents);
      }),
    ));

  it('windows are as wide as foretells best what they did not see', () => {
    const steady = lives(4000, 1, constant);
    const all = steady.columns.event.reduce((sum, value) => sum + value, 0);
    const choose = ({ columns, x }: typeof steady) =>
      smoothedHazard(fitted(columns, x), columns, [{ name: 'x', values: x }], { horizon: 30 }).windowEvents;
    expect(choose(steady)).toBeGreaterThan(all / 3);
    // one in three leaves when his year ends, else hardly anybody: who is there on day 350 must not be told the average
    const yearly = lives(4000, 2, (uniform, x) => (uniform() < 0.33 ? 360 + 10 * uniform() : constant(uniform, x) * 5));
    expect(choose(yearly)).toBeLessThan(400);
  });

  it('the choice is by the likelihood of each event under the window without it', () => {
    const { columns, x } = lives(600, 3, constant);
    const fit = fitted(columns, x);
    const of = (windowEvents?: number) =>
      smoothedHazard(fit, columns, [{ name: 'x', values: x }], { horizon: 90, ...(windowEvents && { windowEvents }) });
    const all = columns.event.reduce((sum, value) => sum + value, 0);
    const tried = [50, 100, 200, 400, 800].map((size) => Math.min(size, all));
    const relativeRisk = x.map((value) => Math.exp((value - fit.means[0]!) * fit.coefficients[0]!.estimate));
    /** By its definition, without cumulative sums: each window from the rows again. */
    const likelihood = (windowEvents: number): number => {
      const { cell, events } = of(windowEvents);
      let sum = 0;
      for (let c = 0; c + 1 < events.length; c++) {
        const [from, to] = hazardWindow(of(windowEvents), c - 32, windowEvents);
        const within = (i: number, a: number, b: number) => Math.max(0, Math.min(columns.time[i]!, b * cell) - a * cell);
        const isIn = (i: number, a: number, b: number) =>
          columns.event[i] === 1 && columns.time[i]! > a * cell && columns.time[i]! <= b * cell;
        let [held, atRisk, own, ownAtRisk] = [0, 0, 0, 0];
        for (let i = 0; i < x.length; i++) {
          held += Number(isIn(i, from, to));
          atRisk += relativeRisk[i]! * within(i, from, to);
          own += Number(isIn(i, c, c + 1));
          ownAtRisk += relativeRisk[i]! * within(i, c, c + 1);
        }
        sum += own * Math.log((held - 1) / atRisk) * Number(own > 0) - (held / atRisk) * ownAtRisk;
      }
      return sum;
    };
    const best = tried.reduce((one, other) => (likelihood(other) >= likelihood(one) ? other : one));
    expect(of().windowEvents).toBe(best);
  });

  it('has an event where the time at risk before it is, also where cells meet', () => {
    // all leave on one day, which ends a cell, and nobody is seen later: the narrowest window that holds them holds their days, too
    const n = 60;
    const columns = { start: new Float64Array(n), time: new Float64Array(n).fill(8192), event: new Uint8Array(n).fill(1) };
    const x = columns.time.map((_, i) => i % 2);
    const hazard = smoothedHazard(model(0, 0), columns, [{ name: 'x', values: x }], { horizon: 1 });
    expect(hazard.cell).toBe(1);
    expect(hazard.events.length - 1).toBe(8192);
    const [from, to] = hazardWindow(hazard, 8191, hazard.windowEvents);
    expect(hazard.events[to]! - hazard.events[from]!).toBe(n);
    expect(hazard.exposure[to]! - hazard.exposure[from]!).toBe(n * (to - from));
  });

  it('takes wider cells where lives are very long beside the horizon', () => {
    const { columns, x } = lives(200, 4, constant);
    const { cell, span, events } = smoothedHazard(fitted(columns, x), columns, [{ name: 'x', values: x }], { horizon: 0.5 });
    expect(events.length).toBeLessThan(8200);
    expect(cell * span).toBeGreaterThanOrEqual(0.5);
  });
});

describe('risk from a Cox model', () => {
  it('is events by time at risk, times relative risk, over the horizon', () => {
    // 10 customers, one leaves on day 40 and one on day 80, the others are seen to day 100: 920 days at risk in all
    const time = Float64Array.of(40, 80, 100, 100, 100, 100, 100, 100, 100, 100);
    const columns = { start: new Float64Array(10), time, event: Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 0, 0, 0) };
    const x = Float64Array.of(1, 0, 1, 0, 1, 0, 1, 0, 1, 0);
    const fit = { ...fitted(columns, x), means: Float64Array.of(0), covariance: Float64Array.of(0.04) };
    const twice = { ...fit, coefficients: [{ ...fit.coefficients[0]!, estimate: Math.log(2) }] };
    const hazard = smoothedHazard(twice, columns, [{ name: 'x', values: x }], { horizon: 100, windowEvents: 2 });
    const { risk, ciLow, ciHigh } = coxRisk(twice, hazard, [{ name: 'x', values: Float64Array.of(0, 1) }], Float64Array.of(0, 0), {
      horizon: 100,
    });
    // days at risk by relative risk: x = 0 80 + 4 · 100, x = 1 twice 40 + 4 · 100
    const rate = 2 / (480 + 2 * 440);
    const expected = [100 * rate, 200 * rate];
    expect(risk[0]).toBeCloseTo(1 - Math.exp(-expected[0]!), 12);
    expect(risk[1]).toBeCloseTo(1 - Math.exp(-expected[1]!), 12);
    const meanOfRisk = 880 / 1360;
    [0, 1].forEach((value, i) => {
      const sd = Math.sqrt((value - meanOfRisk) ** 2 * 0.04 + 1 / 2);
      expect(ciLow[i]).toBeCloseTo(1 - Math.exp(-expected[i]! * Math.exp(-1.959963984540054 * sd)), 12);
      expect(ciHigh[i]).toBeCloseTo(1 - Math.exp(-expected[i]! * Math.exp(1.959963984540054 * sd)), 12);
    });
  });

  it('intervals hold the truth as often as they say, whatever the age', () => {
    let held = 0;
    let said = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const { columns, x } = lives(400, seed, constant);
      const fit = fitted(columns, x);
      const hazard = smoothedHazard(fit, columns, [{ name: 'x', values: x }], { horizon: 90 });
      const { ciLow, ciHigh } = coxRisk(fit, hazard, [{ name: 'x', values: Float64Array.of(0, 1, 0) }], Float64Array.of(0, 0, 300), {
        horizon: 90,
      });
      [0.18, 0.36, 0.18].forEach((rate, i) => {
        const truth = 1 - Math.exp(-rate);
        said++;
        held += Number(ciLow[i]! < truth && truth < ciHigh[i]!);
      });
    }
    expect(held / said).toBeGreaterThan(0.92);
    expect(held / said).toBeLessThan(0.98);
  });

  it('is of the oldest who were seen, where a forecast goes beyond them, and says so', () => {
    const { columns, x } = lives(2000, 7, constant);
    const fit = fitted(columns, x);
    const hazard = smoothedHazard(fit, columns, [{ name: 'x', values: x }], { horizon: 90, windowEvents: 50 });
    const { risk, extrapolated } = coxRisk(fit, hazard, [{ name: 'x', values: Float64Array.of(0, 0) }], Float64Array.of(450, 4000), {
      horizon: 90,
    });
    expect(extrapolated).toBe(2);
    expect(risk[1]).toBe(risk[0]);
    expect(Math.abs(risk[0]! - (1 - Math.exp(-0.18)))).toBeLessThan(0.05);
  });

  it('draws coefficients that are chance alone to nothing', () => {
    const { columns } = lives(300, 5, constant);
    const random = randomStream(6);
    const noise = columns.time.map(() => random.normal());
    expect(coxShrinkage(fitted(columns, noise))).toBeLessThan(0.6);
    const strong = lives(20_000, 5, constant);
    expect(coxShrinkage(fitted(strong.columns, strong.x))).toBeGreaterThan(0.99);
  });

  it('refuses strata, and a horizon of nothing', () => {
    const { columns, x } = lives(100, 8, constant);
    const covariates = [{ name: 'x', values: x }];
    const strata = { codes: Int32Array.from(x), labels: ['a', 'b'] };
    const outcome = cox(columns, [{ name: 'y', values: x.map((_, i) => i % 3) }], { strata });
    if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
    expect(() => smoothedHazard(outcome.fit, columns, covariates, { horizon: 90 })).toThrow('fit has strata');
    expect(() => smoothedHazard(fitted(columns, x), columns, covariates, { horizon: 0 })).toThrow('horizon has 0');
  });
});

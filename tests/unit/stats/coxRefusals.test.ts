import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cox, coxOfCause, type NamedColumn, randomStream, type SurvivalColumns } from '../../../worker/stats/index.ts';
import { fittedCox } from './fittedCox.ts';
import { generatedSurvival } from './generatedSurvival.ts';

describe('what these data cannot tell', () => {
  const data = generatedSurvival({ n: 100, seed: 4, hasEntry: false, hasStrata: false, lastTime: 30 });
  const { columns, covariates } = data;
  const [x, used] = covariates;
  const column = (name: string, value: (i: number) => number): NamedColumn => ({
    name,
    values: Float64Array.from(columns.time, (_, i) => value(i)),
  });

  it('no row, no event', () => {
    const none = { time: new Float64Array(), event: new Uint8Array() };
    expect(cox(none, [{ name: 'x', values: new Float64Array() }])).toMatchObject({ kind: 'notEstimable', reason: 'NOT_ENOUGH_DATA' });
    expect(cox({ ...columns, event: new Uint8Array(100) }, covariates)).toEqual({
      kind: 'notEstimable',
      reason: 'TOO_FEW_EVENTS',
      detail: 'none of the 100 rows ends with an event',
      subjects: [],
    });
    expect(coxOfCause(columns, 3, covariates)).toMatchObject({ kind: 'notEstimable', reason: 'TOO_FEW_EVENTS' });
  });
  it('a constant covariate, by name', () =>
    expect(cox(columns, [x!, column('k', () => 3)])).toEqual({
      kind: 'notEstimable',
      reason: 'ZERO_VARIANCE',
      detail: 'k has the same value in every row',
      subjects: ['k'],
    }));
  it('a covariate that repeats others, by the names of all', () => {
    const sum = column('sum', (i) => 2 * x!.values[i]! - used!.values[i]! + 7);
    expect(cox(columns, [x!, used!, sum])).toEqual({
      kind: 'notEstimable',
      reason: 'RANK_DEFICIENT',
      detail: 'sum is an exact linear combination of x, used among those at risk',
      subjects: ['sum', 'x', 'used'],
    });
  });
  it('a covariate that is constant within each stratum: nobody is compared by it', () => {
    const codes = Int32Array.from({ length: 100 }, (_, i) => i % 2);
    const region = column('region', (i) => codes[i]!);
    expect(cox(columns, [x!, region], { strata: { codes, labels: ['a', 'b'] } })).toMatchObject({
      reason: 'RANK_DEFICIENT',
      detail: 'region does not differ between those at risk at the same event',
      subjects: ['region'],
    });
  });
  it('a group without events: its coefficient has no bound, and the others are not quoted either', () => {
    const event = columns.event.map((value, i) => (used!.values[i] === 1 ? 0 : value));
    expect(cox({ ...columns, event }, covariates)).toMatchObject({ kind: 'notEstimable', reason: 'SEPARATION', subjects: ['used'] });
  });
  it('a monotone likelihood of two covariates together is SEPARATION exactly where its definition says so', () =>
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.boolean(), fc.constantFrom('efron' as const, 'breslow' as const), (seed, hasEntry, ties) => {
        const random = randomStream(seed);
        const n = 5 + random.integer(8);
        const whole = (below: number): Float64Array => Float64Array.from({ length: n }, () => random.integer(below));
        const start = whole(hasEntry ? 4 : 1);
        const time = start.map((at) => at + 1 + random.integer(8));
        const event = Uint8Array.from(time, () => random.integer(2));
        const [a, b] = [Float64Array.from(time, () => random.normal()), whole(2)];
        const outcome = cox(
          { time, event, start },
          [
            { name: 'a', values: a },
            { name: 'b', values: b },
          ],
          { ties },
        );
        fc.pre(outcome.kind === 'fitted' || ['SEPARATION', 'NOT_CONVERGED'].includes(outcome.reason));
        // differences between whose event it is and everybody at risk with it; all of them in a half-plane: its edge may be turned until it meets one
        const rows = Array.from(time.keys());
        const differences = rows
          .filter((i) => event[i] === 1)
          .flatMap((i) =>
            rows.filter((j) => start[j]! < time[i]! && time[i]! <= time[j]!).map((j) => [a[i]! - a[j]!, b[i]! - b[j]!] as const),
          )
          .filter(([x, y]) => x !== 0 || y !== 0);
        const isHalfPlane = ([x, y]: readonly [number, number]): boolean => differences.every(([u, v]) => x * u + y * v >= 0);
        const isMonotone = differences.some(([x, y]) => isHalfPlane([-y, x]) || isHalfPlane([y, -x]));
        // a maximum with coefficients in the thousands may be called lost, never monotone
        expect(outcome.kind === 'notEstimable' && outcome.reason === 'SEPARATION').toBe(isMonotone);
      }),
      { numRuns: 400 },
    ));
  it('of several covariates that together make it monotone none is named that is not needed', () => {
    const lost = Float64Array.from(columns.time, (_, i) => Number(columns.event[i] === 1));
    const noise = column('noise', (i) => (i * 7) % 5);
    const half = column('half', (i) => lost[i]! + ((i * 3) % 4));
    const other = column('other', (i) => (i * 3) % 4);
    // half - other tells who is lost; all events are at one time
    const time = columns.time.map(() => 5);
    const outcome = cox({ time, event: columns.event }, [half, noise, other]);
    expect(outcome).toMatchObject({ reason: 'SEPARATION', subjects: ['half', 'other'] });
  });
  it('more covariates than can be looked through are refused in time', () => {
    const n = 300;
    const time = Float64Array.from({ length: n }, (_, i) => 1 + ((i * 97) % 365));
    const event = Uint8Array.from(time, (_, i) => Number(i % 3 > 0));
    const each = Array.from({ length: n - 1 }, (_, k) => ({ name: `k${k}`, values: Float64Array.from(time, (_at, i) => Number(i === k)) }));
    expect(cox({ time, event }, each).kind).toBe('notEstimable');
  }, 5000);
  it('few events are a warning', () => {
    const event = columns.event.map((value, i) => (i < 25 ? value : 0));
    const outcome = cox({ ...columns, event }, covariates);
    const events = event.reduce((sum, value) => sum + value, 0);
    expect(outcome.kind === 'fitted' && outcome.warnings).toContainEqual({
      code: 'TOO_FEW_EVENTS',
      subject: null,
      detail: `${events} events for 2 coefficients, at least 20 are needed for reliable errors`,
    });
    const single = cox({ ...columns, event: event.map((value, i) => (i < 10 ? value : 0)) }, [x!]);
    expect(single.kind === 'fitted' && single.warnings[0]!.detail).toMatch(/ for 1 coefficient, at least 10/);
  });
  it('an effect that turns round with time is PH_VIOLATED, a steady one is not', () => {
    const random = randomStream(8);
    const group = column('group', (i) => i % 2);
    const time = Float64Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 20 * random.uniform() : 8 + 4 * random.uniform()));
    const turning = cox({ time, event: new Uint8Array(100).fill(1) }, [group]);
    expect(turning.kind === 'fitted' && turning.warnings.map(({ code, subject }) => [code, subject])).toEqual([['PH_VIOLATED', 'group']]);
    expect(turning.kind === 'fitted' && turning.warnings[0]!.detail).toMatch(/^its coefficient rises with time/);
    const steady = cox(columns, covariates);
    expect(steady.kind === 'fitted' && steady.warnings).toEqual([]);
  });
  it('proportional hazards with all events at one time: no time to compare', () => {
    const time = Float64Array.from({ length: 100 }, (_, i) => (columns.event[i] === 1 ? 5 : 9));
    const { proportionalHazards } = fittedCox(cox({ ...columns, time }, covariates));
    for (const test of proportionalHazards!)
      expect(test).toMatchObject({ chiSquare: null, pValue: null, rho: null, reason: 'ZERO_VARIANCE' });
  });
  it('the logarithm of an event time 0', () => {
    const time = columns.time.map((at, i) => (i === columns.event.indexOf(1) ? 0 : at));
    expect(fittedCox(cox({ ...columns, time }, covariates, { timeTransform: 'log' })).proportionalHazards).toBeNull();
  });
});

describe('mistakes name the argument', () => {
  const columns: SurvivalColumns = { time: Float64Array.of(1, 2, 3), event: Uint8Array.of(1, 0, 1) };
  const x = { name: 'x', values: Float64Array.of(1, 2, 4) };
  it.each<[string, () => unknown, string]>([
    [
      'a negative time',
      () => cox({ ...columns, time: Float64Array.of(1, -2, 3) }, [x]),
      'time has -2 at row 1, a value from 0 up is needed',
    ],
    [
      'a start after its time',
      () => cox({ ...columns, start: Float64Array.of(0, 2, 1) }, [x]),
      'start has 2 at row 1, a value below time 2 is needed',
    ],
    ['an event code', () => cox({ ...columns, event: Uint8Array.of(1, 2, 0) }, [x]), 'event has 2 at row 1, 0 or 1 is needed'],
    ['no covariate', () => cox(columns, []), 'covariates has no columns, at least one is needed'],
    ['a name twice', () => cox(columns, [x, x]), 'covariates has x twice, distinct names are needed'],
    ['lengths', () => cox(columns, [{ name: 'x', values: Float64Array.of(1, 2) }]), 'x has length 2, time has 3'],
    [
      'not a number',
      () => cox(columns, [{ name: 'x', values: Float64Array.of(1, Number.NaN, 2) }]),
      'x has NaN at row 1, a finite number is needed',
    ],
    [
      'a unit too large for its variance',
      () => cox(columns, [{ name: 'x', values: Float64Array.of(1e160, 2e160, 4e160) }]),
      'x has values whose variance is beyond a double, a unit in which they differ by more than 1e-140 and less than 1e+140 is needed',
    ],
    [
      'a unit too small for its variance',
      () => cox(columns, [{ name: 'x', values: Float64Array.of(1e-200, 2e-200, 4e-200) }]),
      'x has values whose variance is beyond a double',
    ],
    ['a level', () => cox(columns, [x], { confidenceLevel: 95 }), 'confidenceLevel has 95, a value between 0 and 1 is needed'],
    [
      'a stratum',
      () => cox(columns, [x], { strata: { codes: Int32Array.of(0, 1, 2), labels: ['a', 'b'] } }),
      'codes has 2 at row 2, a code below 2 is needed',
    ],
    ['a cluster', () => cox(columns, [x], { clusters: Int32Array.of(0, -1, 2) }), 'clusters has -1 at row 1, a code from 0 up is needed'],
    ['a cause', () => coxOfCause(columns, 0, [x]), 'cause has 0, a whole number from 1 to 255 is needed'],
  ])('%s', (_, call, message) => expect(call).toThrow(message));
});

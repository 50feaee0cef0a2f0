import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cox, landmark, type MeasuredCovariate, randomStream, type SurvivalColumns } from '../../../worker/stats/index.ts';

// six customers; days since the first purchase
const columns: SurvivalColumns = {
  time: Float64Array.of(20, 30, 45, 90, 200, 60),
  event: Uint8Array.of(1, 1, 1, 0, 1, 0),
  start: Float64Array.of(0, 0, 0, 0, 0, 40),
};
const score: MeasuredCovariate = {
  name: 'score',
  rows: Int32Array.of(2, 2, 2, 3, 4, 4, 0),
  measuredAt: Float64Array.of(10, 30, 31, 30, 29, 5, 1),
  values: Float64Array.of(5, 6, 9, 7, 8, 1, 2),
};

describe('landmark', () => {
  it('takes who is under observation at the landmark and later: not whose event falls on it, nor who enters afterwards', () =>
    expect(Array.from(landmark(columns, [], 30).rows)).toEqual([2, 3, 4]));
  it('restarts the clock there', () =>
    expect(landmark(columns, [], 30).columns).toEqual({
      time: Float64Array.of(15, 60, 170),
      event: Uint8Array.of(1, 0, 1),
      start: undefined,
    }));
  it('or keeps it, with everybody entering at the landmark', () =>
    expect(landmark(columns, [], 30, { clock: 'keep' }).columns).toEqual({
      time: Float64Array.of(45, 90, 200),
      event: Uint8Array.of(1, 0, 1),
      start: Float64Array.of(30, 30, 30),
    }));
  it('cuts follow-up at the horizon: an event on its last day counts, a later one is censored', () => {
    expect(landmark(columns, [], 30, { horizon: 15 }).columns).toMatchObject({
      time: Float64Array.of(15, 15, 15),
      event: Uint8Array.of(1, 0, 0),
    });
    expect(landmark(columns, [], 30, { horizon: 14 }).columns.event).toEqual(Uint8Array.of(0, 0, 0));
  });
  it('knows the latest value measured by then, the landmark included, and nothing measured the day after', () => {
    const [known] = landmark(columns, [score], 30).covariates;
    expect(known).toEqual({ name: 'score', values: Float64Array.of(6, 7, 8), measuredAt: Float64Array.of(30, 30, 29), unknown: 0 });
    const [earlier] = landmark(columns, [score], 29).covariates; // customer 1 is still there, too
    expect(earlier).toEqual({
      name: 'score',
      values: Float64Array.of(Number.NaN, 5, Number.NaN, 8),
      measuredAt: Float64Array.of(Number.NaN, 10, Number.NaN, 29),
      unknown: 2,
    });
  });
  it('of two values measured at once takes the one that stands later', () => {
    const twice = { name: 'q', rows: Int32Array.of(4, 4), measuredAt: Float64Array.of(3, 3), values: Float32Array.of(1, 2) };
    expect(landmark(columns, [twice], 30).covariates[0]!.values[2]).toBe(2);
  });
  it('does not carry a value further than asked', () => {
    expect(landmark(columns, [score], 40, { carryForward: 10 }).covariates[0]!.values).toEqual(
      Float64Array.of(9, 7, Number.NaN, Number.NaN),
    );
    expect(landmark(columns, [score], 40, { carryForward: 11 }).covariates[0]!.values).toEqual(Float64Array.of(9, 7, 8, Number.NaN));
  });
  it('of a day when nobody is left has no rows', () => expect(landmark(columns, [score], 500).rows).toEqual(new Int32Array()));

  it('lets nothing later through: whatever happens or is measured after the landmark, covariates and rows stay the same', () =>
    fc.assert(
      fc.property(fc.nat(100_000), fc.integer({ min: 0, max: 50 }), (seed, at) => {
        const random = randomStream(seed);
        const n = 30;
        const time = Float64Array.from({ length: n }, () => 1 + random.integer(60));
        const event = Uint8Array.from({ length: n }, () => random.integer(2));
        const rows = Int32Array.from({ length: 80 }, () => random.integer(n));
        const measuredAt = Float64Array.from(rows, () => random.integer(60));
        const values = Float64Array.from(rows, () => random.integer(11));
        const seen = landmark({ time, event }, [{ name: 'q', rows, measuredAt, values }], at);
        // another future: other lengths of stay and other ends after the landmark, other answers later than it
        const later = {
          time: time.map((end) => (end > at ? at + 1 + random.integer(60) : end)),
          event: event.map((code, i) => (time[i]! > at ? random.integer(2) : code)),
        };
        const otherValues = values.map((value, i) => (measuredAt[i]! > at ? random.integer(11) : value));
        const otherDays = measuredAt.map((day) => (day > at ? at + 1 + random.integer(60) : day));
        const other = landmark(later, [{ name: 'q', rows, measuredAt: otherDays, values: otherValues }], at);
        expect(other.rows).toEqual(seen.rows);
        expect(other.covariates).toEqual(seen.covariates);
      }),
    ));
  it('undoes the effect that a later score seems to have on survival', () => {
    // a score is asked at a day drawn beforehand, and answered by those still there: it says nothing of survival, but having one does
    const random = randomStream(5);
    const n = 4000;
    const time = Float64Array.from({ length: n }, () => Math.ceil(-100 * Math.log(1 - random.uniform())));
    const event = new Uint8Array(n).fill(1);
    const askedOn = Float64Array.from({ length: n }, () => 1 + random.integer(200));
    const answered = Array.from(time.keys()).filter((row) => askedOn[row]! < time[row]!);
    const scores = {
      name: 'hasScore',
      rows: Int32Array.from(answered),
      measuredAt: Float64Array.from(answered, (row) => askedOn[row]!),
      values: new Float64Array(answered.length).fill(1),
    };
    const naive = cox({ time, event }, [{ name: 'hasScore', values: Float64Array.from(time, (end, row) => Number(askedOn[row]! < end)) }]);
    const { columns: alive, covariates } = landmark({ time, event }, [scores], 60);
    const known = { name: 'hasScore', values: covariates[0]!.values.map((value) => Number(!Number.isNaN(value))) };
    const honest = cox(alive, [known]);
    if (naive.kind !== 'fitted' || honest.kind !== 'fitted') throw new Error('both can be estimated');
    expect(naive.fit.coefficients[0]!.ciHigh).toBeLessThan(-0.5); // looks like a strong protection
    expect(Math.abs(honest.fit.coefficients[0]!.statistic!)).toBeLessThan(2.5);
  });
  it('names a mistaken argument', () => {
    expect(() => landmark(columns, [], 30, { horizon: 0 })).toThrow('horizon has 0, a value above 0 is needed');
    expect(() => landmark(columns, [], 30, { carryForward: -1 })).toThrow('carryForward has -1, a value from 0 up is needed');
    expect(() => landmark(columns, [], Number.NaN)).toThrow('at has NaN at row 0, a finite number is needed');
    expect(() => landmark(columns, [{ ...score, values: Float64Array.of(1) }], 30)).toThrow('score values has length 1, rows has 7');
    expect(() => landmark(columns, [{ ...score, rows: score.rows.map((row) => row + 3) }], 30)).toThrow(
      'score rows has 6 at 3, a row from 0 to 5 is needed',
    );
  });
});

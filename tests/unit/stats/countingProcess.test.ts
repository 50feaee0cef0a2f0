import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countingProcess, featuresAt, type SpellFeature } from '../../../worker/stats/index.ts';
import '../../support/propertySeed.ts';

const spells = {
  owner: Int32Array.of(0, 0, 1),
  start: Float64Array.of(100, 400, 50),
  entry: Float64Array.of(100, 400, 120),
  end: Float64Array.of(300, 600, 600),
  event: Uint8Array.of(1, 0, 0),
};
/** Customer 0 answered on days 150 and 350 (between two spells), customer 1 on day 60, before observation. */
const score: SpellFeature = {
  kind: 'latest',
  moments: { first: Int32Array.of(0, 2), last: Int32Array.of(2, 3), at: Float64Array.of(150, 350, 60) },
  values: Float32Array.of(9, 2, 7),
  lastsDays: 365,
};
const complaints: SpellFeature = {
  kind: 'count',
  moments: { first: Int32Array.of(0, 2), last: Int32Array.of(2, 2), at: Float64Array.of(200, 250) },
  weights: Uint8Array.of(1, 1),
  windowDays: 90,
};

describe('the counting process', () => {
  it('splits a spell where a feature changes; each row knows what was known when it began', () => {
    const { columns, spell, values } = countingProcess(spells, [score, complaints]);
    const rows = Array.from(spell, (of, i) => [of, columns.start[i], columns.time[i], columns.event[i], values[0]![i], values[1]![i]]);
    expect(rows).toEqual([
      [0, 0, 50, 0, Number.NaN, 0], // nobody had asked yet
      [0, 50, 100, 0, 9, 0],
      [0, 100, 150, 0, 9, 1],
      [0, 150, 190, 0, 9, 2],
      [0, 190, 200, 1, 9, 1], // the first complaint is 90 days old; the event is in the last row
      [1, 0, 115, 0, 9, 0], // the answer of day 350 was given on the way out, that of day 150 lasts to day 515
      [1, 115, 200, 0, Number.NaN, 0],
      [2, 70, 375, 0, 7, 0], // under observation from day 120 on, the answer of day 60 lasts to day 425
      [2, 375, 550, 0, Number.NaN, 0],
    ]);
  });

  it('knows nothing later than `until`', () => {
    const { columns, spell, empty } = countingProcess(spells, [score], 250);
    expect([...spell]).toEqual([0, 0, 2]);
    expect([...columns.event]).toEqual([0, 0, 0]);
    expect([...columns.time]).toEqual([50, 150, 200]);
    expect(empty).toBe(1);
  });

  const moments = fc.array(fc.record({ at: fc.integer({ min: 0, max: 300 }), value: fc.integer({ min: 0, max: 10 }) }), { maxLength: 8 });
  it('covers a spell without gap or overlap, and what is measured later changes no row before', () =>
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 300 }), (list, lastsDays, cut) => {
        const one = {
          owner: Int32Array.of(0),
          start: Float64Array.of(0),
          entry: Float64Array.of(0),
          end: Float64Array.of(300),
          event: Uint8Array.of(1),
        };
        const featureOf = (some: typeof list): SpellFeature => {
          const sorted = some.toSorted((a, b) => a.at - b.at);
          const of = { first: Int32Array.of(0), last: Int32Array.of(sorted.length), at: Float64Array.from(sorted, ({ at }) => at) };
          return { kind: 'latest', moments: of, values: Float64Array.from(sorted, ({ value }) => value), lastsDays };
        };
        const { columns, values } = countingProcess(one, [featureOf(list)]);
        expect(columns.start[0]).toBe(0);
        expect(columns.time.at(-1)).toBe(300);
        for (let i = 1; i < columns.time.length; i++) expect(columns.start[i]).toBe(columns.time[i - 1]);
        const early = featureOf(list.filter(({ at }) => at <= cut));
        const known = featuresAt(one, [early], Int32Array.of(0), cut)[0]![0]!;
        const row = columns.start.findLastIndex((start) => start <= cut);
        expect(values[0]![row]).toBe(known);
      }),
    ));
});

/** Contacts of few customers follow neither from the other numbers of a journey nor from what metrics count. */
import '../../support/propertySeed.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hiddenVolumes, type Place } from '../../../schema/journey/measured/hiddenVolumes.ts';

const kinds = ['ORDER', 'TICKET', 'VISIT', 'EVENT'];
/** Counted by metrics. Events are counted nowhere else. */
const measured = kinds.slice(0, 3);

/** A contact each of as many customers, who are in one place and one kind alone. */
function placeOf(
  key: string,
  stage: number | null,
  counts: readonly (number | undefined)[],
  id: bigint | null = BigInt(key.charCodeAt(0)),
): Place {
  const of = new Map(kinds.flatMap((kind, at) => (counts[at] ? [[kind, counts[at]] as const] : [])));
  return {
    id,
    name: key,
    stage: stage === null ? null : BigInt(stage),
    customers: [...of.values()].reduce((sum, one) => sum + one, 0),
    of,
  };
}
function stagesOf(places: readonly Place[]) {
  const members = Map.groupBy(
    places.filter(({ stage }) => stage !== null),
    ({ stage }) => stage as bigint,
  );
  return [...members].map(([id, own]) => ({ id, customers: own.reduce((sum, { customers }) => sum + customers, 0) }));
}
const namesOf = (places: readonly Place[]) => {
  const hidden = hiddenVolumes(places, stagesOf(places));
  return [places.filter(({ id }) => hidden.places.has(id)).map(({ name }) => name), [...hidden.stages].map(Number)];
};

describe('contacts of few customers', () => {
  it('are hidden with another touchpoint of their kind, in whatever stage, and with the stage that would tell it', () => {
    expect(namesOf([placeOf('a', 1, [0, 40]), placeOf('b', 2, [0, 5]), placeOf('c', 3, [0, 60])])).toEqual([
      ['a', 'b'],
      [2, 1],
    ]);
  });
  it('hide nothing of another kind, and nothing where no total would tell them', () => {
    // the only tickets there are, which metrics hide, too
    expect(namesOf([placeOf('a', 1, [40]), placeOf('b', 2, [0, 5]), placeOf('c', 3, [0, 0, 60])])).toEqual([['b'], [2]]);
    expect(namesOf([placeOf('a', 1, [0, 0, 0, 40]), placeOf('b', 2, [0, 0, 0, 5])])).toEqual([['b'], [2]]); // events are counted nowhere else
    expect(namesOf([placeOf('a', 1, [0, 0, 40, 30]), placeOf('b', 2, [0, 0, 5])])).toEqual([['b'], [2]]); // how many of the 70 are visits nobody knows
    expect(namesOf([placeOf('a', 1, [0, 40]), placeOf('b', 1, [0, 50]), placeOf('c', 2, [0, 0, 60])])).toEqual([[], []]);
  });
  it('do not follow from a stage, less what metrics count of the other kind in it', () => {
    expect(namesOf([placeOf('a', 1, [30]), placeOf('b', 1, [0, 7])])).toEqual([['b'], [1]]);
  });
  it('are those that no touchpoint has, too', () => {
    expect(namesOf([placeOf('a', null, [0, 40]), placeOf('n', null, [0, 5], null)])).toEqual([['a', 'n'], []]);
  });

  const isFew = (customers: number) => customers > 0 && customers < 10;
  const count = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 10, max: 60 }));
  const worlds = fc.array(
    fc.record({ stage: fc.option(fc.integer({ min: 1, max: 3 })), counts: fc.array(count, { minLength: 4, maxLength: 4 }) }),
    {
      minLength: 1,
      maxLength: 6,
    },
  );
  it('of any small journey follow from no sum and difference of what is told: neither at a touchpoint, nor in a stage, nor of a kind, nor as what is left of one', () => {
    fc.assert(
      fc.property(worlds, (rows) => {
        const places = rows
          .map(({ stage, counts }, at) =>
            placeOf(String.fromCharCode(97 + at), stage, counts, at === 0 && stage === null ? null : BigInt(at)),
          )
          .filter(({ customers }) => customers > 0);
        const stages = stagesOf(places);
        const hidden = hiddenVolumes(places, stages);
        const cells = places.flatMap((place) => [...place.of].map(([kind, customers]) => ({ place, kind, customers })));
        const sumOf = (isIn: (cell: (typeof cells)[number]) => boolean) => cells.map((cell) => Number(isIn(cell)));
        const isTold = (kind: string) => places.reduce((sum, place) => sum + (place.of.get(kind) ?? 0), 0) >= 10; // by metrics
        const told = [
          ...measured.filter(isTold).map((kind) => sumOf((cell) => cell.kind === kind)),
          ...places.filter(({ id }) => !hidden.places.has(id)).map((one) => sumOf(({ place }) => place === one)),
          ...stages.filter(({ id }) => !hidden.stages.has(id)).map(({ id }) => sumOf(({ place }) => place.stage === id)),
        ];
        const basis = reduced(told);
        const secrets = [
          ...places.filter(({ customers }) => isFew(customers)).map((one) => sumOf(({ place }) => place === one)),
          ...stages.filter(({ customers }) => isFew(customers)).map(({ id }) => sumOf(({ place }) => place.stage === id)),
          ...measured.filter((kind) => !isTold(kind)).map((kind) => sumOf((cell) => cell.kind === kind)),
          ...cells.filter(({ customers }) => isFew(customers)).map((one) => sumOf((cell) => cell === one)),
        ];
        for (const sum of secrets) if (sum.includes(1)) expect(isSpanned(basis, sum), JSON.stringify([rows, sum])).toBe(false);
        for (const kind of measured.filter(isTold)) {
          const own = cells.filter((cell) => cell.kind === kind);
          const left = own.filter(
            (one) =>
              !isSpanned(
                basis,
                sumOf((cell) => cell === one),
              ),
          );
          if (left.length > 0 && left.length < own.length)
            expect(Math.max(...left.map(({ customers }) => customers)), JSON.stringify([rows, kind])).toBeGreaterThan(9);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

/** Rows in echelon form, each with its first 1. */
function reduced(rows: readonly number[][]): number[][] {
  const basis: number[][] = [];
  for (const row of rows) {
    const left = remainder(basis, row);
    const first = left.findIndex((part) => Math.abs(part) > 1e-9);
    if (first >= 0) basis.push(left.map((part) => part / (left[first] as number)));
  }
  return basis;
}
function remainder(basis: readonly number[][], row: readonly number[]): number[] {
  return basis.reduce<number[]>(
    (left, one) => {
      const times = left[one.findIndex((part) => Math.abs(part) > 1e-9)] ?? 0;
      return left.map((part, at) => part - times * (one[at] ?? 0));
    },
    [...row],
  );
}
const isSpanned = (basis: readonly number[][], row: readonly number[]) => remainder(basis, row).every((part) => Math.abs(part) < 1e-9);

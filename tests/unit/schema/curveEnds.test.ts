/** What curves leave to be worked out, by who takes the groups off everybody and the steps off the losses, is of ten customers or more. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curveEnds, ownEnd } from '../../../schema/analyses/churn/curveEnds.ts';
import { withoutFew } from '../../../schema/analyses/withoutFew.ts';

interface Life {
  readonly day: number;
  readonly isLost: boolean;
}
const atRiskOn = (lives: readonly Life[], day: number) => lives.filter((life) => life.day >= day).length;
const lossDays = (lives: readonly Life[]) =>
  [...new Set(lives.filter(({ isLost }) => isLost).map(({ day }) => day))].sort((one, other) => one - other);
const stepsOf = (lives: readonly Life[]) => [0, ...lossDays(lives)].map((day) => ({ day, atRisk: BigInt(atRiskOn(lives, day)) }));

const lives = fc.array(fc.record({ day: fc.integer({ min: 1, max: 40 }), isLost: fc.boolean() }), { minLength: 1, maxLength: 60 });
const groups = fc.array(lives, { minLength: 1, maxLength: 5 });

function endsOf(sets: readonly (readonly Life[])[]): number[] {
  const shown = new Set(
    withoutFew(
      sets,
      () => '',
      (own) => BigInt(own.length),
    ),
  );
  const ends = curveEnds(sets.map((own, key) => ({ key, n: BigInt(own.length), isShown: shown.has(own), steps: stepsOf(own) })));
  return sets.map((own, key) => (shown.has(own) ? (ends.get(key) ?? Infinity) : -1));
}

describe('a curve', () => {
  it('is hidden from a step on at which ten or more are at risk, for its losses less its steps are those from there on', () =>
    fc.assert(
      fc.property(lives, (own) => {
        const steps = stepsOf(own);
        const hidden = steps.filter(({ day }) => day > ownEnd(steps));
        if (hidden.length > 0 && own.length >= 10) expect(hidden[0]!.atRisk >= 10n).toBe(true);
        const last = steps.findLast(({ atRisk }) => atRisk >= 10n);
        if (last) expect(hidden.length).toBeLessThanOrEqual(steps.length - steps.indexOf(last)); // and no more than that takes
        if (last === steps.at(-1)) expect(ownEnd(steps)).toBe(Infinity);
      }),
    ));
  it('has no end that few customers at its beginning make', () => {
    const late = [3n, 8n, 20n, 30n, 25n, 12n, 9n, 2n].map((atRisk, day) => ({ day, atRisk }));
    expect(ownEnd(late)).toBe(4);
    expect(ownEnd(late.slice(0, 6))).toBe(Infinity);
    expect(ownEnd(late.slice(0, 2))).toBe(-1);
    expect(ownEnd([])).toBe(Infinity);
  });
});

it('of a group ends where everybody less the groups that are shown would be fewer than ten with a loss', () =>
  fc.assert(
    fc.property(groups, (sets) => {
      const ends = endsOf(sets);
      const everybody = stepsOf(sets.flat());
      const told = everybody.filter(({ day, atRisk }) => atRisk >= 10n && day > 0 && day <= ownEnd(everybody));
      for (const { day } of told) {
        const hidden = sets.filter((_own, at) => ends[at]! < day).flat();
        if (hidden.some((life) => life.isLost && life.day === day)) expect(atRiskOn(hidden, day)).toBeGreaterThanOrEqual(10);
      }
    }),
    { numRuns: 2000 },
  ));

it('is shown to its end where no curve of its grouping is hidden anywhere', () => {
  const stay = (n: number, day: number): Life[] => Array.from({ length: n }, () => ({ day, isLost: false }));
  const early = [...stay(30, 50), { day: 10, isLost: true }];
  const late = [...stay(40, 50), { day: 45, isLost: true }];
  expect(endsOf([early, late])).toEqual([Infinity, Infinity]);
  // One whose tail is hidden takes that of the next with it, which for its part is known to reach no further than its last loss.
  const few = [...stay(20, 20), ...[5, 8, 30].map((day) => ({ day, isLost: true }))];
  expect(endsOf([early, late, few])).toEqual([5, 10, 5]);
});

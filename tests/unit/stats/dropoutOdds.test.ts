import { describe, expect, it } from 'vitest';
import { type DropoutOdds, dropoutOdds, type ParetoPoint } from '../../../worker/stats/value/buying/dropoutOdds.ts';
import { digits } from '../../reference/readCase.ts';

const odds: DropoutOdds = { log: 0, byR: 0, byAlpha: 0, byS: 0, byBeta: 0 };
type History = readonly [x: number, tX: number, T: number];

describe('dropoutOdds where a search may go, however far apart the parameters', () => {
  // mpmath 1.3, 40 digits: ln of s times the integral, over ln(y - tX)
  it.each<[ParetoPoint, History, number]>([
    [[4.87, 0.402, 336179, 4.65], [1, 4e-5, 38166], 3030030.567358988],
    [[0.5, 1e-6, 0.6, 50], [3, 1, 40], 7.873185991270641],
    [[0.5, 1e-4, 2e6, 1e5], [2, 0.5, 300], 5996.801032966251],
    [[2, 5, 1e5, 0.01], [40, 10, 300], 340149.6361166157],
    [[0.55, 10.6, 0.6, 11.7], [5, 20, 38], 0.4216043434237179],
  ])('at %j of %j', (point, [x, tX, T], expected) => {
    dropoutOdds(point, x, tX, T, odds);
    expect(digits(odds.log, expected)).toBeGreaterThan(15);
  });
});

import { expect, it } from 'vitest';
import type { ChurnReady } from '../../../clients/cli/print/churnReport.ts';
import { riskReport } from '../../../clients/cli/print/riskReport.ts';

const proof: NonNullable<ChurnReady['riskValidation']> = {
  fittedThrough: '2026-04-02T00:00:00.000Z',
  judgedThrough: '2026-07-01T00:00:00.000Z',
  n: '400',
  losses: '31',
  concordance: 0.71,
  concordanceCiLow: 0.62,
  concordanceCiHigh: 0.8,
  brier: 0.07,
  brierDifference: -0.001,
  brierDifferenceCiLow: -0.003,
  brierDifferenceCiHigh: 0.001,
  calibrationIntercept: 0.1,
  calibrationInterceptCiLow: -0.3,
  calibrationInterceptCiHigh: 0.5,
  calibrationSlope: 0.9,
  calibrationSlopeCiLow: 0.5,
  calibrationSlopeCiHigh: 1.3,
  shuffledConcordance: 0.5,
  shuffledCiLow: 0.4,
  shuffledCiHigh: 0.6,
  deciles: [],
  reason: null,
  detail: null,
};
const printed = (riskValidation: typeof proof): string =>
  riskReport({ hazards: [], risk: null, riskValidation } as unknown as ChurnReady, 'UTC').join('\n');

it('prints slope and intercept of the calibration beside what is right', () => {
  expect(printed(proof)).toContain('calibration slope 0.90 0.50 to 1.30 (right: 1), intercept 0.10 -0.30 to 0.50 (right: 0)');
});

it('says why there is no calibration where the rest of the proof stands', () => {
  const none = { calibrationSlope: null, calibrationSlopeCiLow: null, calibrationSlopeCiHigh: null, calibrationIntercept: null };
  const lines = printed({ ...proof, ...none, reason: 'ZERO_VARIANCE', detail: 'all predicted risks are the same' });
  expect(lines).toContain('calibration: not estimable, ZERO_VARIANCE (all predicted risks are the same)');
  expect(lines).toContain('concordance 0.71');
});

it('says so where nothing shows the order to be better than chance', () => {
  expect(printed(proof)).toContain('shuffled 0.500 0.40 to 0.60 (chance: 0.5, a perfect order: 1)');
  expect(printed(proof)).not.toContain('better than chance');
  const uncertain = printed({ ...proof, concordance: 0.54, concordanceCiLow: 0.49 }).replace(/\s+/g, ' ');
  expect(uncertain).toContain(
    'Not shown to be better than chance at telling who leaves first: the interval of the concordance holds 0.5. With 31 losses',
  );
});

it('breaks a long reason into lines', () => {
  const detail = `0 losses, 10 for each coefficient are needed (${'complaints_90d: 0 losses carry 0 coefficients; '.repeat(5)})`;
  const lines = printed({ ...proof, n: null, reason: 'TOO_FEW_EVENTS', detail }).split('\n');
  expect(lines[1]).toBe('Proof, fitted on 2026-04-02 and judged by 2026-07-01: not estimable, TOO_FEW_EVENTS');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(108);
  expect(
    lines
      .slice(2)
      .map((line) => line.slice(2))
      .join(' '),
  ).toBe(detail.replace(/ \)$/, ' )'));
});

it('says in words what is amiss where an interval does not hold what is right, and nothing where it does', () => {
  expect(printed(proof)).not.toMatch(/spread too far|much alike|was foretold/);
  expect(printed({ ...proof, calibrationSlopeCiHigh: 0.99 })).toContain(
    'The risks spread too far: high ones were too high and low ones too low',
  );
  expect(printed({ ...proof, calibrationSlopeCiLow: 1.01 })).toContain('The risks were too much alike');
  expect(printed({ ...proof, calibrationInterceptCiHigh: -0.01 })).toContain('Fewer left than was foretold');
  expect(printed({ ...proof, calibrationInterceptCiLow: 0.01 })).toContain('More left than was foretold');
});

it('tells a forecast as one, and where its proof is', () => {
  const risk = { n: '2849', expectedLosses: 113.4, horizonDays: 90, meanRisk: 0.0398, reason: null, detail: null };
  const told = (riskValidation: typeof proof | null) =>
    riskReport({ hazards: [], risk, riskValidation } as unknown as ChurnReady, 'UTC').slice(1, 3);
  const sum = 'Who will leave: about 113 of the 2,849 customers who are there, within 90 days (the sum of their risks; mean risk 4.0 %)';
  expect(told(proof)).toEqual([sum, expect.stringContaining('below is how such a one stood up to what happened')]);
  expect(told(null)).toEqual([sum, expect.stringContaining('is not known yet')]);
});

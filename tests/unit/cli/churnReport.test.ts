import { describe, expect, it } from 'vitest';
import { type ChurnReady, churnReport } from '../../../clients/cli/print/churnReport.ts';
import type { RunReport } from '../../../clients/cli/server/followRun.ts';

const step = (day: number) => ({ day, survival: 0.9, incidence: 0.1, ciLow: 0.8, ciHigh: 0.95, boundHigh: 0.2 });
const curve = (level: string | null, rest: object = {}) => ({
  ...{ grouping: 'plan', level, landmarkDays: null, n: '40', losses: '9', medianDays: null, lastDay: 800, reason: null },
  ...{ shownFromDay: null, shownUntilDay: null, points: [step(30), step(200)] },
  ...rest,
});
const cause = (name: string, rest: object = {}) => ({
  ...{ cause: name, losses: '9', reason: null, shownFromDay: null, shownUntilDay: null, points: [step(30), step(200)] },
  ...rest,
});

function report(curves: readonly object[], causes: readonly object[] = [], confidenceLevel = 0.95): string[] {
  const result = {
    model: {
      ...{
        kind: 'CONTRACTUAL',
        shape: 'CURVES',
        asOf: '2026-06-30T00:00:00Z',
        datedAt: 'DECISION',
        customers: '61',
        losses: '9',
        returns: '0',
      },
      ...{ provisionalLosses: '0', delayedEntries: '0', confidenceLevel, grossRetention: null },
    },
    ...{ silenceOptions: [], curves, causes, tests: [], cohorts: [], churnRates: [], tenureRates: [], hazards: [] },
    ...{ cohortCells: [], risk: null, riskValidation: null },
  } as unknown as ChurnReady;
  return churnReport({ exclusions: [], warnings: [], parameters: { __typename: 'ChurnParameters' } } as unknown as RunReport, result);
}
const row = (lines: readonly string[], name: string) => lines.find((line) => line.startsWith(name))?.split(/ {2,}/);

describe('a curve', () => {
  it('is hidden where fewer than ten customers are at risk, from a day on, up to a day, or all of it', () => {
    const lines = report([
      curve(null),
      curve('late', { shownFromDay: 150 }),
      curve('short', { shownUntilDay: 100 }),
      curve('few', { reason: 'NOT_ENOUGH_DATA', points: [], lastDay: null }),
      curve('calm', { reason: 'TOO_FEW_EVENTS', points: [], lastDay: null }),
    ]);
    const shown = '90.0 % (80.0 to 95.0)';
    expect(row(lines, 'everybody')?.slice(3)).toEqual([shown, shown, shown, shown, '–']);
    expect(row(lines, 'plan late')?.slice(3)).toEqual(['hidden', shown, shown, shown, '–']);
    expect(row(lines, 'plan short')?.slice(3)).toEqual([shown, 'hidden', 'hidden', 'hidden', '–']);
    expect(row(lines, 'plan few')?.slice(3)).toEqual(['hidden', 'hidden', 'hidden', 'hidden', '–']);
    expect(row(lines, 'plan calm')?.slice(3)).toEqual(['too few', 'too few', 'too few', 'too few', '–']);
  });
  it('ends where observation does, which hides nothing', () => {
    expect(row(report([curve(null, { lastDay: 190 })]), 'everybody')?.slice(3)).toEqual([
      ...['90.0 % (80.0 to 95.0)', '90.0 % (80.0 to 95.0)', '–', '–', '–'],
    ]);
  });
});

it('a reason is hidden with its bound where fewer than ten customers are at risk', () => {
  const lines = report([curve(null)], [cause('VOLUNTARY'), cause('UNKNOWN', { shownUntilDay: 400 })]);
  const shown = '10.0 % (80.0 to 95.0)';
  expect(row(lines, 'voluntary')).toEqual(['voluntary', '9', shown, shown, shown, shown, '20.0 %']);
  expect(row(lines, 'unknown')).toEqual(['unknown', '9', shown, shown, shown, 'hidden', 'hidden']);
});

it('tells the level of its intervals to the last digit', () => {
  expect(report([curve(null)], [], 0.999).join('\n')).toContain('Kaplan-Meier, 99.9 % intervals');
});

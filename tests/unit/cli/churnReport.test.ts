import { describe, expect, it } from 'vitest';
import { type ChurnReady, churnReport } from '../../../clients/cli/print/churnReport.ts';
import type { RunReport } from '../../../clients/cli/server/followRun.ts';

const step = (day: number) => ({ day, survival: 0.9, incidence: 0.1, ciLow: 0.8, ciHigh: 0.95, boundHigh: 0.2 });
const curve = (level: string | null, rest: object = {}) => ({
  ...{ grouping: 'plan', level, landmarkDays: null, n: '40', losses: '9', medianDays: null, lastDay: 800, reason: null },
  ...{ observedFromDay: 0, shownFromDay: null, shownUntilDay: null, points: [step(30), step(200)] },
  ...rest,
});
const cause = (name: string, rest: object = {}) => ({
  ...{ cause: name, losses: '9', reason: null, observedFromDay: 0, shownFromDay: null, shownUntilDay: null, points: [step(30), step(200)] },
  ...rest,
});

function report(
  curves: readonly object[],
  causes: readonly object[] = [],
  confidenceLevel = 0.95,
  revenue: object = {},
  rest: { readonly timeZone?: string; readonly tenureRates?: readonly object[] } = {},
): string[] {
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
      ...{ provisionalLosses: '0', delayedEntries: '0', confidenceLevel, revenueFrom: null, ...revenue },
    },
    ...{ silenceOptions: [], curves, causes, tests: [], cohorts: [], churnRates: [], tenureRates: rest.tenureRates ?? [], hazards: [] },
    ...{ cohortCells: [], risk: null, riskValidation: null },
  } as unknown as ChurnReady;
  const { timeZone = 'UTC' } = rest;
  const run = { exclusions: [], warnings: [], timeZone, parameters: { __typename: 'ChurnParameters' } };
  return churnReport(run as unknown as RunReport, result);
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

it('a curve that begins late is not observed before, neither 100 % nor hidden, and a reason neither', () => {
  const late = { observedFromDay: 400, shownFromDay: 500, points: [step(500)] };
  const lines = report([curve('late', late)], [cause('VOLUNTARY', late)]);
  const none = 'not observed';
  expect(row(lines, 'plan late')?.slice(3)).toEqual([none, none, none, '90.0 % (80.0 to 95.0)', '–']);
  expect(row(lines, 'voluntary')?.slice(2)).toEqual([none, none, none, '10.0 % (80.0 to 95.0)', '20.0 %']);
  expect(lines).toContain('First observed late, and of those there then: plan late day 400.');
});

it('a reason is hidden with its bound where fewer than ten customers are at risk', () => {
  const lines = report([curve(null)], [cause('VOLUNTARY'), cause('UNKNOWN', { shownUntilDay: 400 })]);
  const shown = '10.0 % (80.0 to 95.0)';
  expect(row(lines, 'voluntary')).toEqual(['voluntary', '9', shown, shown, shown, shown, '20.0 %']);
  expect(row(lines, 'unknown')).toEqual(['unknown', '9', shown, shown, shown, 'hidden', 'hidden']);
});

it('dates what it says by the clock of the workspace: the end of March in California is the first of April in UTC', () => {
  const asOf = { asOf: '2026-04-01T06:59:59.999Z', datedAt: 'LAST_ACTIVITY', followUpEnd: '2026-03-02T07:59:59.999Z' };
  expect(report([curve(null)], [], 0.95, asOf, { timeZone: 'America/Los_Angeles' })[0]).toMatch(
    /clocks stop at 2026-03-01; as of 2026-03-31$/,
  );
  const period = { shape: 'ONE_PERIOD', periodFrom: '2019-06-30T22:00:00Z', periodUntil: '2019-09-29T22:00:00Z' };
  const tenureRates = [{ grouping: 'all', level: null, active: '60', lost: '20', rate: 0.33, ciLow: 0.2, ciHigh: 0.5 }];
  const lines = report([], [], 0.95, period, { timeZone: 'Europe/Berlin', tenureRates });
  expect(lines.find((line) => line.startsWith('lost from'))).toMatch(/^lost from 2019-07-01 to 2019-09-30 /);
});

it('tells the level of its intervals to the last digit', () => {
  expect(report([curve(null)], [], 0.999).join('\n')).toContain('Kaplan-Meier, 99.9 % intervals');
});

describe('revenue kept', () => {
  const year = {
    ...{ revenueFrom: '2025-06', revenueTo: '2026-06', revenueCustomers: '1234', revenueReason: null },
    ...{ grossRetention: 0.912, grossCiLow: 0.88, grossCiHigh: 0.935, netRetention: 1.034, netCiLow: 0.99, netCiHigh: 1.078 },
  };
  const linesOf = (revenue: object) => {
    const lines = report([curve(null)], [], 0.95, { ...year, ...revenue });
    const at = lines.findIndex((line) => line.startsWith('Recurring revenue'));
    return at < 0 ? [] : lines.slice(at, at + 2).filter((line) => line !== '');
  };
  const span = 'Recurring revenue from the end of 2025-06 to the end of 2026-06';
  const hidden = { revenueCustomers: null, grossRetention: null, grossCiLow: null, netRetention: null, netCiLow: null };

  it('is told with the customers behind it and its intervals', () =>
    expect(linesOf({})).toEqual([
      `${span}, of 1,234 customers:`,
      '  91.2 % (88.0 to 93.5) kept (gross), 103.4 % (99.0 to 107.8) with what they added (net)',
    ]));
  it('of few is hidden, and says so; of a run that did not count them it says what to do', () => {
    expect(linesOf({ ...hidden, revenueReason: 'NOT_ENOUGH_DATA' })).toEqual([
      `${span}: hidden, fewer than 10 customers paid at its beginning`,
    ]);
    expect(linesOf(hidden)).toEqual([`${span}: not shown, this run did not count who paid; run the analysis again`]);
    expect(linesOf({ ...hidden, revenueCustomers: '40' })).toEqual([`${span}: hidden, fewer than 10 customers still pay`]);
  });
  it('has no line without two complete periods', () =>
    expect(linesOf({ ...hidden, revenueFrom: null, revenueReason: 'SHORT_WINDOW' })).toEqual([]));
});

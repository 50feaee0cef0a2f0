import { describe, expect, it } from 'vitest';
import { valueLoyaltyReport } from '../../../clients/cli/print/valueLoyaltyReport.ts';
import type { RunReport } from '../../../clients/cli/server/followRun.ts';

type Ready = Extract<RunReport['result'], { __typename: 'ValueLoyaltyResultReady' }>;
type Cell = Ready['total'];

const money = (estimate: number | null) => ({
  n: '40',
  estimate,
  stdErr: 1,
  ciLow: estimate && estimate - 10,
  ciHigh: estimate && estimate + 10,
  expectedLow: null,
  expectedHigh: null,
});
const cell = (loyalty: Cell['loyalty'], tier: number | null, rest: Partial<Cell> = {}): Cell => ({
  loyalty,
  tier,
  isHidden: false,
  isReliable: true,
  n: '40',
  share: 0.1,
  shareCiLow: 0.05,
  shareCiHigh: 0.2,
  valueFrom: null,
  value: money(1234),
  meanValue: money(31),
  revenue: 2000,
  costToServe: 120,
  netValue: money(-50),
  belowZero: '3',
  revenueAtRisk: money(77),
  action: null,
  ...rest,
});
const loyalties = ['PROMOTER', 'PASSIVE', 'DETRACTOR', 'UNKNOWN'] as const;

function report(
  cells: Partial<Record<(typeof loyalties)[number], Partial<Cell>>>,
  model: Partial<Ready['model']> = {},
  total: Partial<Cell> = {},
): string {
  const result = {
    model: {
      asOf: '2026-06-30T12:00:00.000Z',
      periodStart: '2025-06-30T12:00:00.000Z',
      survey: { key: 'relationship' },
      question: 'recommend',
      answerMaxAgeDays: 365,
      valueSource: 'CLV',
      churnRunId: 'x',
      churnHorizonDays: 90,
      churnMethod: 'COX',
      measure: 'MARGIN',
      tiers: 1,
      confidenceLevel: 0.95,
      n: '160',
      serviceSpend: 1000,
      serviceAllocated: 700,
      serviceNoTickets: 200,
      serviceNobody: 100,
      ...model,
    },
    cells: loyalties.map((loyalty) => cell(loyalty, 1, cells[loyalty])),
    loyaltyTotals: loyalties.map((loyalty) => cell(loyalty, null, cells[loyalty])),
    tierTotals: [cell(null, 1, { valueFrom: 12.5 })],
    total: cell(null, null, total),
    serviceCosts: [
      { channel: 'email', spend: 800, tickets: '100', costPerTicket: 8 },
      { channel: null, spend: 200, tickets: '0', costPerTicket: null },
    ],
  };
  const run = {
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    exclusions: [{ reason: 'NO_VALUE', rows: 5 }],
    warnings: [],
    parameters: { __typename: 'ValueLoyaltyParameters' },
  };
  return valueLoyaltyReport(run as unknown as RunReport, result as unknown as Ready).join('\n');
}

describe('the report of a run that crosses value and loyalty', () => {
  it('shows a matrix of customers, value, net value and risk, and where to look first', () => {
    const text = report({
      DETRACTOR: { action: 'WIN_BACK' },
      PROMOTER: { action: 'PROTECT' },
      UNKNOWN: { action: 'COSTS_MORE_THAN_IT_BRINGS' },
    });
    expect(text).toMatch(/^Value by loyalty: 160 customers as of 2026-06-30, money in EUR$/m);
    expect(text).toMatch(/^promoters +40 \(10\.0 %\) +40 \(10\.0 %\)$/m);
    expect(text).toMatch(/^promoters +1,234 +1,234\n +1,224 to 1,244 +1,224 to 1,244$/m);
    expect(text).toContain('Net value of the twelve months: margin less cost to serve');
    expect(text).toMatch(/Revenue at risk within a year/);
    expect(text).toContain('tier 1 from 12.50');
    const order = [
      'costs more than it brings  unknown, tier 1',
      'protect                    promoters, tier 1',
      'win back                   detractors, tier 1',
    ];
    expect(order.map((line) => text.indexOf(line)).every((at, index, all) => at > (all[index - 1] ?? 0))).toBe(true);
    expect(text).toContain('left out: 5 whom the CLV run does not value');
    expect(text.replace(/\s+/g, ' ')).toContain('Not allocated: 200 of channels without a handled ticket, 100 of tickets of nobody known');
    expect(text).not.toMatch(/null|undefined|NaN/);
  });
  it('hides, marks and leaves blank, and says what that means', () => {
    const hidden = { isHidden: true, isReliable: false, n: null, share: null };
    const text = report(
      { PROMOTER: hidden, PASSIVE: { isReliable: false, n: '12' }, DETRACTOR: { n: '0', isReliable: false } },
      { churnRunId: null, churnHorizonDays: null },
    );
    expect(text).toMatch(/^promoters +hidden +hidden$/m);
    expect(text).toMatch(/^passives +12 \(10\.0 %\) ~ /m);
    expect(text).toMatch(/^detractors +– +–$/m);
    expect(text).toContain('fewer than 10 customers');
    expect(text).toContain('fewer than 30 customers');
    expect(text).not.toContain('Revenue at risk within a year');
    expect(text.replace(/\s+/g, ' ')).toContain('There is no CHURN run');
  });

  it('says nothing of a horizon where the churn run foretells nobody’s leaving', () => {
    const text = report({}, {}, { revenueAtRisk: money(null) });
    expect(text).not.toContain('Revenue at risk within a year');
    expect(text).not.toContain('carried to a year');
    expect(text.replace(/\s+/g, ' ')).toContain('The CHURN run knows the risk of nobody here');
  });

  it('says that a risk is carried to a year, from whatever horizon that is not one', () => {
    const carried = 'carried to a year';
    const words = (churnHorizonDays: number) => report({}, { churnHorizonDays }).replaceAll(/\s+/g, ' ');
    expect([90, 365, 400].map((days) => words(days).includes(carried))).toEqual([true, false, true]);
  });

  it('carries no risk of silence, which is the rarer the longer it is', () => {
    const words = (churnHorizonDays: number) => report({}, { churnHorizonDays, churnMethod: 'LANDMARK_LOGIT' }).replaceAll(/\s+/g, ' ');
    expect([90, 365, 400].map((days) => /at (most|least) this/.exec(words(days))?.[1])).toEqual(['most', undefined, 'least']);
    expect(words(90)).not.toContain('carried');
  });
});

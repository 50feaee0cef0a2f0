import { expect, it } from 'vitest';
import { comparisonLines } from '../../../clients/cli/commands/runHistory.ts';
import { originLines } from '../../../clients/cli/print/runOrigin.ts';
import { runReport } from '../../../clients/cli/print/runReport.ts';
import type { RunReport } from '../../../clients/cli/server/followRun.ts';

type Comparison = Parameters<typeof comparisonLines>[0];
const ready = { result: { __typename: 'ChurnResultReady' } } as const;
const failed = { result: { __typename: 'Failed' } } as const;
const nothing = { a: failed, b: failed, inputs: [], warningsGone: [], warningsNew: [], numbers: [] } as const;
const number = (label: string, a: readonly (number | null)[], b: readonly (number | null)[], difference: number | null) => ({
  ...{ key: label, label, difference },
  ...{ estimateA: a[0] ?? null, ciLowA: a[1] ?? null, ciHighA: a[2] ?? null },
  ...{ estimateB: b[0] ?? null, ciLowB: b[1] ?? null, ciHighB: b[2] ?? null },
});

it('sets what two runs were asked and found side by side, and has a dash for what one of them does not tell', () => {
  const comparison: Comparison = {
    ...{ a: ready, b: ready },
    inputs: [
      { name: 'parameters.drivers', a: ['price'], b: ['price', 'support'] },
      { name: 'asOf', a: null, b: '2026-03-01T22:59:59.999Z' },
    ],
    warningsGone: ['LOW_R2'],
    warningsNew: ['COLLINEAR price'],
    numbers: [
      number('Rating: effect', [0.123456, 0.05, 0.2], [0.2, 0.1, 0.3], 0.076544),
      number('Total: value', [1234567.89, 1200000, 1300000], [1234568.89, null, null], 1),
      number('Customers: detractor tier 1', [30], [null], null), // hidden in B
    ],
  };
  expect(comparisonLines(comparison)).toEqual([
    'differs in          A          B',
    'parameters.drivers  ["price"]  ["price","support"]',
    'asOf                –          2026-03-01T22:59:59.999Z',
    '',
    'number                             A  its interval              B  its interval    B - A',
    'Rating: effect                0.1235  0.05 to 0.2             0.2  0.1 to 0.3    0.07654',
    'Total: value                 1234568  1200000 to 1300000  1234569  –                   1',
    'Customers: detractor tier 1       30  –                         –  –                   –',
    '',
    'Warnings that only A has: LOW_R2',
    '',
    'Warnings that only B has: COLLINEAR price',
  ]);
});

it('says so where nothing differs and nothing was found', () => {
  const last = (runs: Partial<Comparison>) => comparisonLines({ ...nothing, ...runs }).at(-1);
  expect(comparisonLines(nothing)).toEqual(['They were asked the same, of the same data', '', 'Neither has a result']);
  expect(last({ a: ready, b: ready })).toBe('Both have a result, and neither a number to compare');
  expect(last({ b: ready })).toBe('Only B has a result, and no number to compare');
});

it.each([
  ['USER', 'It was cancelled at 2026-05-17 09:30:00Z'],
  ['REPLACED', 'It was cancelled at 2026-05-17 09:30:00Z: a later tick of its schedule replaces it'],
  ['BACKFILL_CANCELLED', 'It was cancelled at 2026-05-17 09:30:00Z: its backfill was cancelled'],
])('says why a run that nobody cancelled by hand was cancelled: %s', (cancelReason, line) => {
  const cancelledAt = '2026-05-17T09:30:00Z';
  const run = { analysis: { name: 'churn' }, state: 'CANCELLED', startedAt: null, finishedAt: cancelledAt, cancelReason };
  expect(runReport({ ...run, result: { __typename: 'Cancelled', cancelledAt } } as RunReport).at(-1)).toBe(line);
});

it('tells whether the numbers of a run stand, and by which backfill it was asked for', () => {
  const [queuedAt, publishedAt] = ['2026-05-17T09:00:00Z', '2026-05-18T09:00:00Z'];
  const analysis = { name: 'churn', currentRun: { id: 'b' }, publishedRun: null, publishedAt: null, publishedBy: null };
  const run = {
    id: 'b',
    state: 'SUCCEEDED',
    queuedAt,
    timings: {},
    dataVersions: null,
    trigger: 'BACKFILL',
    triggeredBy: 'backfill 1',
    backfill: { id: 'QmF' },
  };
  const told = (rest: object) =>
    originLines({ ...run, analysis, ...rest } as unknown as RunReport).map((line) => line.trim().replace(/ {2,}/, ': '));
  const published = { publishedRun: { id: 'b' }, publishedAt, publishedBy: 'API_KEY 5' };
  expect(told({})).toContain('asked for: 2026-05-17 09:00:00Z by backfill QmF');
  expect(told({})).toContain('numbers: stand for churn');
  expect(told({ id: 'a' })).toContain('numbers: those of run b stand for churn');
  expect(told({ id: 'a', analysis: { ...analysis, ...published } })).toContain(
    'numbers: those of run b stand for churn, published 2026-05-18 09:00:00Z by API_KEY 5',
  );
  expect(told({ analysis: { ...analysis, currentRun: null } })).toContain('numbers: no run stands for churn yet');
  expect(told({ state: 'FAILED' }).filter((line) => line.startsWith('numbers'))).toEqual([]);
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inverse, Matrix } from 'ml-matrix';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { day, monthStarts } from '../../../prisma/seeds/lumen/calendar.ts';
import { complaintsBefore, expectedScore, meanRating } from '../../../prisma/seeds/lumen/experience.ts';
import { generate, simulateCustomer } from '../../../prisma/seeds/lumen/generate.ts';
import { type Life, simulateLife } from '../../../prisma/seeds/lumen/life.ts';
import { leavingProbability } from '../../../prisma/seeds/lumen/subscriptions.ts';
import { type Row, readRows } from './readFiles.ts';

/** What is estimated has to be what truth.json says; the regression from the files alone, as an analyst would. */
const folder = mkdtempSync(join(tmpdir(), 'lumen-truth-'));
const drivers = ['product', 'delivery', 'support', 'price', 'website', 'billing'] as const;
interface Truth {
  readonly relationship: { readonly shareBounced: number };
  readonly formulas: Record<string, string>;
  readonly score: { readonly intercept: number; readonly coefficients: Record<string, number>; readonly complaints90: number };
}
let truth: Truth;
let answers: Row[];
let complaints: Map<string, number[]>;

beforeAll(() => {
  generate({ out: folder, customers: 4000, seed: 3, messy: false });
  truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as Truth;
  answers = readRows(folder, 'relationship.csv');
  complaints = new Map();
  for (const { kind, customer_external_id = '', created_at = '' } of readRows(folder, 'tickets.csv')) {
    if (kind !== 'COMPLAINT') continue;
    complaints.set(customer_external_id, [...(complaints.get(customer_external_id) ?? []), Date.parse(created_at)]);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

function complaints90({ customer_external_id = '', submitted_at = '' }: Row): number {
  const at = Date.parse(submitted_at);
  return (complaints.get(customer_external_id) ?? []).filter((time) => time < at && time >= at - 90 * 86_400_000).length;
}

/** beta = (X'X)^-1 X'y with White's errors (HC1): a binomial score is heteroscedastic. */
function ols(x: number[][], y: number[]) {
  const design = new Matrix(x);
  const bread = inverse(design.transpose().mmul(design));
  const beta = bread.mmul(design.transpose().mmul(Matrix.columnVector(y))).to1DArray();
  const weighted = new Matrix(x.map((row, i) => row.map((value) => value * (y[i]! - row.reduce((sum, xj, j) => sum + xj * beta[j]!, 0)))));
  const variance = bread.mmul(weighted.transpose().mmul(weighted)).mmul(bread);
  const correction = x.length / (x.length - beta.length);
  return beta.map((estimate, j) => ({ estimate, stdErr: Math.sqrt(correction * variance.get(j, j)) }));
}

describe('a linear regression on the complete answers', () => {
  it('finds the coefficients within 4 standard errors', () => {
    const complete = answers.filter((row) => drivers.every((driver) => row[driver] !== '' && row[driver] !== '9'));
    const x = complete.map((row) => [1, ...drivers.map((driver) => Number(row[driver])), complaints90(row)]);
    const fit = ols(
      x,
      complete.map((row) => Number(row.recommend)),
    );
    const { intercept, coefficients, complaints90: perComplaint } = truth.score;
    const expected = [intercept, ...drivers.map((driver) => coefficients[driver]!), perComplaint];
    for (const [j, { estimate, stdErr }] of fit.entries())
      expect(Math.abs(estimate - expected[j]!) / stdErr, `column ${j}`).toBeLessThan(4);
    expect(fit[1]!.stdErr).toBeLessThan(0.05); // and it is not the width of the error that lets them pass
    expect(fit[7]!.stdErr).toBeLessThan(0.12);
  });

  it('has a true null in it: billing', () => expect(truth.score.coefficients.billing).toBe(0));
});

describe('who answers', () => {
  const stories = Array.from({ length: 4000 }, (_, index) => simulateCustomer(3, index + 1));
  const asked = stories.flatMap(({ life, relationship }) =>
    relationship.map(({ answer }, index) => ({ rating: meanRating(life.waves[index]!.ratings), answer })),
  );
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

  it('is two in five of those asked, and more satisfied than they: the answers flatter the company', () => {
    const answered = asked.filter(({ answer }) => answer);
    expect(answered).toHaveLength(answers.length);
    expect(answered.length / asked.length).toBeGreaterThan(0.3);
    expect(answered.length / asked.length).toBeLessThan(0.5);
    const flattery = mean(answered.map(({ rating }) => rating)) - mean(asked.map(({ rating }) => rating));
    expect(flattery).toBeGreaterThan(0.05);
  });

  it('and of those who did not, as many bounced as truth.json says, at low ratings and at high', () => {
    expect(truth.formulas.bouncing).toContain('P(BOUNCED | not answered) = shareBounced');
    const { shareBounced: share } = truth.relationship;
    const unanswered = stories.flatMap(({ life, relationship }) =>
      relationship.flatMap(({ answer, state }, index) =>
        answer ? [] : [{ state, isHigh: meanRating(life.waves[index]!.ratings) >= 3.9 }],
      ),
    );
    for (const isHigh of [false, true]) {
      const some = unanswered.filter((invitation) => invitation.isHigh === isHigh);
      const bounced = some.filter(({ state }) => state === 'BOUNCED').length;
      expect(some.length).toBeGreaterThan(1500);
      expect(Math.abs(bounced / some.length - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / some.length));
    }
  });

  it('scores as expected: standardised residuals of the scores have mean 0 and variance 1', () => {
    const residuals = asked.flatMap(({ answer }) =>
      answer ? [(answer.score - answer.mu) / Math.sqrt(answer.mu * (1 - answer.mu / 10))] : [],
    );
    expect(Math.abs(mean(residuals))).toBeLessThan(4 / Math.sqrt(residuals.length));
    expect(mean(residuals.map((z) => z * z))).toBeCloseTo(1, 1);
  });
});

describe('what loyalty does', () => {
  const months = Array.from({ length: 4000 }, (_, index) => simulateLife(3, index + 1)).flatMap(monthsAtRisk);

  it('subscribers leave as often as the hazard says, at low loyalty and at high', () => {
    for (const isHigh of [false, true]) {
      const some = months.filter(({ loyalty }) => loyalty >= 7 === isHigh);
      const expected = some.reduce((sum, { probability }) => sum + probability, 0);
      const variance = some.reduce((sum, { probability }) => sum + probability * (1 - probability), 0);
      const left = some.filter((month) => month.left).length;
      expect(left).toBeGreaterThan(50);
      expect(Math.abs(left - expected) / Math.sqrt(variance)).toBeLessThan(4);
    }
  });

  /** Whole months of a subscription after its customer's first wave, and what truth says of each. */
  function monthsAtRisk({ subscriptions, waves, tickets, activeUntil }: Life) {
    const [first, ...changes] = subscriptions;
    if (!first) return [];
    return monthStarts.slice(1, -1).flatMap((from, index) => {
      const wave = waves.findLast(({ invitedAt }) => invitedAt < from);
      if (!wave || first.startedAt >= from || activeUntil <= from) return [];
      const current = changes.findLast(({ startedAt }) => startedAt < from) ?? first;
      const loyalty = expectedScore(wave.ratings, complaintsBefore(tickets, wave.invitedAt));
      const tenureMonths = (from - first.startedAt) / (30.4 * day);
      const probability = leavingProbability({ ...current, sequence: 1 }, tenureMonths, loyalty, complaintsBefore(tickets, from));
      const isLost = activeUntil < (monthStarts[index + 2] ?? 0) && subscriptions.at(-1)?.cancelKind !== 'INVOLUNTARY';
      return [{ loyalty, probability, left: isLost }];
    });
  }
});

import { expect, it } from 'vitest';
import { silentRisk } from '../../../worker/jobs/fitChurn/silentRisk.ts';
import { randomStream } from '../../../worker/stats/random.ts';
import type { CustomerMoments } from '../../../worker/stats/survival/spellFeatures.ts';

const until = 1000;

/** Customers who come every 20 days or so and stop at some time; of those who had stopped before day `kept` nothing is there. */
function customersKept(kept: number): CustomerMoments {
  const random = randomStream(5);
  const gap = (meanDays: number): number => -Math.log1p(-random.uniform()) * meanDays;
  const first: number[] = [];
  const last: number[] = [];
  const at: number[] = [];
  for (let customer = 0; customer < 3000; customer++) {
    const start = 900 * random.uniform();
    const stop = Math.min(until, start + gap(400));
    const days = [start];
    for (let day = start + gap(20); day < stop; day += gap(20)) days.push(day);
    if (days.at(-1)! < kept) continue;
    first.push(at.length);
    at.push(...days);
    last.push(at.length);
  }
  return { first: Int32Array.from(first), last: Int32Array.from(last), at: Float64Array.from(at) };
}

function meanRisk(observedSince: number): number {
  const activities = customersKept(700);
  const isSampled = new Uint8Array(activities.first.length).fill(1);
  const options = { until, horizonDays: 90, confidenceLevel: 0.95, silenceDays: 90, isSampled, observedSince };
  const outcome = silentRisk(activities, [], options);
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  const { risk } = outcome.fit.risks;
  return risk.reduce((sum, value) => sum + value, 0) / risk.length;
}

it('looks at no landmark of before the losses are in the data, where everybody seems to come back', () => {
  const [all, observed] = [meanRisk(Number.NEGATIVE_INFINITY), meanRisk(700)];
  // Silent from now on are who stopped in the last 90 days or will before their next visit in 20: 110 / 400 of those who are there, 0.275 / 1.275 = 0.22.
  expect(Math.abs(observed - 0.22)).toBeLessThan(0.05);
  expect(all).toBeLessThan(0.75 * observed);
});

it('is not estimable of fewer than ten silences, or returns, for each of the four coefficients of behaviour', () => {
  expect(riskOf(400, 39)).toMatchObject({
    ...{ kind: 'notEstimable', reason: 'TOO_FEW_EVENTS' },
    detail: '39 losses, at least 40 are needed for 4 coefficients',
  });
  expect(riskOf(39, 400)).toMatchObject({
    ...{ kind: 'notEstimable', reason: 'TOO_FEW_EVENTS' },
    detail: '39 returns, at least 40 are needed for 4 coefficients',
  });
  for (const outcome of [riskOf(400, 40), riskOf(40, 400)])
    expect(outcome).toMatchObject({ kind: 'fitted', fit: { features: { length: 4 } } });
});

/** One landmark, day 910, at which all are living: those who come on are back by day 950, the others silent from then on. */
function riskOf(comingOn: number, silent: number): ReturnType<typeof silentRisk> {
  const random = randomStream(11);
  const at: number[] = [];
  const first: number[] = [];
  const last: number[] = [];
  for (let customer = 0; customer < comingOn + silent; customer++) {
    first.push(at.length);
    const end = customer < comingOn ? 950 : 910;
    for (let day = 400 * random.uniform(); day < 820; day += 10 + 80 * random.uniform()) at.push(day);
    at.push(820 + 89 * random.uniform(), ...(end === 950 ? [950] : []));
    last.push(at.length);
  }
  const activities = { first: Int32Array.from(first), last: Int32Array.from(last), at: Float64Array.from(at) };
  const isSampled = new Uint8Array(comingOn + silent).fill(1);
  return silentRisk(activities, [], { until, horizonDays: 90, confidenceLevel: 0.95, silenceDays: 90, isSampled, observedSince: 800 });
}

it('is not estimable where every landmark is of before', () => {
  const activities = customersKept(980);
  const isSampled = new Uint8Array(activities.first.length).fill(1);
  const outcome = silentRisk(activities, [], {
    until,
    horizonDays: 90,
    confidenceLevel: 0.95,
    silenceDays: 90,
    isSampled,
    observedSince: 980,
  });
  expect(outcome).toMatchObject({ kind: 'notEstimable', reason: 'NOT_ENOUGH_DATA' });
});

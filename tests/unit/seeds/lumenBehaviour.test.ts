/**
 * What the simulated customers do beside answering, held against truth.json alone: whoever checks an analysis by it reads its numbers and
 * formulas, not the generator. Each count lies within 3 standard errors of what is expected of it.
 */
import { describe, expect, it } from 'vitest';
import { day, hour, monthStarts } from '../../../prisma/seeds/lumen/calendar.ts';
import type * as parameters from '../../../prisma/seeds/lumen/company.ts';
import { complaintsBefore, experienceAt, type Ratings } from '../../../prisma/seeds/lumen/experience.ts';
import { simulateCustomer } from '../../../prisma/seeds/lumen/generate.ts';
import type { Life } from '../../../prisma/seeds/lumen/life.ts';
import { truth } from '../../../prisma/seeds/lumen/truth.ts';
import { normalCdf } from '../../../worker/stats/distributions/normalTail.ts';

const customers = 9000; // of fewer it could not be told whether complaints drive away
const stories = Array.from({ length: customers }, (_, index) => simulateCustomer(7, index + 1));
const lives = stories.map(({ life }) => life);
/** As it is read back from the file. */
const known = JSON.parse(JSON.stringify(truth(7, customers, {}))) as typeof parameters;

/** Counts whose expectation and variance are known one by one. */
interface Expected {
  readonly seen: number;
  readonly mean: number;
  readonly variance: number;
}
const poisson = (seen: number, mean: number): Expected => ({ seen, mean, variance: mean });
const chance = (happened: boolean, probability: number): Expected => ({
  seen: Number(happened),
  mean: probability,
  variance: probability * (1 - probability),
});

function expectAsTold(counts: readonly Expected[], least: number, what: string): void {
  const sum = (of: keyof Expected) => counts.reduce((total, count) => total + count[of], 0);
  expect(sum('seen'), what).toBeGreaterThan(least); // enough to tell
  expect(Math.abs(sum('seen') - sum('mean')) / Math.sqrt(sum('variance')), what).toBeLessThan(3);
}

const logistic = (logit: number) => 1 / (1 + Math.exp(-logit));

/** mu as its formula has it: of a wave, answered or not. */
function muOf(ratings: Ratings, complaints: number): number {
  const { intercept, coefficients, complaints90, supportWhenNotApplicable } = known.score;
  const felt = { ...ratings, support: ratings.support ?? supportWhenNotApplicable };
  const names = Object.keys(coefficients) as (keyof typeof coefficients)[];
  return names.reduce((mu, name) => mu + coefficients[name] * felt[name], intercept + complaints90 * complaints);
}

interface Month {
  readonly life: Life;
  readonly from: number;
  readonly to: number;
  /** mu of the last wave before it. */
  readonly mu: number;
  /** Of the 90 days before it. */
  readonly complaints: number;
}

/** Months at whose beginning a customer is there and has had a wave. */
const months: readonly Month[] = lives.flatMap((life) =>
  monthStarts.slice(0, -1).flatMap((from, index): Month[] => {
    const wave = life.waves.findLast(({ invitedAt }) => invitedAt < from);
    if (!wave || life.activeUntil <= from) return [];
    const mu = muOf(wave.ratings, complaintsBefore(life.tickets, wave.invitedAt));
    return [{ life, from, to: monthStarts[index + 1]!, mu, complaints: complaintsBefore(life.tickets, from) }];
  }),
);
/** Whether somebody was there to the end: then it is a whole month. */
const isWhole = ({ life, to }: Month) => life.activeUntil >= to;
const within = ({ from, to }: Month, time: number | null) => time !== null && time >= from && time < to;
const byLoyalty = [
  ['little', ({ mu }: Month) => mu < 7],
  ['much', ({ mu }: Month) => mu >= 7],
] as const;

describe('who they are', () => {
  const { shareSilent, shareSubscribers, shareBusiness, shareBeforeRecords } = known.population;
  it('as often as told', () => {
    const profiles = lives.map(({ profile }) => profile);
    const talking = profiles.filter(({ isSilent }) => !isSilent);
    expectAsTold(
      profiles.map(({ isSilent }) => chance(isSilent, shareSilent)),
      100,
      'silent',
    );
    expectAsTold(
      talking.map(({ isSubscriber }) => chance(isSubscriber, shareSubscribers)),
      100,
      'subscribers',
    );
    expectAsTold(
      profiles.map(({ segment }) => chance(segment === 'business', shareBusiness)),
      100,
      'business',
    );
    expectAsTold(
      profiles.map(({ createdAt }) => chance(createdAt < monthStarts[0]!, shareBeforeRecords)),
      100,
      'before the records',
    );
  });
});

describe('orders', () => {
  const { purchases, season } = known;

  it.each(byLoyalty)('come as often as told, of customers of %s loyalty', (_what, some) => {
    const counts = months
      .filter(isWhole)
      .filter(some)
      .map((month) => {
        const { profile, orders } = month.life;
        const factor = profile.isSubscriber ? purchases.subscriberFactor : 1;
        const rate =
          profile.orderRate * Math.exp(purchases.loyalty * (month.mu - 7)) * season[new Date(month.from).getUTCMonth()]! * factor;
        return poisson(orders.filter(({ orderedAt }) => within(month, orderedAt)).length, rate);
      });
    expectAsTold(counts, 3000, 'orders');
  });

  it('stop unseen as often as told, of the silent and of the others, at little loyalty and at much', () => {
    for (const [what, some] of byLoyalty) {
      for (const isSilent of [false, true]) {
        const buyers = months.filter(({ life: { profile } }) => !profile.isSubscriber && profile.isSilent === isSilent).filter(some);
        const counts = buyers.map((month) => {
          const { dropoutIntercept, dropoutLoyalty, dropoutSilent } = purchases;
          const p = logistic(dropoutIntercept + dropoutLoyalty * (month.mu - 7) + (isSilent ? dropoutSilent : 0));
          return chance(month.life.activeUntil < month.to, p);
        });
        expectAsTold(counts, 50, `${what} loyalty, silent: ${isSilent}`);
      }
    }
  });

  it('are worth what Gamma-Gamma says: of one customer by the rate of its own, of all by that of their segment', () => {
    const { spendShape, spendQ, spendV } = purchases;
    const amounts = lives.flatMap(({ profile, orders }) =>
      orders.map(({ revenue }) => ({ seen: (revenue / 100) * profile.spendRate, mean: spendShape, variance: spendShape })),
    );
    expectAsTold(amounts, 10_000, 'an order');
    const squares = amounts.reduce((sum, { seen, mean, variance }) => sum + (seen - mean) ** 2 / variance, 0) / amounts.length;
    expect(squares).toBeCloseTo(1, 1);
    for (const segment of ['consumer', 'business'] as const) {
      const some = lives.filter(({ profile }) => profile.segment === segment);
      expectAsTold(
        some.map(({ profile }) => ({ seen: profile.spendRate * spendV[segment], mean: spendQ, variance: spendQ })),
        1000,
        segment,
      );
    }
    const rates = lives.map(({ profile }) => ({
      seen: profile.orderRate * purchases.rateRate,
      mean: purchases.rateShape,
      variance: purchases.rateShape,
    }));
    expectAsTold(rates, 1000, 'orders a month');
  });
});

describe('tickets', () => {
  const { tickets } = known;
  const talking = months.filter(isWhole).filter(({ life }) => !life.profile.isSilent);
  const halfYears = known.experience.halfYearShifts.product.length;
  const latentOf = ({ life, from }: Month) => life.experience[Math.min(halfYears - 1, Math.floor(monthStarts.indexOf(from) / 6))]!;
  const countOf = (month: Month, kind: string) =>
    month.life.tickets.filter((ticket) => ticket.kind === kind && within(month, ticket.createdAt)).length;

  it.each([
    ['bad', (month: Month) => latentOf(month).product < 4],
    ['good', (month: Month) => latentOf(month).product >= 4],
  ] as const)('complain as often as told, of products that are %s', (_what, some) => {
    // Who has complained twice may soon be at the most that a window holds.
    const counts = talking
      .filter(some)
      .filter(({ complaints }) => complaints < 2)
      .map((month) => {
        const { product, delivery } = latentOf(month);
        const { complaintBase, complaintProduct, complaintDelivery } = tickets;
        const rate =
          complaintBase *
          month.life.profile.complaintFrailty *
          Math.exp(complaintProduct * (4 - product) + complaintDelivery * (4 - delivery));
        return poisson(countOf(month, 'COMPLAINT'), rate);
      });
    expectAsTold(counts, 200, 'complaints');
  });

  it('ask and praise as often as told', () => {
    expectAsTold(
      talking.map((month) => poisson(countOf(month, 'QUESTION'), tickets.questionRate)),
      200,
      'questions',
    );
    expectAsTold(
      talking.map((month) => poisson(countOf(month, 'REVIEW'), tickets.reviewRate)),
      200,
      'reviews',
    );
  });

  it('leave customers as satisfied as told: by their experience of support, how fast it was, and what it was about', () => {
    const { intercept, support, speed, complaint, noise, shareAnswered, meanDaysToAnswer, openDays } = known.contact;
    const answered = stories.flatMap(({ life, contact }) => contact.flatMap(({ answer }) => (answer ? [{ life, answer }] : [])));
    const counts = answered.map(({ life, answer: { ticket, csat } }) => {
      const latent = experienceAt(life.experience, ticket.createdAt, life.tickets).support;
      const hours = Math.max(ticket.respondedAfter / hour, 0.25);
      const satisfaction =
        intercept + support * (latent - 3.8) + speed * Math.log2(hours / 4) + (ticket.kind === 'COMPLAINT' ? complaint : 0);
      const atLeast = [2, 3, 4, 5].map((score) => normalCdf((satisfaction - (score - 0.5)) / noise));
      const mean = 1 + atLeast.reduce((sum, p) => sum + p, 0);
      const squares = 1 + atLeast.reduce((sum, p, index) => sum + (2 * index + 3) * p, 0); // (k + 1)^2 - k^2
      return { seen: csat, mean, variance: squares - mean ** 2 };
    });
    expectAsTold(counts, 500, 'satisfaction');
    const inTime = 1 - Math.exp(-openDays / meanDaysToAnswer);
    const asked = stories.flatMap(({ contact }) => contact.map(({ answer }) => chance(answer !== null, shareAnswered * inTime)));
    expectAsTold(asked, 500, 'answers');
  });
});

describe('subscriptions', () => {
  const { churn } = known;
  const paying = months.filter(
    ({ life, from }) => life.subscriptions.some(({ startedAt }) => startedAt < from) && life.profile.isSubscriber,
  );
  const endedAs = (month: Month, ...kinds: readonly (string | null)[]) =>
    month.life.subscriptions.some((row) => kinds.includes(row.cancelKind) && within(month, row.canceledAt ?? row.endedAt));

  it.each([
    ['at little loyalty', byLoyalty[0][1]],
    ['at much loyalty', byLoyalty[1][1]],
    ['after complaints', ({ complaints }: Month) => complaints > 0],
  ] as const)('are given up as often as told %s, and else for other reasons as often as told', (what, some) => {
    const atRisk = paying.filter(some).map((month) => {
      const rows = month.life.subscriptions;
      const current = rows.findLast(({ startedAt }) => startedAt < month.from)!;
      const tenureMonths = (month.from - rows[0]!.startedAt) / (30.4 * day);
      const leaving = logistic(
        churn.intercept +
          churn.loyalty * (month.mu - 7) +
          churn.complaints90 * month.complaints +
          churn.plan[current.plan] +
          churn.interval[current.interval] +
          churn.tenure * Math.log(1 + tenureMonths / 12),
      );
      return { month, leaving };
    });
    const { involuntary, migration } = churn;
    expectAsTold(
      atRisk.map(({ month, leaving }) => chance(endedAs(month, 'VOLUNTARY', 'UNKNOWN'), leaving)),
      50,
      `leaving ${what}`,
    );
    const others = atRisk.map(({ month, leaving }) => chance(endedAs(month, 'INVOLUNTARY'), (1 - leaving) * involuntary));
    expectAsTold(others, 1, 'failed payments');
    const changes = atRisk.map(({ month, leaving }) => chance(endedAs(month, 'MIGRATION'), (1 - leaving) * (1 - involuntary) * migration));
    expectAsTold(changes, 1, 'changes of plan');
  });

  it('of which the decision was not noted are as many as told', () => {
    const decided = lives
      .flatMap(({ subscriptions }) => subscriptions)
      .filter(({ cancelKind }) => cancelKind === 'VOLUNTARY' || cancelKind === 'UNKNOWN');
    expectAsTold(
      decided.map(({ cancelKind }) => chance(cancelKind === 'UNKNOWN', churn.shareUnknown)),
      10,
      'of unknown kind',
    );
  });
});

describe('visits', () => {
  const { web } = known;
  it('beside orders come as often as told, and as often without a name', () => {
    const own = stories.map(({ life, visits }) => ({
      life,
      visits: visits.filter(({ visitorId, order }) => visitorId === life.profile.visitorId && order === null),
    }));
    const browsing = own.map(({ life: { profile, activeUntil }, visits }) =>
      poisson(visits.length, (web.browsingVisitsAMonth * (activeUntil - profile.observedFrom)) / (30.4375 * day)),
    );
    expectAsTold(browsing, 5000, 'visits');
    const identified = own.filter(({ life }) => !life.profile.isNeverIdentified).flatMap(({ visits }) => visits);
    expectAsTold(
      identified.map(({ isNamed }) => chance(!isNamed, web.shareAnonymous)),
      500,
      'without a name',
    );
  });

  it('are one for each order on the web', () => {
    const ordered = lives.flatMap(({ orders }) => orders).filter(({ channel }) => channel === 'web').length;
    expect(stories.flatMap(({ visits }) => visits).filter(({ order }) => order !== null)).toHaveLength(ordered);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ActivityEpisodes } from '../../../worker/data/churn/activityEpisodes.ts';
import type { EpisodeSource } from '../../../worker/data/churn/episodeSource.ts';
import { type PaidSpell, SubscriptionEpisodes, type SubscriptionRow } from '../../../worker/data/churn/subscriptionEpisodes.ts';
import { type ChurnEpisodes, mergeEpisodes } from '../../../worker/data/churnEpisodes.ts';

const asOf = 1000;
const contractual: EpisodeSource = {
  kind: 'CONTRACTUAL',
  asOf,
  followUpEnd: asOf,
  silenceDays: 0,
  datedAt: 'LAST_ACTIVITY',
  visitsCount: false,
  causeColumn: 'CANCEL_KIND',
  causes: ['VOLUNTARY', 'INVOLUNTARY', 'UNKNOWN'],
  groups: [{ by: 'PLAN', trait: null, key: 'plan', levels: ['basic', '(other)', '(unknown)'] }],
};
const silent: EpisodeSource = { ...contractual, kind: 'SILENT', silenceDays: 90, followUpEnd: asOf - 90, causes: ['SILENT'] };

function subscription(row: Partial<SubscriptionRow>): SubscriptionRow {
  const unknown = Number.NaN;
  const times = { startedAt: 100, observedFrom: unknown, canceledAt: unknown, endedAt: unknown };
  return { customer: 1, ...times, cause: 3, mrr: 10, groups: [0], ...row };
}

function episodesOf(...rows: readonly SubscriptionRow[]) {
  const spells: PaidSpell[] = [];
  const builder = new SubscriptionEpisodes(contractual, (spell) => spells.push(spell));
  for (const row of rows) builder.add(row);
  const columns = builder.finish();
  return { columns, spells, builder };
}

function activities(source: EpisodeSource, days: readonly number[]) {
  const builder = new ActivityEpisodes(source);
  for (const day of days) builder.add(7, day, [0]);
  return { columns: builder.finish(), exclusions: builder.columns.exclusions };
}

describe('contractual episodes', () => {
  it('stop at the decision where it is known, else at the end', () => {
    const { columns } = episodesOf(
      subscription({ canceledAt: 200, endedAt: 230, cause: 1 }),
      subscription({ customer: 2, endedAt: 300, cause: 3 }),
      subscription({ customer: 3 }),
    );
    expect([...columns.end]).toEqual([200, 300, asOf]);
    expect([...columns.cause]).toEqual([1, 3, 0]);
  });

  it('a subscription within 30 days of the end of the last one goes on, a later one is a return', () => {
    const change = episodesOf(
      subscription({ endedAt: 200, cause: 1 }),
      subscription({ startedAt: 230, endedAt: 400, cause: 2, mrr: 20 }),
    ).columns;
    expect([...change.start]).toEqual([100]);
    expect([...change.end]).toEqual([400]);
    expect([...change.cause]).toEqual([2]);
    expect([change.startMrr[0], change.endMrr[0]]).toEqual([10, 20]);
    const back = episodesOf(subscription({ endedAt: 200, cause: 1 }), subscription({ startedAt: 230.5 })).columns;
    expect([...back.episode]).toEqual([1, 2]);
    expect([...back.cause]).toEqual([1, 0]);
  });

  it('a migration is no churn, even if nothing is seen to follow it', () => {
    const { columns } = episodesOf(subscription({ endedAt: 200, cause: 0 }));
    expect([...columns.cause]).toEqual([0]);
    expect([...columns.end]).toEqual([200]);
  });

  it('of subscriptions at once the last decision counts', () => {
    const { columns } = episodesOf(
      subscription({ canceledAt: 150, endedAt: 500, cause: 1 }),
      subscription({ startedAt: 120, endedAt: 300, cause: 2 }),
    );
    expect([...columns.end]).toEqual([300]);
    expect([...columns.cause]).toEqual([2]);
  });

  it('one who was there before the records enters when first observed, and one who left before is nobody', () => {
    const { columns, builder } = episodesOf(
      subscription({ observedFrom: 600 }),
      subscription({ customer: 2, observedFrom: 600, endedAt: 600 }),
    );
    expect([...columns.entry]).toEqual([600]);
    expect(builder.columns.exclusions.NOT_OBSERVED).toBe(1);
  });

  it('counts the endings that a return could still undo', () => {
    const { builder } = episodesOf(subscription({ endedAt: 980 }), subscription({ customer: 2, endedAt: 960 }));
    expect(builder.provisional).toBe(1);
  });

  it('a decision whose end lies ahead is a loss until something follows before the end', () => {
    const decided = { canceledAt: 300, endedAt: Number.POSITIVE_INFINITY, cause: 1 };
    const left = episodesOf(subscription(decided));
    expect([left.columns.end[0], left.columns.cause[0], left.builder.provisional]).toEqual([300, 1, 1]);
    const stays = episodesOf(subscription(decided), subscription({ startedAt: 400, mrr: 20 }));
    expect([[...stays.columns.end], [...stays.columns.cause]]).toEqual([[asOf], [0]]);
    expect(stays.spells.map(({ from, until, mrr }) => [from, until, mrr])).toEqual([
      [100, Number.POSITIVE_INFINITY, 0],
      [100, Number.POSITIVE_INFINITY, 10],
      [400, Number.POSITIVE_INFINITY, 20],
    ]);
    const again = episodesOf(subscription(decided), subscription({ startedAt: 400, endedAt: 500 }));
    expect([again.columns.end[0], again.builder.provisional]).toEqual([500, 1]); // the first runs on, and something may follow it
    const unsaid = episodesOf(subscription({ canceledAt: 300, cause: 1 }), subscription({ startedAt: 400 }));
    expect([...unsaid.columns.episode]).toEqual([1, 2]); // nobody says when it ends: at the decision
  });

  it('tells what was paid when, and that the gap between two subscriptions is kept', () => {
    const { spells } = episodesOf(subscription({ endedAt: 200 }), subscription({ startedAt: 210, canceledAt: 390, endedAt: 400, mrr: 20 }));
    expect(spells.map(({ from, until, mrr }) => [from, until, mrr])).toEqual([
      [100, 390, 0],
      [100, 200, 10],
      [210, 390, 20],
    ]);
  });
});

describe('silent episodes', () => {
  it('end with the last activity, every clock stopped at as-of - N', () => {
    const { columns } = activities(silent, [100, 150, 240, 331, 905, 950]);
    expect([...columns.start]).toEqual([100, 331, 905]);
    expect([...columns.end]).toEqual([240, 331, 910]);
    expect([...columns.cause]).toEqual([1, 1, 0]);
    expect([...columns.episode]).toEqual([1, 2, 3]);
  });

  it('end N days after the last activity where silence is dated so', () => {
    const { columns } = activities({ ...silent, datedAt: 'SILENCE', followUpEnd: asOf }, [100, 150, 950]);
    expect([...columns.end]).toEqual([240, asOf]);
    expect([...columns.cause]).toEqual([1, 0]);
  });

  it('a silence of just N days is none yet, and who came after the clocks stopped is not counted', () => {
    expect([...activities(silent, [500, 910]).columns.cause]).toEqual([1]);
    expect(activities(silent, [500, 910]).exclusions).toEqual({ NOT_OBSERVED: 1, STARTED_AFTER_FOLLOW_UP: 0 });
    expect(activities(silent, [950]).exclusions).toEqual({ NOT_OBSERVED: 0, STARTED_AFTER_FOLLOW_UP: 1 });
    expect([...activities(silent, [821, 910]).columns.cause]).toEqual([0]);
  });
});

describe('episodes of parts', () => {
  const life = fc.record({
    customer: fc.integer({ min: 1, max: 60 }),
    startedAt: fc.integer({ min: 0, max: 900 }),
    length: fc.integer({ min: 0, max: 400 }),
  });

  it('merge to the episodes of all customers, whatever the parts', () => {
    fc.assert(
      fc.property(fc.array(life, { minLength: 1, maxLength: 80 }), fc.integer({ min: 1, max: 5 }), (lives, count) => {
        const rows = lives
          .map(({ customer, startedAt, length }) =>
            subscription({ customer, startedAt, endedAt: startedAt + length, cause: 1 + (length % 3) }),
          )
          .sort((a, b) => a.customer - b.customer || a.startedAt - b.startedAt);
        const read = (part: (customer: number) => boolean): ChurnEpisodes =>
          episodesOf(...rows.filter(({ customer }) => part(customer))).columns;
        const parts = Array.from({ length: count }, (_, index) => read((customer) => customer % count === index));
        expect(mergeEpisodes(parts)).toEqual(read(() => true));
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cronTimes } from '../../../worker/scheduling/cron.ts';
import { type CatchUp, catchUps } from '../../../worker/scheduling/schedulePolicy.ts';
import { mostTicksAtOnce, type TickPlan, tickPlan } from '../../../worker/scheduling/tickPlan.ts';

const daily = cronTimes('0 6 * * *', 'UTC');
const at = (text: string) => new Date(`2026-${text}Z`);
const plan = (catchUp: CatchUp, first: string, now: string) => tickPlan(daily, at(first), at(now), catchUp);
const run = (dueAt: string, asOf: string | null = null) => ({ dueAt: at(dueAt), asOf: asOf === null ? null : at(asOf) });

describe('a tick on time', () => {
  it.each(catchUps)('runs on all that there is, whatever the policy is (%s)', (catchUp) =>
    expect(plan(catchUp, '05-01T06:00', '05-01T06:00:59')).toEqual({
      runs: [run('05-01T06:00')],
      missed: null,
      lastDueAt: at('05-01T06:00'),
      nextRunAt: at('05-02T06:00'),
    }),
  );
});

describe('four ticks of which nobody took notice', () => {
  const missed = (catchUp: CatchUp) => plan(catchUp, '05-01T06:00', '05-04T09:00');
  it('SKIP: none runs', () =>
    expect(missed('SKIP')).toMatchObject({
      runs: [],
      missed: { from: at('05-01T06:00'), until: at('05-04T06:00') },
      nextRunAt: at('05-05T06:00'),
    }));
  it('LATEST: the last one runs, on all that there is', () =>
    expect(missed('LATEST')).toMatchObject({ runs: [run('05-04T06:00')], missed: { from: at('05-01T06:00'), until: at('05-03T06:00') } }));
  it('ALL: each runs as of its own moment, but the last on all that there is: it is what stands', () =>
    expect(missed('ALL')).toMatchObject({
      runs: [...['05-01T06:00', '05-02T06:00', '05-03T06:00'].map((due) => run(due, due)), run('05-04T06:00')],
      missed: null,
      nextRunAt: at('05-05T06:00'),
    }));
  it('ALL, with the last one just due: that one runs on all that there is', () =>
    expect(plan('ALL', '05-03T06:00', '05-04T06:00:10').runs).toEqual([run('05-03T06:00', '05-03T06:00'), run('05-04T06:00')]));
  it('ALL, of a single one: it runs on all that there is', () =>
    expect(plan('ALL', '05-04T06:00', '05-04T09:00').runs).toEqual([run('05-04T06:00')]));
  it('SKIP, with the last one just due: that one runs', () =>
    expect(plan('SKIP', '05-01T06:00', '05-04T06:00:10')).toMatchObject({
      runs: [run('05-04T06:00')],
      missed: { from: at('05-01T06:00'), until: at('05-03T06:00') },
    }));
});

/** Lets a policy decide until nothing is due; the plans, in order. */
function plansUntil(catchUp: CatchUp, times: ReturnType<typeof cronTimes>, first: Date, now: Date): TickPlan[] {
  const plans: TickPlan[] = [];
  for (let next = first; next <= now; ) {
    const decided = tickPlan(times, next, now, catchUp);
    expect(decided.nextRunAt.getTime()).toBeGreaterThan(next.getTime());
    plans.push(decided);
    next = decided.nextRunAt;
  }
  return plans;
}

it('every tick between two looks is decided exactly once, by every policy', () => {
  const cron = fc.constantFrom('*/7 * * * *', '0 * * * *', '30 2 * * *', '15,45 */3 * * *', '0 9 * * 1-5');
  const looks = fc.array(fc.integer({ min: 0, max: 40 * 3_600_000 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(
      cron,
      fc.constantFrom(...catchUps),
      looks,
      fc.constantFrom('03-28T20:00', '10-24T20:00'),
      (expression, catchUp, pauses, start) => {
        const times = cronTimes(expression, 'Europe/Berlin'); // both starts lie just before a change of its clocks
        const first = times.next(at(start))!;
        let now = at(start);
        let open = first;
        const decided: number[] = [];
        for (const pause of pauses) {
          now = new Date(now.getTime() + pause);
          for (const { runs, missed, nextRunAt } of plansUntil(catchUp, times, open, now)) {
            const left = missed ? times.between(new Date(missed.from.getTime() - 1), missed.until, 10_000) : [];
            decided.push(...[...left, ...runs.map(({ dueAt }) => dueAt)].map(Number));
            open = nextRunAt;
          }
        }
        expect(decided).toEqual(times.between(at(start), now, 10_000).map(Number));
      },
    ),
    { numRuns: 200 },
  );
});

it('catches up on no more than a hundred at once, and goes on where it ended', () => {
  const plans = plansUntil('ALL', cronTimes('* * * * *', 'UTC'), at('05-01T00:00'), at('05-01T04:09:30'));
  expect(plans.map(({ runs }) => runs.length)).toEqual([mostTicksAtOnce, mostTicksAtOnce, 50]);
  expect(plans.at(-1)?.runs.at(-1)).toEqual(run('05-01T04:09')); // half a minute late: on time
});

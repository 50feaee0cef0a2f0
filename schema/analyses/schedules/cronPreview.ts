import { CronError, type CronTimes, cronTimes } from '../../../worker/scheduling/cron.ts';
import { builder } from '../../builder.ts';
import { badUserInput } from '../../errors.ts';

/** The times of a schedule as an argument gives it. `path` leads to the argument. */
export function readCron(cron: string, timeZone: string, path = ''): CronTimes {
  try {
    return cronTimes(cron, timeZone);
  } catch (error) {
    if (error instanceof CronError) throw badUserInput(`${path}${error.part}`, error.message);
    throw error;
  }
}

export function requireCount(first: number): number {
  if (first < 1 || first > 100) throw badUserInput('first', 'this is not from 1 to 100');
  return first;
}

builder.queryField('cronTimes', (t) =>
  t.field({
    type: ['DateTime'],
    description: 'When a schedule would be due, to look at before it is set.',
    args: {
      cron: t.arg.string({ required: true, description: 'Minute, hour, day of month, month, day of week; or @daily and the like.' }),
      timeZone: t.arg.string({ description: 'IANA name. Default: the zone of the workspace.' }),
      after: t.arg({ type: 'DateTime', description: 'From here on. Default: now.' }),
      first: t.arg.int({ defaultValue: 5, description: 'How many, 1 to 100.' }),
    },
    resolve: async (_root, { cron, timeZone, after, first }, { db, workspaceId }) => {
      const zone = timeZone ?? (await db.workspace.findUniqueOrThrow({ where: { id: workspaceId } })).timeZone;
      return readCron(cron, zone).between(after ?? new Date(), new Date(8.64e15), requireCount(first ?? 5));
    },
  }),
);

import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { notFound, unauthenticated } from '../errors.ts';
import { rowId } from '../globalId.ts';
import { ofAnalysis, Run } from './run.ts';

interface RunChange {
  readonly id: bigint;
  /** The credential is good no more: this is the last event, and it says so. */
  readonly isRevoked: boolean;
}

/** So often the credential of a stream is checked; less than the heartbeat of what it watches, so that no beat comes too early for it. */
const credentialMilliseconds = 2900;
const finalStates = ['SUCCEEDED', 'FAILED', 'CANCELLED'];

/** Refuses an unknown run before the stream begins. */
async function subscribe(id: bigint, context: Context): Promise<AsyncGenerator<RunChange>> {
  const { db, workspaceId } = context;
  const run = await db.run.findFirst({ where: { workspaceId, id, ...ofAnalysis }, select: { uuid: true } });
  if (!run) throw notFound('id', 'run');
  return changes(id, run.uuid, context);
}

/** One event at once and one for every change, until the run has ended. What the event shows is read under the subscriber's own workspace. */
async function* changes(id: bigint, uuid: string, context: Context): AsyncGenerator<RunChange> {
  const { workspaceId, runEvents, signal } = context;
  let seen = '';
  let checkedAt = performance.now(); // it was good a moment ago
  for await (const run of runEvents.sights(workspaceId, uuid, signal)) {
    if (performance.now() - checkedAt >= credentialMilliseconds) {
      checkedAt = performance.now();
      if (!(await context.isStillAuthenticated())) {
        yield { id, isRevoked: true };
        return;
      }
    }
    if (!run) return;
    const now = JSON.stringify([run.state, run.attempt, run.progress]);
    if (now === seen) continue; // a wake-up that changes nothing that can be seen is no event
    seen = now;
    yield { id, isRevoked: false };
    if (finalStates.includes(run.state)) return;
  }
}

builder.subscriptionField('runUpdated', (t) =>
  t.prismaField({
    type: Run,
    description: 'A run as it changes: its state at once, then every change, and no more once it has ended.',
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    subscribe: (_root, args, context) => subscribe(rowId('Run', args.id, 'id'), context),
    resolve: (query, change, _args, { db, workspaceId }) => {
      const { id, isRevoked } = change as RunChange;
      if (isRevoked) throw unauthenticated();
      return db.run.findFirstOrThrow({ ...query, where: { workspaceId, id } });
    },
  }),
);

import type { Run as RunRow } from '../../prisma/generated/client/client.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { encodeGlobalId } from '../globalId.ts';
import { versions } from './storedRun.ts';

/** Every branch of a result is about one run; which branch is its state, and its kind once there is a result. */
export interface RunResultRow {
  readonly branch: string;
  readonly run: RunRow;
}

/** The run whose result is shown: the one that was computed, where this one found nothing changed since. */
export const resultRunId = ({ id, reusedRunId }: Pick<RunRow, 'id' | 'reusedRunId'>): bigint => reusedRunId ?? id;

/** Stale when any domain that the run read has moved on since. */
async function isStale({ run }: RunResultRow, _args: unknown, { loaders, workspaceId }: Context): Promise<boolean> {
  const stored = versions.safeParse(run.dataVersions).data;
  if (!stored) return true;
  const current = new Map((await loaders.dataVersions.load(workspaceId)).map(({ domain, version }) => [domain, String(version)]));
  return Object.entries(stored).some(([domain, version]) => (current.get(domain) ?? '0') !== version);
}

export const Freshness = builder.interfaceRef<RunResultRow>('Freshness').implement({
  description: 'Where a derived number comes from.',
  fields: (t) => ({
    runId: t.id({ description: 'The run that computed it.', resolve: ({ run }) => encodeGlobalId('Run', resultRunId(run)) }),
    dataThrough: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Latest fact that it saw. Null where none is dated.',
      resolve: ({ run }) => run.dataThrough,
    }),
    computedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the run that computed it ended.',
      resolve: async ({ run }, _args, { loaders }) =>
        (run.reusedRunId === null ? run : await loaders.run.load(run.reusedRunId))?.finishedAt ?? null,
    }),
    isStale: t.boolean({
      description: 'Whether data it was computed from has changed since, or the workspace’s time zone or currency.',
      resolve: isStale,
    }),
  }),
});

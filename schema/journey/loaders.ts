import DataLoader from 'dataloader';
import type { TouchpointRule } from '../../prisma/generated/client/client.ts';
import { type Connection, pageKey, toConnection } from '../connection.ts';
import { FactLoaders } from '../facts/factLoaders.ts';
import { groupsInOrder } from '../inOrder.ts';
import type { LoaderSource } from '../loaders.ts';
import { type InvitationRow, invitationFacts, type ResponseName, selectResponseIds } from './invitation.sql.ts';
import { selectLastActivity, selectTimelines, type TimelineMoment, type TimelinePage, timelineCursor } from './timeline.sql.ts';

export interface JourneyLoaders {
  readonly invitations: FactLoaders<InvitationRow>;
  /** The id of the response that a source calls so. */
  readonly responseId: DataLoader<ResponseName, bigint | null, string>;
  readonly timeline: DataLoader<TimelinePage, Connection<TimelineMoment>, string>;
  /** Of a touchpoint, in the order of all rules. */
  readonly touchpointRules: DataLoader<bigint, TouchpointRule[]>;
  /** By customer. */
  readonly lastActivityAt: DataLoader<bigint, Date | null>;
}

export function createJourneyLoaders(source: LoaderSource): JourneyLoaders {
  const { workspaceId, snapshot, db } = source;
  return {
    invitations: new FactLoaders(source, invitationFacts),
    responseId: new DataLoader(
      async (names) => {
        const rows = await snapshot.read((sql) => selectResponseIds(sql, workspaceId, names));
        return rows.map(({ id }) => id);
      },
      { cacheKeyFn: ({ surveyKey, externalId }) => JSON.stringify([surveyKey, externalId]) },
    ),
    timeline: new DataLoader(
      async (pages) => {
        const rows = await snapshot.read((sql) => selectTimelines(sql, workspaceId, pages));
        const ordinals = pages.map((_page, index) => index + 1);
        const groups = groupsInOrder(ordinals, rows, (row) => row.asked);
        return pages.map(({ page }, index) => toConnection<TimelineMoment>(groups[index] ?? [], page, timelineCursor));
      },
      {
        cacheKeyFn: ({ customerId, page, from, until, kinds }) =>
          `${pageKey(customerId, page)} ${from?.getTime() ?? ''} ${until?.getTime() ?? ''} ${kinds?.join() ?? '*'}`,
      },
    ),
    touchpointRules: new DataLoader(async (ids) => {
      const rows = await db.touchpointRule.findMany({
        where: { workspaceId, touchpointId: { in: [...ids] } },
        orderBy: { position: 'asc' },
      });
      return groupsInOrder(ids, rows, ({ touchpointId }) => touchpointId);
    }),
    lastActivityAt: new DataLoader(async (customerIds) => {
      const rows = await snapshot.read((sql) => selectLastActivity(sql, workspaceId, customerIds));
      return rows.map(({ at }) => at);
    }),
  };
}

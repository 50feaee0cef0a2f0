import DataLoader from 'dataloader';
import type { SegmentVersion } from '../../prisma/generated/client/client.ts';
import { groupsInOrder } from '../inOrder.ts';
import type { LoaderSource } from '../loaders.ts';

export interface SegmentLoaders {
  /** By segment, the present one first. */
  readonly segmentVersions: DataLoader<bigint, SegmentVersion[]>;
}

export function createSegmentLoaders({ workspaceId, db }: LoaderSource): SegmentLoaders {
  return {
    segmentVersions: new DataLoader(async (ids) => {
      const rows = await db.segmentVersion.findMany({
        where: { workspaceId, segmentId: { in: [...ids] } },
        orderBy: [{ segmentId: 'asc' }, { version: 'desc' }],
      });
      return groupsInOrder(ids, rows, ({ segmentId }) => segmentId);
    }),
  };
}

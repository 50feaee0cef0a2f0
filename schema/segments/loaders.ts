import DataLoader from 'dataloader';
import type { SegmentVersion } from '../../prisma/generated/client/client.ts';
import { selectPersonalTraits } from '../customers/filter/filterNames.ts';
import { groupsInOrder } from '../inOrder.ts';
import type { LoaderSource } from '../loaders.ts';

export interface SegmentLoaders {
  /** By segment, the present one first. */
  readonly segmentVersions: DataLoader<bigint, SegmentVersion[]>;
  /** By key of a trait: whether it says who somebody is. */
  readonly isPersonalTrait: DataLoader<string, boolean>;
}

export function createSegmentLoaders({ workspaceId, db, snapshot }: LoaderSource): SegmentLoaders {
  return {
    segmentVersions: new DataLoader(async (ids) => {
      const rows = await db.segmentVersion.findMany({
        where: { workspaceId, segmentId: { in: [...ids] } },
        orderBy: [{ segmentId: 'asc' }, { version: 'desc' }],
      });
      return groupsInOrder(ids, rows, ({ segmentId }) => segmentId);
    }),
    isPersonalTrait: new DataLoader(async (keys) => {
      const personal = new Set((await snapshot.read((sql) => selectPersonalTraits(sql, workspaceId, keys))).map(({ key }) => key));
      return keys.map((key) => personal.has(key));
    }),
  };
}

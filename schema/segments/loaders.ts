import DataLoader from 'dataloader';
import type { SegmentVersion } from '../../prisma/generated/client/client.ts';
import { selectPersonalTraits } from '../customers/filter/filterNames.ts';
import { groupsInOrder } from '../inOrder.ts';
import type { LoaderSource } from '../loaders.ts';
import { definitionFaults } from './definitionFaults.ts';

export interface SegmentLoaders {
  /** By segment, the present one first. */
  readonly segmentVersions: DataLoader<bigint, SegmentVersion[]>;
  /** By key of a trait: whether it says who somebody is. */
  readonly isPersonalTrait: DataLoader<string, boolean>;
  /** By definition as it is stored: why nobody can be found by it now; null where somebody can. */
  readonly definitionFault: DataLoader<object, string | null>;
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
    definitionFault: new DataLoader((definitions) => snapshot.read((sql) => definitionFaults(sql, workspaceId, definitions))),
  };
}

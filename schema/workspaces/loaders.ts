import DataLoader from 'dataloader';
import type { DataVersion } from '../../prisma/generated/client/client.ts';
import type { LoaderSource } from '../loaders.ts';

export type DataVersionRow = Pick<DataVersion, 'domain' | 'version' | 'changedAt'>;

export interface WorkspaceLoaders {
  /** The one key is the request's own workspace: freshness of many results asks for it once. */
  readonly dataVersions: DataLoader<number, DataVersionRow[]>;
}

export function createWorkspaceLoaders({ snapshot }: LoaderSource): WorkspaceLoaders {
  return {
    dataVersions: new DataLoader((workspaceIds) =>
      Promise.all(
        workspaceIds.map((workspaceId) =>
          snapshot.read(
            (sql) => sql<DataVersionRow[]>`
              select domain, version, changed_at as "changedAt" from data_version where workspace_id = ${workspaceId} order by domain`,
          ),
        ),
      ),
    ),
  };
}

import DataLoader from 'dataloader';
import type { ImportError } from '../../prisma/generated/client/client.ts';
import { type Connection, type Page, pageKey, toConnection } from '../connection.ts';
import { groupsInOrder } from '../inOrder.ts';
import type { LoaderSource } from '../loaders.ts';

export interface ImportPage {
  readonly importId: bigint;
  readonly page: Page;
}

export interface ImportLoaders {
  readonly importErrors: DataLoader<ImportPage, Connection<ImportError>, string>;
}

/** One page of errors for each of many imports, in one statement whatever their number. */
export function createImportLoaders({ workspaceId, snapshot }: LoaderSource): ImportLoaders {
  return {
    importErrors: new DataLoader(
      async (pages) => {
        const rows = await snapshot.read(
          (sql) => sql<(ImportError & { readonly asked: number })[]>`
          select asked.ordinal::integer as asked, page.*
            from unnest(${pages.map((key) => String(key.importId))}::bigint[], ${pages.map(({ page }) => page.first + 1)}::integer[],
                        ${pages.map(({ page }) => String(page.after?.id ?? 0))}::bigint[]) with ordinality as asked (import_id, row_limit, after_id, ordinal)
           cross join lateral (
             select workspace_id as "workspaceId", import_id as "importId", position, line, field, code, reason, raw
               from import_error e
              where e.workspace_id = ${workspaceId} and e.import_id = asked.import_id and e.position > asked.after_id
              order by e.position limit asked.row_limit
           ) page
           order by asked.ordinal, page.position`,
        );
        const ordinals = pages.map((_page, index) => index + 1);
        const groups = groupsInOrder(ordinals, rows, (row) => row.asked);
        return pages.map(({ page }, index) => toConnection(groups[index] ?? [], page, (row) => ({ sortValue: null, id: row.position })));
      },
      { cacheKeyFn: ({ importId, page }) => pageKey(importId, page) },
    ),
  };
}

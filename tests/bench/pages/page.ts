import type { WorkspaceClient } from '../../../prisma/client.ts';
import type { Sql } from '../../../prisma/sql.ts';

/** A page of customers with what hangs on them, in three ways that must give the same JSON. */
export interface BenchPage {
  readonly customers: number;
  /** What `create` fills. */
  readonly tables: readonly string[];
  /** Of the graph, with the variable `after`. */
  readonly query: string;
  create(app: Sql, workspaceId: number, customers: number): Promise<void>;
  /** The body of the answer from one SQL statement; `after` is the number of the last customer before the page. */
  byOneStatement(sql: Sql, workspaceId: number, after: string): Promise<string>;
  /** The same from Prisma's include. */
  byInclude(prisma: WorkspaceClient, workspaceId: number, after: string): Promise<string>;
}

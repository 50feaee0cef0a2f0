/** Segments with two versions of their definition. */
import type { Sql } from '../../prisma/sql.ts';

export async function fillSegments(admin: Sql, workspaceId: number, mark = `w${workspaceId}`): Promise<bigint> {
  const definition = (revenue: string) => admin.json({ orders: { minRevenue: revenue } });
  const [first] = await admin<{ id: bigint }[]>`
    insert into segment (workspace_id, key, name, description, definition, version)
    select ${workspaceId}::integer, 'buyers-' || n, ${`Buyers of ${mark}`}::text, ${mark}::text, ${definition('20')}, 2 from generate_series(1, 3) n returning id`;
  await admin`
    insert into segment_version (workspace_id, segment_id, version, definition, created_by)
    select workspace_id, id, n, case n when 2 then definition else ${definition('10')} end, ${mark}::text
      from segment, generate_series(1, 2) n where workspace_id = ${workspaceId}`;
  return first!.id;
}

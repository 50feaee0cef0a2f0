import type { ReservedSql, Sql } from '../../prisma/sql.ts';

export interface HeldTable {
  /** Safe to call twice. */
  release(): Promise<void>;
}

/** Locks a table, so that whoever reads or writes it waits for as long as a test wants: a run is met surely in the middle of a stage. */
export async function holdTable(admin: Sql, table: string): Promise<HeldTable> {
  const session: ReservedSql = await admin.reserve();
  await session`begin`;
  await session`lock table ${session(table)} in access exclusive mode`;
  let held = true;
  return {
    async release() {
      if (!held) return;
      held = false;
      await session`commit`;
      session.release();
    },
  };
}

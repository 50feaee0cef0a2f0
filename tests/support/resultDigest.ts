import type { Sql } from '../../prisma/sql.ts';

/** All that a run found, to the last digit, from every table that holds results: by whatever runs it was found, the same for the same findings. */
export async function resultDigest(admin: Sql, runId: bigint) {
  const tables = await admin<{ name: string }[]>`
    select table_name as name from information_schema.columns
      join information_schema.tables using (table_schema, table_name)
     where table_schema = 'public' and table_type = 'BASE TABLE' and column_name = 'run_id'
       and table_name not in ('run_log', 'run_part', 'run_part_chunk', 'run_joined_key', 'webhook_event') order by 1`;
  const digests: Record<string, unknown> = {};
  let rows = 0;
  for (const { name } of tables) {
    const [found] = await admin<{ n: number; digest: string }[]>`
      select count(*)::integer as n, md5(string_agg(row, ',' order by row)) as digest
        from (select (to_jsonb(t) - array['run_id', 'value_run_id', 'churn_run_id'])::text as row from ${admin(name)} t where run_id = ${runId}) rows`;
    digests[name] = found;
    rows += found!.n;
  }
  const [run] = await admin`select outcome, rows_read, rows_used, exclusions, data_through, warnings from run where id = ${runId}`;
  return { run, rows, digests };
}

/** How many helpers a run has asked for: one for each part but the first. */
export async function countHelpers(admin: Sql, runId: bigint): Promise<number> {
  const [jobs] = await admin<{ n: number }[]>`
    select count(*)::integer as n from pgboss.job where name = 'perform' and data->>'table' = 'run_part' and data->>'id' = ${String(runId)}`;
  return jobs!.n;
}

/** What in the workspace names an analysis, and is stored: value and loyalty of certain scores, and segments by a score or a cell. */
import type { Prisma } from '../../prisma/generated/client/client.ts';

type Tx = Prisma.TransactionClient;
type Json = Prisma.JsonValue;

/** Of a definition, at whatever depth. */
const nameIn = '$.**.analysis ? (@ == $name)';

export interface Naming {
  /** Names of analyses of value and loyalty. */
  readonly analyses: readonly string[];
  /** Keys of segments, by their present definitions. */
  readonly segments: readonly string[];
}

export async function namedBy(tx: Tx, workspaceId: number, name: string): Promise<Naming> {
  const analyses = await tx.$queryRaw<{ name: string }[]>`
    select name from analysis
     where workspace_id = ${workspaceId} and kind = 'VALUE_LOYALTY' and ${name} in (parameters ->> 'valueAnalysis', parameters ->> 'churnAnalysis')
     order by name`;
  const segments = await tx.$queryRaw<{ key: string }[]>`
    select key from segment
     where workspace_id = ${workspaceId} and jsonb_path_exists(definition, ${nameIn}::jsonpath, jsonb_build_object('name', ${name}::text))
     order by key`;
  return { analyses: analyses.map((row) => row.name), segments: segments.map(({ key }) => key) };
}

/**
 * Lets what names an analysis name it by another name. Also runs that are not over, which would look for the old one, and earlier versions of segments: they say
 * the same as before. Runs that are over keep the parameters that they ran with.
 */
export async function renameWhereNamed(tx: Tx, workspaceId: number, from: string, to: string): Promise<void> {
  for (const parameter of ['valueAnalysis', 'churnAnalysis']) {
    await tx.$executeRaw`
      update analysis set parameters = jsonb_set(parameters, array[${parameter}::text], to_jsonb(${to}::text))
       where workspace_id = ${workspaceId} and kind = 'VALUE_LOYALTY' and parameters ->> ${parameter}::text = ${from}`;
    await tx.$executeRaw`
      update run set parameters = jsonb_set(parameters, array[${parameter}::text], to_jsonb(${to}::text))
       where workspace_id = ${workspaceId} and kind = 'VALUE_LOYALTY' and state in ('QUEUED', 'RUNNING') and parameters ->> ${parameter}::text = ${from}`;
  }
  const segments = await tx.$queryRaw<{ id: bigint; definition: Json }[]>`
    select id, definition from segment
     where workspace_id = ${workspaceId} and jsonb_path_exists(definition, ${nameIn}::jsonpath, jsonb_build_object('name', ${from}::text)) for update`;
  for (const { id, definition } of segments) {
    const data = { definition: withName(definition, from, to) as Prisma.InputJsonObject };
    await tx.segment.update({ where: { workspaceId_id: { workspaceId, id } }, data });
  }
  const versions = await tx.$queryRaw<{ segmentId: bigint; version: number; definition: Json }[]>`
    select segment_id as "segmentId", version, definition from segment_version
     where workspace_id = ${workspaceId} and jsonb_path_exists(definition, ${nameIn}::jsonpath, jsonb_build_object('name', ${from}::text))`;
  for (const { segmentId, version, definition } of versions) {
    const data = { definition: withName(definition, from, to) as Prisma.InputJsonObject };
    await tx.segmentVersion.updateMany({ where: { workspaceId, segmentId, version }, data });
  }
}

/** Of the conditions of a filter those of scores and of cells have an analysis. */
function withName(filter: Json, from: string, to: string): Json {
  if (Array.isArray(filter)) return filter.map((one) => withName(one, from, to));
  if (typeof filter !== 'object' || filter === null) return filter;
  return Object.fromEntries(
    Object.entries(filter).map(([key, value]) => [key, key === 'analysis' && value === from ? to : withName(value ?? null, from, to)]),
  );
}

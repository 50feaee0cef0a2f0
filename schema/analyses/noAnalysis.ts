import type { GraphQLError } from 'graphql';
import type { SqlExecutor } from '../../worker/queue.ts';
import { notFound, notFoundAs } from '../errors.ts';

/** What an analysis is called now that once had a name which none has; null: none ever had it. In any transaction of the workspace. */
export async function presentName(
  db: SqlExecutor,
  workspaceId: number,
  formerName: string,
): Promise<{ readonly name: string; readonly since: string } | null> {
  const { rows } = await db.executeSql(
    `select a.name, to_char(f.renamed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since
       from analysis_former_name f join analysis a on a.workspace_id = f.workspace_id and a.id = f.analysis_id
      where f.workspace_id = $1::integer and f.name = $2`,
    [workspaceId, formerName],
  );
  const [row] = rows as { name: string; since: string }[];
  return row ?? null;
}

/** For whoever asks for a name that no analysis has. */
export async function noAnalysis(db: SqlExecutor, workspaceId: number, argument: string, name: string): Promise<GraphQLError> {
  const present = await presentName(db, workspaceId, name);
  return present ? notFoundAs(argument, renamedWords(name, present), { name: present.name }) : notFound(argument, 'analysis');
}

export const renamedWords = (name: string, present: { readonly name: string; readonly since: string }) =>
  `there is no analysis ${name} any more: since ${present.since} it is called ${present.name}`;

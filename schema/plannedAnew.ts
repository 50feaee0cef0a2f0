/**
 * Statements that are planned for their values: the plans of the API's pool are made once for all values, which is right for pages by key and
 * wrong for whatever reads by a period or a filter. The settings are of the transaction, and are sent with the statement.
 */
import { type Queryable, unprepared } from '../prisma/sql.ts';

type Statement<Row> = PromiseLike<Row[]> & object;

export async function plannedAnew<Row>(sql: Queryable, statement: Statement<Row>): Promise<Row[]> {
  const [, rows] = await Promise.all([
    sql`set local plan_cache_mode = force_custom_plan`,
    unprepared(statement),
    sql`set local plan_cache_mode = force_generic_plan`,
  ]);
  return rows;
}

/**
 * The same for sets that are joined with sets: what the planner does not know of them, just after an import or behind WITH, it takes for
 * little, and would walk one set for each row of another.
 */
export async function plannedAsSets<Row>(sql: Queryable, statement: Statement<Row>): Promise<Row[]> {
  const [, rows] = await Promise.all([
    sql`set local enable_nestloop = off`,
    plannedAnew(sql, statement),
    sql`set local enable_nestloop = on`,
  ]);
  return rows;
}

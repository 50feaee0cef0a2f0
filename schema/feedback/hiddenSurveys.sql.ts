import type { Queryable } from '../../prisma/sql.ts';
import { hiddenGroups } from '../../worker/stats/descriptive/hiddenGroups.ts';
import { PRIVACY_CUSTOMERS } from '../../worker/stats/descriptive/thresholds.ts';

/** A score as it can be asked of every survey: by the question with that key, else by the first of the first kind that a survey has. */
export interface ScoreFrame {
  readonly kinds: readonly string[];
  readonly question: string | null;
  readonly weighted: boolean;
  /** Inclusive; null = no bound. */
  readonly from: Date | null;
  /** Exclusive; null = no bound. */
  readonly until: Date | null;
}

interface LookedAt {
  readonly asked: number;
  readonly surveyId: bigint;
  readonly survey: string;
  /** Distinct, among the answers that were looked at. */
  readonly customers: number;
  /** Whether these are all. */
  readonly isWhole: boolean;
}

/** How many answers a survey are looked at; null: all. In nearly every workspace the first look tells that no survey has few customers. */
const looks = [200, 20_000, null] as const;

/**
 * Ids of the surveys whose score is kept back: few customers answered, or those of such a survey would be what is left of the score of all
 * surveys. `metrics` hides the same of a table by survey, and of a filter for one.
 *
 * @returns parallel to frames
 */
export async function hiddenSurveys(sql: Queryable, workspaceId: number, frames: readonly ScoreFrame[]): Promise<ReadonlySet<bigint>[]> {
  for (const most of looks) {
    const rows = Map.groupBy(inOrder(await lookAt(sql, workspaceId, frames, most)), ({ asked }) => asked);
    const found = frames.map((_frame, index) => hiddenAmong(rows.get(index + 1) ?? []));
    if (found.every((surveys) => surveys !== null)) return found;
  }
  throw new Error('all answers were looked at, and the surveys to hide are not known');
}

/** As metrics put their cells: which of two equally large ones is hidden goes by their order. */
function inOrder(surveys: readonly LookedAt[]): LookedAt[] {
  const nameOf = ({ survey }: LookedAt) => JSON.stringify([survey]);
  return surveys.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** Null: not known by this look. */
function hiddenAmong(surveys: readonly LookedAt[]): ReadonlySet<bigint> | null {
  const groups = surveys.map(({ survey, customers }) => ({ keys: [survey], customers }));
  const hidden = hiddenGroups(groups, PRIVACY_CUSTOMERS);
  const most = Math.max(0, ...surveys.map(({ customers }, at) => (hidden[at] ? customers : 0)));
  // Of a survey that was looked at in part there may be more, which changes nothing where it has more than any hidden one already.
  const isKnown = surveys.every(({ isWhole, customers }) => isWhole || (customers >= PRIVACY_CUSTOMERS && customers > most));
  return isKnown ? new Set(surveys.flatMap(({ surveyId }, at) => (hidden[at] ? [surveyId] : []))) : null;
}

function lookAt(sql: Queryable, workspaceId: number, frames: readonly ScoreFrame[], most: number | null): PromiseLike<LookedAt[]> {
  const column = <Value>(pick: (frame: ScoreFrame) => Value) => frames.map(pick);
  return sql<LookedAt[]>`
    with asked as (
      select *, string_to_array(kind_list, ',') as kinds from unnest(
        ${column(({ kinds }) => kinds.join())}::text[], ${column(({ question }) => question)}::text[], ${column(({ weighted }) => String(weighted))}::text[]::boolean[],
        ${column(({ from }) => from?.toISOString() ?? null)}::text[]::timestamptz[], ${column(({ until }) => until?.toISOString() ?? null)}::text[]::timestamptz[]
      ) with ordinality as asked (kind_list, question, weighted, since, until, ordinal)
    ), chosen as (
      select distinct on (asked.ordinal, q.survey_id) asked.ordinal, asked.weighted, asked.since, asked.until, q.survey_id, q.position, q.scale_min, q.scale_max,
             q.not_applicable_codes
        from asked
        join question q on q.workspace_id = ${workspaceId} and q.kind = any(asked.kinds) and q.scale_min is not null and q.scale_max is not null
         and (asked.question is null or q.key = asked.question)
       order by asked.ordinal, q.survey_id, array_position(asked.kinds, q.kind), q.position
    )
    select c.ordinal::integer as asked, s.id as "surveyId", s.key as survey, looked.customers, looked.is_whole as "isWhole"
      from chosen c
      join survey s on s.workspace_id = ${workspaceId} and s.id = c.survey_id
     cross join lateral (
       select count(distinct unit)::integer as customers, ${most}::bigint is null or count(*) < ${most}::bigint as is_whole
         from (select coalesce(i.customer_id, -r.id) as unit
                 from response r
                 left join identity i on i.workspace_id = r.workspace_id and i.id = r.identity_id
                where r.workspace_id = ${workspaceId} and r.survey_id = c.survey_id
                  and r."values"[c.position] between c.scale_min and c.scale_max and r."values"[c.position] <> all (c.not_applicable_codes)
                  and (not c.weighted or r.sampling_weight is not null)
                  and (c.since is null or r.responded_at >= c.since) and (c.until is null or r.responded_at < c.until)
                limit ${most}::bigint) answer) looked`;
}

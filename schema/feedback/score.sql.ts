import type { Queryable } from '../../prisma/sql.ts';

/** Which answers to count, and where their classes begin: top, then middle, then what is below. */
export interface ScoreQuestion {
  readonly surveyId: bigint;
  readonly position: number;
  readonly scaleMin: number;
  readonly scaleMax: number;
  readonly topFrom: number;
  readonly middleFrom: number;
  readonly weighted: boolean;
  /** Inclusive; null = no bound. With a bound, undated answers are left out. */
  readonly from: Date | null;
  /** Exclusive; null = no bound. */
  readonly until: Date | null;
}

export interface ClassSums {
  readonly n: number;
  readonly sumWeights: number;
  readonly sumSquaredWeights: number;
}

export interface ScoreCounts {
  readonly top: ClassSums;
  readonly middle: ClassSums;
  readonly bottom: ClassSums;
  /** Distinct customers; every anonymous answer counts as one. */
  readonly customers: number;
}

interface CountRow {
  readonly asked: number;
  readonly customers: number;
  readonly n: number[];
  readonly sumWeights: number[];
  readonly sumSquaredWeights: number[];
}

/** The counts of many questions, of as many surveys, in one statement. Not-applicable codes are masked from the codebook. */
export async function selectScoreCounts(sql: Queryable, workspaceId: number, questions: readonly ScoreQuestion[]): Promise<ScoreCounts[]> {
  const column = <Value>(pick: (question: ScoreQuestion) => Value) => questions.map(pick);
  const rows = await sql<CountRow[]>`
    with asked as (
      select * from unnest(
        ${column((q) => String(q.surveyId))}::bigint[], ${column((q) => q.position)}::integer[], ${column((q) => q.scaleMin)}::real[],
        ${column((q) => q.scaleMax)}::real[], ${column((q) => q.topFrom)}::real[], ${column((q) => q.middleFrom)}::real[],
        ${column((q) => String(q.weighted))}::text[]::boolean[], ${column((q) => q.from?.toISOString() ?? null)}::text[]::timestamptz[], ${column((q) => q.until?.toISOString() ?? null)}::text[]::timestamptz[]
      ) with ordinality as asked (survey_id, position, scale_min, scale_max, top_from, middle_from, weighted, since, until, ordinal)
    ), answer as (
      select asked.ordinal, r.id, r.identity_id,
             case when asked.weighted then r.sampling_weight else 1 end as weight,
             case when r."values"[asked.position] >= asked.top_from then 1
                  when r."values"[asked.position] >= asked.middle_from then 2 else 3 end as class
        from asked
        join question q on q.workspace_id = ${workspaceId} and q.survey_id = asked.survey_id and q.position = asked.position
        join response r on r.workspace_id = q.workspace_id and r.survey_id = q.survey_id
       where r."values"[asked.position] between asked.scale_min and asked.scale_max
         and r."values"[asked.position] <> all (q.not_applicable_codes)
         and (not asked.weighted or r.sampling_weight is not null)
         and (asked.since is null or r.responded_at >= asked.since)
         and (asked.until is null or r.responded_at < asked.until)
    )
    select a.ordinal::integer as asked,
           (count(distinct i.customer_id) + count(*) filter (where i.customer_id is null))::integer as customers,
           array[count(*) filter (where class = 1), count(*) filter (where class = 2), count(*) filter (where class = 3)]::float8[] as n,
           array[coalesce(sum(weight) filter (where class = 1), 0), coalesce(sum(weight) filter (where class = 2), 0),
                 coalesce(sum(weight) filter (where class = 3), 0)]::float8[] as "sumWeights",
           array[coalesce(sum(weight * weight) filter (where class = 1), 0), coalesce(sum(weight * weight) filter (where class = 2), 0),
                 coalesce(sum(weight * weight) filter (where class = 3), 0)]::float8[] as "sumSquaredWeights"
      from answer a
      left join identity i on i.workspace_id = ${workspaceId} and i.id = a.identity_id
     group by a.ordinal`;
  const byOrdinal = new Map(rows.map((row) => [row.asked, row]));
  return questions.map((_question, index) => toCounts(byOrdinal.get(index + 1)));
}

function toCounts(row: CountRow | undefined): ScoreCounts {
  const classSums = (index: number): ClassSums => ({
    n: row?.n[index] ?? 0,
    sumWeights: row?.sumWeights[index] ?? 0,
    sumSquaredWeights: row?.sumSquaredWeights[index] ?? 0,
  });
  return { top: classSums(0), middle: classSums(1), bottom: classSums(2), customers: row?.customers ?? 0 };
}

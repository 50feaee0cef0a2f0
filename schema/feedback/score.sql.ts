import type { Queryable } from '../../prisma/sql.ts';
import type { CellSums } from '../../worker/stats/descriptive/cellSums.ts';

/** Which answers to count, and where their classes begin: top, then middle, then what is below. */
export interface ScoreQuestion {
  readonly surveyId: bigint;
  readonly position: number;
  readonly scaleMin: number;
  readonly scaleMax: number;
  readonly topFrom: number;
  readonly middleFrom: number;
  /** What an answer of each class counts. */
  readonly points: readonly [top: number, middle: number, bottom: number];
  readonly weighted: boolean;
  /** Inclusive; null = no bound. With a bound, undated answers are left out. */
  readonly from: Date | null;
  /** Exclusive; null = no bound. */
  readonly until: Date | null;
}

export interface ScoreCounts {
  /** Answers by class. */
  readonly top: number;
  readonly middle: number;
  readonly bottom: number;
  /** By customer: of the points of the classes (ScoreQuestion.points). */
  readonly sums: CellSums;
}

interface CountRow {
  readonly asked: number;
  readonly counts: number[];
  readonly sums: number[];
}

/**
 * The counts and sums of many questions, of as many surveys, in one statement. Not-applicable codes are masked from the codebook. Which answers
 * count is the rule of metrics, too: of a relational survey a customer's last of the period that can be scored, of any other all; an
 * answer of nobody known is a customer of its own.
 */
export async function selectScoreCounts(sql: Queryable, workspaceId: number, questions: readonly ScoreQuestion[]): Promise<ScoreCounts[]> {
  const column = <Value>(pick: (question: ScoreQuestion) => Value) => questions.map(pick);
  const rows = await sql<CountRow[]>`
    with asked as (
      select * from unnest(
        ${column((q) => String(q.surveyId))}::bigint[], ${column((q) => q.position)}::integer[], ${column((q) => q.scaleMin)}::real[],
        ${column((q) => q.scaleMax)}::real[], ${column((q) => q.topFrom)}::real[], ${column((q) => q.middleFrom)}::real[], ${column((q) => q.points[0])}::float8[],
        ${column((q) => q.points[1])}::float8[], ${column((q) => q.points[2])}::float8[],
        ${column((q) => String(q.weighted))}::text[]::boolean[], ${column((q) => q.from?.toISOString() ?? null)}::text[]::timestamptz[], ${column((q) => q.until?.toISOString() ?? null)}::text[]::timestamptz[]
      ) with ordinality as asked (survey_id, position, scale_min, scale_max, top_from, middle_from, top_points, middle_points, bottom_points, weighted, since, until, ordinal)
    ), answer as (
      select asked.ordinal, coalesce(i.customer_id, -r.id) as unit, case when asked.weighted then r.sampling_weight else 1 end as w,
             case when r."values"[asked.position] >= asked.top_from then 1 when r."values"[asked.position] >= asked.middle_from then 2 else 3 end as class,
             case when r."values"[asked.position] >= asked.top_from then top_points when r."values"[asked.position] >= asked.middle_from then middle_points else bottom_points end as u,
             s.kind <> 'RELATIONAL' or row_number() over (partition by asked.ordinal, coalesce(i.customer_id, -r.id) order by r.responded_at desc nulls last, r.id desc) = 1 as counts
        from asked
        join survey s on s.workspace_id = ${workspaceId} and s.id = asked.survey_id
        join question q on q.workspace_id = s.workspace_id and q.survey_id = s.id and q.position = asked.position
        join response r on r.workspace_id = q.workspace_id and r.survey_id = q.survey_id
        left join identity i on i.workspace_id = r.workspace_id and i.id = r.identity_id
       where r."values"[asked.position] between asked.scale_min and asked.scale_max
         and r."values"[asked.position] <> all (q.not_applicable_codes)
         and (not asked.weighted or r.sampling_weight is not null)
         and (asked.since is null or r.responded_at >= asked.since)
         and (asked.until is null or r.responded_at < asked.until)
    ), by_unit as (
      select ordinal, count(*) filter (where class = 1) as top, count(*) filter (where class = 2) as middle, count(*) filter (where class = 3) as bottom,
             count(*) as n, sum(w)::float8 as x, sum(w * u)::float8 as y, sum(w * u * u)::float8 as q, sum(w * w)::float8 as s
        from answer where counts group by ordinal, unit
    )
    select ordinal::integer as asked, array[sum(top), sum(middle), sum(bottom)]::float8[] as counts,
           array[sum(n), count(*), sum(x), sum(y), sum(q), sum(s), sum(x * x), sum(x * y), sum(y * y)]::float8[] as sums
      from by_unit group by ordinal`;
  const byOrdinal = new Map(rows.map((row) => [row.asked, row]));
  return questions.map((_question, index) => toCounts(byOrdinal.get(index + 1)));
}

function toCounts(row: CountRow | undefined): ScoreCounts {
  const [top = 0, middle = 0, bottom = 0] = row?.counts ?? [];
  const [n = 0, customers = 0, weight = 0, total = 0, valueSquares = 0, weightSquares = 0, xx = 0, xy = 0, yy = 0] = row?.sums ?? [];
  return { top, middle, bottom, sums: { n, customers, weight, total, valueSquares, weightSquares, xx, xy, yy, exactTotal: null } };
}

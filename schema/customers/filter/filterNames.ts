import type { Queryable } from '../../../prisma/sql.ts';
import type { AnalysisKind } from '../../../worker/queue.ts';
import { type StandingRun, type StandingRunKey, selectStandingRuns } from '../../analyses/standingRun.sql.ts';
import type { LoyaltyName } from '../../analyses/valueLoyalty/loyalty.ts';
import { type Condition, type CustomerFilter, eachFilter, type scoreMeasures } from './customerFilter.ts';

export interface NamedQuestion {
  readonly key: string;
  readonly kind: string;
  readonly position: number;
  readonly scaleMin: number | null;
  readonly scaleMax: number | null;
  readonly notApplicableCodes: readonly number[];
}

export interface NamedSurvey {
  readonly id: bigint;
  readonly questions: readonly NamedQuestion[];
}

/** One cell of a run of value and loyalty. */
export interface NamedCell {
  readonly runId: bigint;
  readonly loyalty: LoyaltyName;
  readonly tier: number;
  readonly isHidden: boolean;
}

/** What the names in filters stand for, read once for all of them. */
export interface FilterNames {
  readonly surveys: ReadonlyMap<string, NamedSurvey>;
  /** By keyOfRun. */
  readonly runs: ReadonlyMap<string, StandingRun>;
  /** Of those of value and loyalty. */
  readonly cells: readonly NamedCell[];
  /** Traits that say who somebody is: to go by them needs the scope pii. */
  readonly personalTraits: ReadonlySet<string>;
}

/** A filter, and when it is asked about; null: now. */
export interface FilterAt {
  readonly filter: CustomerFilter;
  readonly asOf: Date | null;
}

type Measure = (typeof scoreMeasures)[number];
/** Which kind of run says it. */
export const kindOfMeasure = (measure: Measure): AnalysisKind => (measure.startsWith('CHURN_RISK') ? 'CHURN' : 'CLV');

/** In messages, where none is named. */
export const standingAnalysis = (kind: AnalysisKind) =>
  `the ${kind} analysis that stands (Workspace.scores; setScoreAnalysis chooses another)`;

export const keyOfRun = ({ kind, analysis, asOf }: StandingRunKey) => JSON.stringify([kind, analysis, asOf?.getTime() ?? null]);

export function runOfScore({ measure, analysis }: Condition<'score'>, asOf: Date | null): StandingRunKey {
  return { kind: kindOfMeasure(measure), analysis: analysis ?? null, asOf };
}

export function runOfCell({ analysis }: Condition<'cell'>, asOf: Date | null): StandingRunKey {
  return { kind: 'VALUE_LOYALTY', analysis: analysis ?? null, asOf };
}

/** At most three statements, or four where cells are named, whatever the number of filters and of names in them. */
export async function readFilterNames(
  sql: Queryable,
  workspaceId: number,
  asked: readonly FilterAt[],
  alsoRuns: readonly StandingRunKey[] = [],
): Promise<FilterNames> {
  const all = asked.flatMap(({ filter, asOf }) => [...eachFilter(filter)].map((one) => ({ ...one, asOf })));
  const surveys = [...new Set(all.flatMap(({ answered }) => (answered ? [answered.survey] : [])))];
  const traits = [...new Set(all.flatMap(({ trait }) => (trait ? [trait.key] : [])))];
  const runs = new Map(
    [
      ...alsoRuns,
      ...all.flatMap(({ score, cell, asOf }) => [...(score ? [runOfScore(score, asOf)] : []), ...(cell ? [runOfCell(cell, asOf)] : [])]),
    ].map((key) => [keyOfRun(key), key]),
  );
  const [surveyRows, standing, personal] = await Promise.all([
    surveys.length > 0 ? selectNamedSurveys(sql, workspaceId, surveys) : [],
    runs.size > 0 ? selectStandingRuns(sql, workspaceId, [...runs.values()]) : [],
    traits.length > 0 ? selectPersonalTraits(sql, workspaceId, traits) : [],
  ]);
  const crossed = [...runs.values()].flatMap(({ kind }, index) => (kind === 'VALUE_LOYALTY' ? (standing[index]?.resultId ?? []) : []));
  return {
    surveys: surveysOf(surveyRows),
    cells: crossed.length > 0 ? await selectCells(sql, workspaceId, [...new Set(crossed)]) : [],
    runs: new Map([...runs.keys()].flatMap((key, index) => (standing[index] ? [[key, standing[index]] as const] : []))),
    personalTraits: new Set(personal.map(({ key }) => key)),
  };
}

/** Without totals: nobody is in one who is not in one of these. */
const selectCells = (sql: Queryable, workspaceId: number, runIds: readonly bigint[]): PromiseLike<NamedCell[]> =>
  sql<NamedCell[]>`
    select run_id as "runId", loyalty, tier, is_hidden as "isHidden" from value_loyalty_cell
     where workspace_id = ${workspaceId} and run_id = any(${runIds.map(String)}::text[]::bigint[]) and loyalty <> 'ALL' and tier > 0`;

type SurveyQuestionRow = { readonly survey: string; readonly id: bigint } & { [Name in keyof NamedQuestion]: NamedQuestion[Name] | null };

function selectNamedSurveys(sql: Queryable, workspaceId: number, keys: readonly string[]): PromiseLike<SurveyQuestionRow[]> {
  return sql<SurveyQuestionRow[]>`
    select s.key as survey, s.id, q.key, q.kind, q.position, q.scale_min as "scaleMin", q.scale_max as "scaleMax",
           q.not_applicable_codes as "notApplicableCodes"
      from survey s
      left join question q on q.workspace_id = s.workspace_id and q.survey_id = s.id
     where s.workspace_id = ${workspaceId} and s.key = any(${[...keys]}::text[])
     order by s.id, q.position`;
}

function surveysOf(rows: readonly SurveyQuestionRow[]): Map<string, NamedSurvey> {
  const surveys = new Map<string, { id: bigint; questions: NamedQuestion[] }>();
  for (const { survey, id, ...question } of rows) {
    const known = surveys.get(survey) ?? { id, questions: [] };
    surveys.set(survey, known);
    if (question.key !== null) known.questions.push(question as NamedQuestion);
  }
  return surveys;
}

/** From an index of its own, customer_trait_personal: of a key that is not personal there is nothing to walk. */
export function selectPersonalTraits(sql: Queryable, workspaceId: number, keys: readonly string[]): PromiseLike<{ key: string }[]> {
  return sql<{ key: string }[]>`
    select asked.key from unnest(${[...keys]}::text[]) as asked (key)
     where exists (select from customer_trait t where t.workspace_id = ${workspaceId} and t.key = asked.key and t.is_personal)`;
}

import type { Transaction } from '../../prisma/sql.ts';
import { ModelInputError } from '../stats/outcome.ts';
import { type DriverParameters, driverParameters, type Population, population } from './driverParameters.ts';

/** A question of the codebook, as far as a driver run needs it. */
export interface QuestionFacts {
  readonly id: bigint;
  readonly key: string;
  readonly label: string;
  readonly position: number; // from 1, the place in response.values
  readonly scaleMin: number | null;
  readonly scaleMax: number | null;
  readonly notApplicableCodes: readonly number[];
}

/** What a driver run is to compute, and on which state of the data. */
export interface DriverRun {
  readonly parameters: DriverParameters;
  readonly population: Population;
  readonly surveyId: bigint;
  readonly questions: ReadonlyMap<string, QuestionFacts>;
  readonly dataVersions: Readonly<Record<string, string>>;
  readonly dataThrough: Date | null;
}

/**
 * Reads the run's own description, inside the snapshot that the data are read from too: the versions stored with the
 * run are those of the rows that it saw.
 *
 * @throws ModelInputError when the run names a question that the survey does not have
 */
export async function readDriverRun(tx: Transaction, workspaceId: number, runId: bigint): Promise<DriverRun> {
  const [run] = await tx<{ parameters: unknown; population: unknown; survey_id: bigint; data_through: Date | null }[]>`
    select r.parameters, r.population, a.survey_id,
           (select max(responded_at) from response where workspace_id = ${workspaceId} and survey_id = a.survey_id) as data_through
      from run r join analysis a on a.workspace_id = r.workspace_id and a.id = r.analysis_id
     where r.workspace_id = ${workspaceId} and r.id = ${runId}`;
  if (!run) throw new ModelInputError('EMPTY', `run ${runId} is gone, its analysis was deleted`);
  const questions = await tx<QuestionFacts[]>`
    select id, key, label, position, scale_min as "scaleMin", scale_max as "scaleMax", not_applicable_codes as "notApplicableCodes"
      from question where workspace_id = ${workspaceId} and survey_id = ${run.survey_id} order by position`;
  const versions = await tx<{ domain: string; version: bigint }[]>`
    select domain, version from data_version where workspace_id = ${workspaceId} and domain = 'feedback'`;
  const facts = {
    parameters: driverParameters.parse(run.parameters),
    population: population.parse(run.population),
    surveyId: run.survey_id,
    questions: new Map(questions.map((question) => [question.key, question])),
    dataVersions: Object.fromEntries(versions.map(({ domain, version }) => [domain, `${version}`])),
    dataThrough: run.data_through,
  };
  const named = [facts.parameters.outcome, ...facts.parameters.drivers, ...facts.population.answered.map(({ question }) => question)];
  const unknown = named.filter((key) => !facts.questions.has(key));
  if (unknown.length > 0)
    throw new ModelInputError('OUT_OF_RANGE', `parameters name ${unknown.join(', ')}, the survey has no such question`);
  return facts;
}

import type { Transaction } from '../../prisma/sql.ts';
import { ModelInputError } from '../stats/outcome.ts';
import { type DriverParameters, driverParameters, type Population, population } from './driverParameters.ts';
import { domainsOf, featureKey, featureLabel } from './joinedFeatures.ts';

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

/** A driver of the run: a question, or a feature of what the customer did, which has neither question nor scale. */
export interface RunDriver {
  readonly key: string;
  readonly label: string;
  readonly question: QuestionFacts | null;
}

/** What a driver run is to compute, and on which state of the data. */
export interface DriverRun {
  readonly parameters: DriverParameters;
  readonly population: Population;
  readonly surveyId: bigint;
  readonly questions: ReadonlyMap<string, QuestionFacts>;
  readonly drivers: readonly RunDriver[]; // questions, then features, each as the analysis lists them
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
  const parameters = driverParameters.parse(run.parameters);
  const populationAsked = population.parse(run.population);
  const byKey = new Map(questions.map((question) => [question.key, question]));
  requireQuestions([parameters.outcome, ...parameters.drivers, ...populationAsked.answered.map(({ question }) => question)], byKey);
  return {
    parameters,
    population: populationAsked,
    surveyId: run.survey_id,
    questions: byKey,
    drivers: driversOf(parameters, byKey),
    dataVersions: await readVersions(tx, workspaceId, domainsOf(parameters.features)),
    dataThrough: run.data_through,
  };
}

function requireQuestions(named: readonly string[], questions: ReadonlyMap<string, QuestionFacts>): void {
  const unknown = named.filter((key) => !questions.has(key));
  if (unknown.length > 0)
    throw new ModelInputError('OUT_OF_RANGE', `parameters name ${unknown.join(', ')}, the survey has no such question`);
}

function driversOf({ drivers, features }: DriverParameters, questions: ReadonlyMap<string, QuestionFacts>): RunDriver[] {
  return [
    ...drivers.map((key) => {
      const question = questions.get(key) ?? null;
      return { key, label: question?.label ?? key, question };
    }),
    ...features.map((feature) => ({ key: featureKey(feature), label: featureLabel(feature), question: null })),
  ];
}

/** Of feedback and of what else was read. A domain that nothing was loaded into yet counts as version 0: loading makes the run stale. */
async function readVersions(tx: Transaction, workspaceId: number, joined: readonly string[]): Promise<Record<string, string>> {
  const stored = await tx<{ domain: string; version: bigint }[]>`
    select domain, version from data_version
     where workspace_id = ${workspaceId} and domain = any(${['feedback', ...joined]}) order by domain`;
  const versions = new Map(stored.map(({ domain, version }) => [domain, `${version}`]));
  for (const domain of joined) if (!versions.has(domain)) versions.set(domain, '0');
  return Object.fromEntries([...versions].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

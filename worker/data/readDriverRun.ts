import type { Transaction } from '../../prisma/sql.ts';
import { ModelInputError } from '../stats/outcome.ts';
import { type DriverParameters, driverParameters, type Population, population } from './driverParameters.ts';
import { featureKey, featureLabel } from './joinedFeatures.ts';
import type { RunRequest } from './readRunRequest.ts';

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
  /** Answers after it are not seen. */
  readonly asOf: Date | null;
}

/**
 * Looks up in the codebook what the run asks for.
 *
 * @throws ModelInputError when the run names a question that the survey does not have
 */
export async function readDriverRun(tx: Transaction, request: RunRequest): Promise<DriverRun> {
  const { workspaceId, surveyId } = request;
  if (surveyId === null) throw new ModelInputError('EMPTY', 'the analysis names no survey');
  const questions = await tx<QuestionFacts[]>`
    select id, key, label, position, scale_min as "scaleMin", scale_max as "scaleMax", not_applicable_codes as "notApplicableCodes"
      from question where workspace_id = ${workspaceId} and survey_id = ${surveyId} order by position`;
  const parameters = driverParameters.parse(request.parameters);
  const populationAsked = population.parse(request.population);
  const byKey = new Map(questions.map((question) => [question.key, question]));
  requireQuestions([parameters.outcome, ...parameters.drivers, ...populationAsked.answered.map(({ question }) => question)], byKey);
  return {
    parameters,
    population: populationAsked,
    surveyId,
    questions: byKey,
    drivers: driversOf(parameters, byKey),
    asOf: request.asOf,
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

import type { Transaction } from '../../prisma/sql.ts';
import { featureCatalogue, featureKey, featureLabel, type RequestedFeature } from '../featureCatalogue.ts';
import { ModelInputError } from '../stats/outcome.ts';
import { type BehaviourObservation, readObservation } from './behaviourOutcome.ts';
import { type DriverParameters, driverParameters, type Population, population } from './driverParameters.ts';
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

/** A numeric driver of the run: a question, or a feature of what the customer did, which has neither question nor scale. */
export interface RunDriver {
  readonly key: string;
  readonly label: string;
  readonly question: QuestionFacts | null;
  readonly feature: RequestedFeature | null;
  readonly unit: string | null;
}

/** What a driver run is to compute, and on which state of the data. */
export interface DriverRun {
  readonly parameters: DriverParameters;
  readonly population: Population;
  readonly surveyId: bigint;
  /** Source of the answers that name none. */
  readonly surveySource: string;
  readonly questions: ReadonlyMap<string, QuestionFacts>;
  readonly drivers: readonly RunDriver[]; // questions, then features, each as the analysis lists them; traits become drivers once read
  /** Facts after it are not seen. */
  readonly asOf: Date | null;
  /** Null: no behaviour is explained. */
  readonly observation: BehaviourObservation | null;
  /** Whether any answer is of a customer: else each is one of its own. */
  readonly isOfCustomers: boolean;
}

/**
 * Looks up in the codebook what the run asks for.
 *
 * @throws ModelInputError when the run names a question that the survey does not have
 */
export async function readDriverRun(tx: Transaction, request: RunRequest): Promise<DriverRun> {
  const { workspaceId, surveyId, asOf } = request;
  if (surveyId === null) throw new ModelInputError('EMPTY', 'the analysis names no survey');
  const [questions, survey] = await Promise.all([
    tx<QuestionFacts[]>`
      select id, key, label, position, scale_min as "scaleMin", scale_max as "scaleMax", not_applicable_codes as "notApplicableCodes"
        from question where workspace_id = ${workspaceId} and survey_id = ${surveyId} order by position`,
    readSurvey(tx, workspaceId, surveyId),
  ]);
  const parameters = driverParameters.parse(request.parameters);
  const populationAsked = population.parse(request.population);
  const byKey = new Map(questions.map((question) => [question.key, question]));
  const { outcome, behaviour, drivers } = parameters;
  requireQuestions(
    [...(outcome === null ? [] : [outcome]), ...drivers, ...populationAsked.answered.map(({ question }) => question)],
    byKey,
  );
  return {
    parameters,
    population: populationAsked,
    surveyId,
    questions: byKey,
    drivers: driversOf(parameters, byKey),
    asOf,
    observation: behaviour && (await readObservation(tx, workspaceId, behaviour, asOf)),
    ...survey,
  };
}

async function readSurvey(
  tx: Transaction,
  workspaceId: number,
  surveyId: bigint,
): Promise<{ surveySource: string; isOfCustomers: boolean }> {
  const [row] = await tx<{ surveySource: string; isOfCustomers: boolean }[]>`
    select sample_source as "surveySource",
           exists (select from response where workspace_id = ${workspaceId} and survey_id = ${surveyId} and identity_id is not null) as "isOfCustomers"
      from survey where workspace_id = ${workspaceId} and id = ${surveyId}`;
  if (!row) throw new ModelInputError('EMPTY', 'the survey of the analysis is gone');
  return row;
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
      return { key, label: question?.label ?? key, question, feature: null, unit: null };
    }),
    ...features.map((feature) => ({
      key: featureKey(feature),
      label: featureLabel(feature),
      question: null,
      feature,
      unit: featureCatalogue[feature.feature].unit,
    })),
  ];
}

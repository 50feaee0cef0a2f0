/** Checks what an analysis of drivers is asked for, and makes every default explicit before it is stored. */
import type { Prisma, Question, Survey } from '../../../prisma/generated/client/client.ts';
import { topBoxFrom } from '../../../worker/stats/descriptive/topBoxes.ts';
import { badUserInput, notFound } from '../../errors.ts';
import { scaleFault } from '../../scaleFault.ts';
import type { CheckedAnalysis } from '../checkedAnalysis.ts';
import { checkComparison } from './checkComparison.ts';
import { checkForces } from './checkForces.ts';
import { checkQuadrant } from './checkQuadrant.ts';
import { type DriversInputShape, defaultWithinDays, maxDrivers } from './driversInput.ts';
import { checkFeatures } from './joinedFeature.ts';
import { checkPopulation, type PopulationInput } from './populationInput.ts';
import { isNumeric, requireNumeric } from './requireNumeric.ts';
import { requireTrait } from './requireTrait.ts';
import type { DriverParameters } from './storedDrivers.ts';

interface DriversAsked {
  readonly survey?: string | null | undefined;
  readonly drivers?: DriversInputShape | null | undefined;
  readonly population?: typeof PopulationInput.$inferInput | null | undefined;
}

/** What the checks look things up in. */
export interface CheckedSurvey {
  readonly tx: Prisma.TransactionClient;
  readonly survey: Survey;
  readonly codebook: ReadonlyMap<string, Question>;
}

const promoterFrom = 9;

export async function checkDriversAnalysis(
  input: DriversAsked,
  tx: Prisma.TransactionClient,
  workspaceId: number,
): Promise<CheckedAnalysis> {
  const { questions, ...survey } = await findSurvey(input.survey ?? null, tx, workspaceId);
  const codebook = new Map(questions.map((question) => [question.key, question]));
  return {
    surveyId: survey.id,
    parameters: await checkDrivers(input.drivers ?? {}, { tx, survey, codebook }),
    population: checkPopulation(input.population ?? {}, codebook),
  };
}

async function findSurvey(key: string | null, tx: Prisma.TransactionClient, workspaceId: number) {
  const include = { questions: { orderBy: { position: 'asc' } } } as const;
  if (key !== null) {
    const survey = await tx.survey.findFirst({ where: { workspaceId, key }, include });
    if (!survey) throw notFound('input.survey', 'survey');
    return survey;
  }
  const surveys = await tx.survey.findMany({ where: { workspaceId }, orderBy: { key: 'asc' }, take: 6, include });
  const [only] = surveys;
  if (only && surveys.length === 1) return only;
  const named = surveys.map((survey) => survey.key).join(', ');
  throw badUserInput('input.survey', only ? `there are several surveys: give the key of one, such as ${named}` : 'there is no survey yet');
}

async function checkDrivers(input: DriversInputShape, asked: CheckedSurvey): Promise<DriverParameters> {
  const { codebook } = asked;
  const behaviour = await checkBehaviour(input, asked);
  const outcome = behaviour === null ? outcomeOf(input, codebook) : null;
  const drivers = driversOf(input, outcome, codebook);
  const taken = [...(outcome === null ? [] : [outcome.key]), ...drivers];
  const features = checkFeatures(input.features ?? [], taken);
  const traits = await checkTraits(input.traits ?? [], taken, asked);
  const named = drivers.length + features.length + traits.length;
  if (named < 1 || named > maxDrivers) {
    const argument = drivers.length < 1 || drivers.length > maxDrivers || features.length === 0 ? 'drivers' : 'features';
    throw badUserInput(`input.drivers.${argument}`, `${named} drivers are named, 1 to ${maxDrivers} are possible`);
  }
  const { model, eventFrom } = checkModel(input, outcome);
  const missing = input.missing ?? 'LISTWISE';
  if (missing !== 'LISTWISE' && model !== 'LINEAR') throw badUserInput('input.drivers.missing', `${missing} is for the linear model only`);
  const confidenceLevel = input.confidenceLevel ?? 0.95;
  if (!(confidenceLevel > 0.5 && confidenceLevel < 1)) throw badUserInput('input.drivers.confidenceLevel', 'this is not between 0.5 and 1');
  const draws = input.draws ?? null;
  if (draws !== null && draws !== 0 && !(draws >= 100 && draws <= 10_000))
    throw badUserInput('input.drivers.draws', `${draws} draws are asked for, 0 or 100 to 10,000 are possible`);
  return {
    outcome: outcome?.key ?? null,
    behaviour,
    drivers,
    features,
    traits,
    model,
    eventFrom,
    missing,
    draws,
    forces: checkForces(input.forces ?? null, { drivers, features, traits, codebook }),
    compare: input.compare == null ? null : await checkComparison(input.compare, traits, asked),
    quadrant: checkQuadrant(input.quadrant, { drivers, codebook }),
    confidenceLevel,
  };
}

async function checkBehaviour(
  { outcome, behaviour }: DriversInputShape,
  { tx, survey: { workspaceId, kind: surveyKind } }: CheckedSurvey,
): Promise<DriverParameters['behaviour']> {
  if (behaviour == null) return null;
  if (outcome != null) throw badUserInput('input.drivers.behaviour', 'the outcome is a question or a behaviour: leave one of them out');
  const withinDays = behaviour.withinDays ?? defaultWithinDays;
  if (!(withinDays >= 1 && withinDays <= 3650))
    throw badUserInput('input.drivers.behaviour.withinDays', `${withinDays} days are asked for, 1 to 3650 are possible`);
  if (behaviour.kind === 'REPURCHASE') {
    if (behaviour.churn != null) throw badUserInput('input.drivers.behaviour.churn', 'this is for CHURN only');
    return { kind: 'REPURCHASE', withinDays, churn: null };
  }
  if (surveyKind === 'EXIT')
    throw badUserInput('input.drivers.behaviour.kind', 'an exit survey is answered by who leaves: it explains no churn');
  const hasSubscriptions = async () => (await tx.subscription.findFirst({ where: { workspaceId }, select: { id: true } })) !== null;
  return { kind: 'CHURN', withinDays, churn: behaviour.churn ?? ((await hasSubscriptions()) ? 'CONTRACTUAL' : 'SILENT') };
}

function outcomeOf({ outcome }: DriversInputShape, codebook: ReadonlyMap<string, Question>): Question {
  if (outcome != null) return requireNumeric('input.drivers.outcome', outcome, codebook);
  const questions = [...codebook.values()].filter(isNumeric);
  const found = questions.find(({ kind }) => kind === 'NPS') ?? questions.find(({ role }) => role === 'OUTCOME');
  if (!found)
    throw badUserInput(
      'input.drivers.outcome',
      'the survey has no question of kind NPS and none of role OUTCOME: name the one to be explained',
    );
  return found;
}

function driversOf(input: DriversInputShape, outcome: Question | null, codebook: ReadonlyMap<string, Question>): string[] {
  if (input.drivers == null) {
    const others = [...codebook.values()].filter((question) => isNumeric(question) && question.key !== outcome?.key);
    const meant = others.filter(({ role }) => role === 'DRIVER');
    return (meant.length > 0 ? meant : others.filter(({ kind }) => ['RATING', 'CSAT', 'CES'].includes(kind))).map(({ key }) => key);
  }
  for (const [index, driver] of input.drivers.entries()) {
    const argument = `input.drivers.drivers.${index}`;
    requireNumeric(argument, driver, codebook);
    if (driver === outcome?.key) throw badUserInput(argument, `${driver} is the outcome`);
    if (input.drivers.indexOf(driver) !== index) throw badUserInput(argument, `${driver} is there twice`);
  }
  return [...input.drivers];
}

async function checkTraits(traits: readonly string[], taken: readonly string[], asked: CheckedSurvey): Promise<string[]> {
  for (const [index, trait] of traits.entries()) {
    const argument = `input.drivers.traits.${index}`;
    if (taken.includes(trait)) throw badUserInput(argument, `${trait} is also the key of a question chosen here`);
    if (traits.indexOf(trait) !== index) throw badUserInput(argument, `${trait} is there twice`);
    await requireTrait(argument, trait, asked);
  }
  return [...traits];
}

function checkModel(
  { model: wanted, eventFrom }: DriversInputShape,
  outcome: Question | null,
): Pick<DriverParameters, 'model' | 'eventFrom'> {
  const model = wanted ?? (outcome === null ? 'LOGISTIC' : 'LINEAR');
  if (outcome === null && model !== 'LOGISTIC') throw badUserInput('input.drivers.model', 'a behaviour is explained by LOGISTIC');
  if (outcome === null || model !== 'LOGISTIC') {
    if (eventFrom != null) throw badUserInput('input.drivers.eventFrom', 'this is for a LOGISTIC model of a question');
    return { model, eventFrom: null };
  }
  const { scaleMin: min, scaleMax: max } = outcome;
  const top = min === null || max === null ? null : topBoxFrom({ min, max });
  const fault = eventFrom == null ? null : scaleFault(eventFrom, outcome);
  if (fault !== null) throw badUserInput('input.drivers.eventFrom', fault);
  const from = eventFrom ?? (outcome.kind === 'NPS' ? promoterFrom : top);
  if (from === null) throw badUserInput('input.drivers.eventFrom', `${outcome.key} has no scale: say from which answer on it is the event`);
  return { model, eventFrom: from };
}

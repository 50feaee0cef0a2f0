import { isDeepStrictEqual } from 'node:util';
import { prismaExecutor } from '../../prisma/client.ts';
import type { Analysis as AnalysisRow, Prisma } from '../../prisma/generated/client/client.ts';
import type { AnalysisKind as Kind } from '../../worker/queue.ts';
import { recordAudit } from '../audit/recordAudit.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { badUserInput, conflict } from '../errors.ts';
import { Analysis, AnalysisKind } from './analysis.ts';
import { checkAnalysisLimits, limitDescriptions, limitNames } from './analysisLimits.ts';
import { analysisName } from './analysisName.ts';
import type { CheckedAnalysis } from './checkedAnalysis.ts';
import { ChurnInput, checkChurnAnalysis } from './churn/churnInput.ts';
import { ClvInput, checkClvAnalysis } from './clv/clvInput.ts';
import { checkDriversAnalysis } from './drivers/checkDriversAnalysis.ts';
import { DriversInput } from './drivers/driversInput.ts';
import { PopulationInput } from './drivers/populationInput.ts';
import { parametersOf, population } from './storedRun.ts';
import { checkValueLoyaltyAnalysis, ValueLoyaltyInput } from './valueLoyalty/valueLoyaltyInput.ts';

const AnalysisInput = builder.inputType('AnalysisInput', {
  description: 'A question to the data.',
  fields: (t) => ({
    name: t.string({ required: true, validate: analysisName, description: 'Its name in commands.' }),
    kind: t.field({ type: AnalysisKind, required: true, description: 'Which question.' }),
    survey: t.string({
      description:
        'Key of the survey. For DRIVERS: default, the only one. For VALUE_LOYALTY: default, the relational survey with the most answers to a question of kind NPS.',
    }),
    drivers: t.field({ type: DriversInput, description: 'What to explain by what. For DRIVERS. Default: the NPS by the ratings.' }),
    valueLoyalty: t.field({
      type: ValueLoyaltyInput,
      description: 'How to cross value and loyalty. For VALUE_LOYALTY; everything has a default.',
    }),
    clv: t.field({ type: ClvInput, description: 'What a customer’s value counts. For CLV. Default: as the data suggest.' }),
    churn: t.field({ type: ChurnInput, description: 'What leaving means, and for whom. For CHURN. Default: as the data suggest.' }),
    population: t.field({ type: PopulationInput, description: 'Which responses take part. For DRIVERS. Default: all.' }),
    timeoutSeconds: t.int({ description: limitDescriptions.timeoutSeconds }),
    memoryMegabytes: t.int({ description: limitDescriptions.memoryMegabytes }),
  }),
});
type AnalysisInputShape = typeof AnalysisInput.$inferInput;

/** By kind: checks the input, makes defaults explicit. */
const checks: Partial<
  Record<Kind, (input: AnalysisInputShape, tx: Prisma.TransactionClient, workspaceId: number) => Promise<CheckedAnalysis>>
> = {
  DRIVERS: checkDriversAnalysis,
  CHURN: checkChurnAnalysis,
  CLV: checkClvAnalysis,
  VALUE_LOYALTY: checkValueLoyaltyAnalysis,
};

/** Fields of the input that belong to some kinds only. */
const fieldsOf: Readonly<Record<Exclude<keyof AnalysisInputShape, 'name' | 'kind' | (typeof limitNames)[number]>, readonly Kind[]>> = {
  survey: ['DRIVERS', 'VALUE_LOYALTY'],
  drivers: ['DRIVERS'],
  churn: ['CHURN'],
  clv: ['CLV'],
  population: ['DRIVERS'],
  valueLoyalty: ['VALUE_LOYALTY'],
};

async function createAnalysis(input: AnalysisInputShape, context: Context): Promise<AnalysisRow> {
  const { workspaceId, inTransaction } = context;
  const check = checks[input.kind];
  if (!check) throw badUserInput('input.kind', `${input.kind} cannot be created by this version`);
  for (const [field, kinds] of Object.entries(fieldsOf)) {
    const given = input[field as keyof AnalysisInputShape] != null;
    if (given && !kinds.includes(input.kind))
      throw badUserInput(`input.${field}`, `an analysis of kind ${input.kind} has none: leave it out`);
  }
  checkAnalysisLimits(input, 'input.');
  return inTransaction(async (tx) => {
    const asked = await check(input, tx, workspaceId);
    const stored = await tx.analysis.findFirst({ where: { workspaceId, name: input.name } });
    if (!stored) {
      const { name, kind, timeoutSeconds = null, memoryMegabytes = null } = input;
      const facts = { name, kind, timeoutSeconds, memoryMegabytes };
      const created = await tx.analysis.create({ data: { workspaceId, ...facts, ...asked } });
      await tx.analysisFormerName.deleteMany({ where: { workspaceId, name } });
      await recordAudit(prismaExecutor(tx), context, 'ANALYSIS_CREATED', ['Analysis', created.id], facts);
      return created;
    }
    const field = difference(stored, input.kind, asked);
    if (field !== null)
      throw conflict(`analysis ${input.name} exists with another ${field}: an analysis never changes, choose another name`, { field });
    const limit = limitNames.find((name) => input[name] != null && input[name] !== stored[name]);
    if (limit)
      throw conflict(`analysis ${input.name} exists with another ${limit}: setRunLimits (earshot analyses limits) changes that`, {
        field: limit,
      });
    return stored;
  });
}

/** In what the stored analysis differs from what is asked for; null: in nothing. */
function difference(stored: AnalysisRow, kind: Kind, asked: CheckedAnalysis): string | null {
  if (stored.kind !== kind) return 'kind';
  if (stored.surveyId !== asked.surveyId) return 'survey';
  if (!isDeepStrictEqual(parametersOf(kind, stored.parameters), parametersOf(kind, asked.parameters)))
    return kind === 'DRIVERS' ? 'drivers' : 'parameters';
  return isDeepStrictEqual(population.parse(stored.population), population.parse(asked.population)) ? null : 'population';
}

builder.mutationField('createAnalysis', (t) =>
  t.field({
    type: Analysis,
    description: 'Creates an analysis. Sent again, it returns the same one; the same name for another question is a CONFLICT.',
    authScopes: { compute: true },
    args: { input: t.arg({ type: AnalysisInput, required: true, description: 'The analysis.' }) },
    resolve: (_root, { input }, context) => createAnalysis(input, context),
  }),
);

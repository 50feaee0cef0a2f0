/** The rules that place facts on touchpoints: read with their touchpoint, written all at once. */
import { prismaExecutor } from '../../prisma/client.ts';
import type { TouchpointRule as RuleRow } from '../../prisma/generated/client/client.ts';
import { raiseDataVersions } from '../../prisma/raiseDataVersions.ts';
import { recordAudit } from '../audit/recordAudit.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { badUserInput } from '../errors.ts';
import { Touchpoint } from './touchpoint.ts';

const RuleFact = builder.enumType('TouchpointRuleFact', {
  description: 'What a rule places on a touchpoint.',
  values: {
    ORDER: { description: 'Orders; `name` is their status.' },
    TICKET: { description: 'Tickets that name no touchpoint of their own; `name` is their kind.' },
    VISIT: { description: 'Visits; `name` is their source, `channel` their medium.' },
    EVENT: { description: 'Events; `name` is their name.' },
    RESPONSE: { description: 'Responses whose survey names no touchpoint; `name` is the key of the survey.' },
    ANSWER: {
      description: 'Answers to one question score the touchpoint; `name` is the key of the survey, `question` that of the question.',
    },
  } as const,
});
type Fact = typeof RuleFact.$inferType;

const Rule = builder.objectRef<RuleRow>('TouchpointRule').implement({
  description: 'Facts of a kind are contacts at a touchpoint. The first rule that a fact meets places it.',
  fields: (t) => ({
    position: t.exposeInt('position', { description: 'Its place among all rules, from 1.' }),
    fact: t.field({ type: RuleFact, description: 'Facts of which kind.', resolve: ({ fact }) => fact as Fact }),
    name: t.exposeString('name', { nullable: true, description: 'Only those with this name. Null: any.' }),
    channel: t.exposeString('channel', { nullable: true, description: 'Only those by this way. Null: any.' }),
    question: t.exposeString('question', { nullable: true, description: 'Of ANSWER: key of the question.' }),
  }),
});

builder.objectField(Touchpoint, 'rules', (t) =>
  t.field({
    type: [Rule],
    description: 'By which rules facts are placed on it, in the order of all rules.',
    resolve: ({ id }, _args, { loaders }) => loaders.touchpointRules.load(id),
  }),
);

const RuleInput = builder.inputType('TouchpointRuleInput', {
  description: 'A rule that places facts on a touchpoint.',
  fields: (t) => ({
    touchpoint: t.string({ required: true, description: 'Key of the touchpoint.' }),
    fact: t.field({ type: RuleFact, required: true, description: 'Facts of which kind.' }),
    name: t.string({ description: 'Only those with this name. Default: any.' }),
    channel: t.string({ description: 'Only those by this way. Default: any.' }),
    question: t.string({ description: 'Of ANSWER: key of the question.' }),
  }),
});

/** Kinds of facts are placed once each, but each looks through the rules. */
const mostRules = 200;

type Input = typeof RuleInput.$inferInput;

function setRules(rules: readonly Input[], context: Context) {
  const { workspaceId, inTransaction } = context;
  if (rules.length > mostRules) throw badUserInput('rules', `at most ${mostRules} are possible`);
  for (const [index, { fact, name, question }] of rules.entries()) {
    if ((fact === 'ANSWER') !== (question != null))
      throw badUserInput(`rules.${index}.question`, 'a rule of ANSWER names a question, and no other does');
    if (fact === 'ANSWER' && name == null) throw badUserInput(`rules.${index}.name`, 'a rule of ANSWER names a survey');
  }
  return inTransaction(async (tx) => {
    // Locked, so that of two callers one writes after the other.
    await tx.$queryRaw`select pg_advisory_xact_lock(${workspaceId}::integer, hashtext('touchpoint_rule'))::text`;
    const touchpoints = await tx.touchpoint.findMany({
      where: { workspaceId },
      orderBy: [{ position: { sort: 'asc', nulls: 'last' } }, { key: 'asc' }],
    });
    const idOf = new Map(touchpoints.map(({ key, id }) => [key, id]));
    const wanted = rules.map(({ touchpoint, fact, name, channel, question }, index) => {
      const touchpointId = idOf.get(touchpoint);
      if (touchpointId === undefined)
        throw badUserInput(`rules.${index}.touchpoint`, `there is no touchpoint ${JSON.stringify(touchpoint)}`);
      return {
        workspaceId,
        position: index + 1,
        touchpointId,
        fact,
        name: name ?? null,
        channel: channel ?? null,
        question: question ?? null,
      };
    });
    const stored = await tx.touchpointRule.findMany({ where: { workspaceId }, orderBy: { position: 'asc' }, omit: { id: true } });
    if (textOf(stored) === textOf(wanted)) return touchpoints;
    await tx.touchpointRule.deleteMany({ where: { workspaceId } });
    await tx.touchpointRule.createMany({ data: wanted });
    await raiseDataVersions(prismaExecutor(tx), workspaceId, ['journey']);
    await recordAudit(prismaExecutor(tx), context, 'TOUCHPOINT_RULES_SET', ['TouchpointRule', null], { rules: wanted.length });
    return touchpoints;
  });
}

const textOf = (rows: readonly Omit<RuleRow, 'id'>[]) =>
  JSON.stringify(
    rows.map(({ position, touchpointId, fact, name, channel, question }) => [
      position,
      String(touchpointId),
      fact,
      name,
      channel,
      question,
    ]),
  );

builder.mutationField('setTouchpointRules', (t) =>
  t.field({
    type: [Touchpoint],
    description:
      'Says which facts are contacts at which touchpoint, in place of all rules that there were. Sent again, it changes nothing. Returns all touchpoints.',
    authScopes: { $any: { ingest: true, admin: true } },
    args: { rules: t.arg({ type: [RuleInput], required: true, description: 'All rules; the first that a fact meets places it.' }) },
    resolve: (_root, { rules }, context) => setRules(rules, context),
  }),
);

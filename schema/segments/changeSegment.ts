/** Segments are created, changed and deleted; sent again, each does nothing more. */
import { z } from 'zod';
import { prismaExecutor } from '../../prisma/client.ts';
import type { Prisma, Segment as SegmentRow } from '../../prisma/generated/client/client.ts';
import { recordAudit } from '../audit/recordAudit.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { askedQuestion } from '../customers/filter/answered.sql.ts';
import { type CustomerFilter, parseCustomerFilter } from '../customers/filter/customerFilter.ts';
import { CustomerFilterInput } from '../customers/filter/customerFilterInput.ts';
import { type FilterNames, readFilterNames } from '../customers/filter/filterNames.ts';
import { badUserInput, conflict, forbidden, notFound } from '../errors.ts';
import { saysSame } from './definitionFaults.ts';
import { Segment } from './segment.ts';

const key = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, 'letters, digits, _ . and - only, at most 63, the first a letter or digit');
const text = z.string().trim().min(1, 'this is empty').max(500, 'at most 500 characters');

/** The most that a workspace can have: a page of them may be counted in one statement. */
const mostSegments = 500;

const SegmentInput = builder.inputType('SegmentInput', {
  description: 'A segment.',
  fields: (t) => ({
    key: t.string({ required: true, validate: key, description: 'Its name in commands and queries.' }),
    name: t.string({ required: true, validate: text, description: 'What people read.' }),
    description: t.string({ validate: text, description: 'What it is for.' }),
    filter: t.field({ type: CustomerFilterInput, required: true, description: 'Who is in it.' }),
  }),
});

const SegmentChange = builder.inputType('SegmentChange', {
  description: 'What is to be different in a segment. What is not given stays.',
  fields: (t) => ({
    name: t.string({ validate: text, description: 'What people read.' }),
    description: t.string({ description: 'What it is for. Null removes it.' }),
    filter: t.field({ type: CustomerFilterInput, description: 'Who is in it. Another filter is another version of the definition.' }),
  }),
});

/** A definition is refused while it is written, not when somebody asks: names in it have to stand for something. */
async function checkedFilter(input: unknown, path: string, { snapshot, workspaceId, principal }: Context): Promise<CustomerFilter> {
  const filter = parseCustomerFilter(input, path);
  await snapshot.read(async (sql) => {
    const names = await readFilterNames(sql, workspaceId, [{ filter, asOf: null }]);
    if (names.personalTraits.size > 0 && !principal.scopes.has('pii')) throw forbidden('pii');
    requireSurveys(filter, path, names.surveys);
  });
  return filter;
}

function requireSurveys(filter: CustomerFilter, path: string, surveys: FilterNames['surveys']): void {
  const { answered, and = [], or = [], not } = filter;
  const survey = answered && surveys.get(answered.survey);
  if (answered && !survey) throw badUserInput(`${path}.answered.survey`, `there is no survey ${JSON.stringify(answered.survey)}`);
  if (answered && survey) askedQuestion(survey, answered, `${path}.answered`);
  for (const [index, one] of and.entries()) requireSurveys(one, `${path}.and.${index}`, surveys);
  for (const [index, one] of or.entries()) requireSurveys(one, `${path}.or.${index}`, surveys);
  if (not) requireSurveys(not, `${path}.not`, surveys);
}

const credential = ({ principal }: Context) => `${principal.kind} ${principal.id}`;
const asJson = (filter: CustomerFilter) => filter as Prisma.InputJsonObject;

async function createSegment(input: typeof SegmentInput.$inferInput, context: Context): Promise<SegmentRow> {
  const { workspaceId } = context;
  const filter = await checkedFilter(input.filter, 'input.filter', context);
  const own = { name: input.name.trim(), description: input.description?.trim() ?? null };
  return context.inTransaction(async (tx) => {
    const stored = await tx.segment.findFirst({ where: { workspaceId, key: input.key } });
    if (stored) {
      const isSame = stored.name === own.name && stored.description === own.description && saysSame(stored.definition, filter);
      if (isSame) return stored;
      throw conflict(`input.key: a segment ${input.key} is there already and is another: updateSegment`, { argument: 'input.key' });
    }
    if ((await tx.segment.count({ where: { workspaceId } })) >= mostSegments)
      throw badUserInput('input', `a workspace has at most ${mostSegments} segments`);
    const segment = await tx.segment.create({ data: { workspaceId, key: input.key, ...own, definition: asJson(filter) } });
    await writeVersion(tx, segment, context);
    await recordAudit(prismaExecutor(tx), context, 'SEGMENT_CREATED', ['Segment', segment.id], { key: segment.key });
    return segment;
  });
}

async function updateSegment(segmentKey: string, change: typeof SegmentChange.$inferInput, context: Context): Promise<SegmentRow> {
  const { workspaceId } = context;
  const filter = change.filter ? await checkedFilter(change.filter, 'change.filter', context) : null;
  return context.inTransaction(async (tx) => {
    // Locked, so that of two changes at once one follows the other.
    await tx.$queryRaw`select id from segment where workspace_id = ${workspaceId} and key = ${segmentKey} for update`;
    const stored = await tx.segment.findFirst({ where: { workspaceId, key: segmentKey } });
    if (!stored) throw notFound('key', 'segment');
    const isAnother = filter !== null && !saysSame(stored.definition, filter);
    const data = {
      name: change.name?.trim() ?? stored.name,
      description: change.description === undefined ? stored.description : (change.description?.trim() ?? null),
      ...(isAnother && { definition: asJson(filter), version: stored.version + 1 }),
    };
    if (!isAnother && data.name === stored.name && data.description === stored.description) return stored;
    const where = { workspaceId_id: { workspaceId, id: stored.id } };
    const segment = await tx.segment.update({ where, data: { ...data, updatedAt: new Date() } });
    if (isAnother) await writeVersion(tx, segment, context);
    const details = { key: segment.key, version: segment.version };
    await recordAudit(prismaExecutor(tx), context, 'SEGMENT_CHANGED', ['Segment', segment.id], details);
    return segment;
  });
}

function deleteSegment(segmentKey: string, context: Context): Promise<string> {
  const { workspaceId } = context;
  return context.inTransaction(async (tx) => {
    const stored = await tx.segment.findFirst({ where: { workspaceId, key: segmentKey } });
    const { count } = await tx.segment.deleteMany({ where: { workspaceId, key: segmentKey } });
    // Of two at once only one deletes it.
    if (stored && count > 0) await recordAudit(prismaExecutor(tx), context, 'SEGMENT_DELETED', ['Segment', stored.id], { key: segmentKey });
    return segmentKey;
  });
}

async function writeVersion(tx: Prisma.TransactionClient, segment: SegmentRow, context: Context): Promise<void> {
  const { workspaceId, id, version, definition } = segment;
  const data = { workspaceId, segmentId: id, version, definition: definition as Prisma.InputJsonObject, createdBy: credential(context) };
  await tx.segmentVersion.create({ data });
}

builder.mutationFields((t) => ({
  createSegment: t.field({
    type: Segment,
    description: 'Creates a segment. Sent again, it returns the same one; another one under its key is a CONFLICT.',
    authScopes: { $any: { compute: true, admin: true } },
    args: { input: t.arg({ type: SegmentInput, required: true, description: 'The segment.' }) },
    resolve: (_root, { input }, context) => createSegment(input, context),
  }),
  updateSegment: t.field({
    type: Segment,
    description: 'Changes a segment. Another filter is another version; the versions before it are kept.',
    authScopes: { $any: { compute: true, admin: true } },
    args: {
      key: t.arg.string({ required: true, description: 'Its key.' }),
      change: t.arg({ type: SegmentChange, required: true, description: 'What is to be different.' }),
    },
    resolve: (_root, args, context) => updateSegment(args.key, args.change, context),
  }),
  deleteSegment: t.string({
    description: 'Deletes a segment with all its versions. One that is gone already is no error. Returns its key.',
    authScopes: { $any: { compute: true, admin: true } },
    args: { key: t.arg.string({ required: true, description: 'Its key.' }) },
    resolve: (_root, { key }, context) => deleteSegment(key, context),
  }),
}));

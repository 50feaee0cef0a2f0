import type { Transaction } from '../../prisma/sql.ts';
import { keepRollup, type Loading } from '../rollups/keepRollup.ts';
import { rollupSources } from '../rollups/rollupSource.ts';
import { answersEncoder, type BoundQuestion } from './answers.ts';
import { choiceCell, emailCell, groupCell, numberCell, remembered, textCell } from './cellParsers.ts';
import { isNumeric, sampleSources } from './codebook.ts';
import { list } from './columns.ts';
import { externalIdCell } from './customers.ts';
import { warnOfAhead } from './datedAhead.ts';
import { type ErasedNames, identitiesOfErased, isOfErased, leaveOutErased } from './erasedNames.ts';
import { type BoundField, bindFields, encodeFields, type FieldSpec, readersOf, refuseUnknownFields } from './fields.ts';
import { ImportInputError } from './importInputError.ts';
import type { ImportKind, KindContext, LoadOutcome, RowFault } from './importKind.ts';
import { inferCodebook } from './inferCodebook.ts';
import { addressesAsIds, identityOf, resolvePeople } from './people.ts';
import { questionFinder } from './questionFinder.ts';
import { numberEqualRows, rowHash } from './rowHash.ts';
import { supersede } from './supersede.ts';
import { planSurvey, requireSamePlan, type SurveyPlan, writeSurvey } from './surveys.ts';
import { type Owner, upsert } from './upsert.ts';

export const responseFields: readonly FieldSpec[] = [
  { name: 'response_id', column: 'external_id', parse: externalIdCell },
  { name: 'customer_external_id', column: 'person_external_id', parse: externalIdCell },
  { name: 'email', column: 'person_email', parse: emailCell },
  { name: 'submitted_at', aliases: ['responded_at'], column: 'responded_at', parse: 'DATE_TIME' },
  { name: 'invited_at', column: 'invited_at', parse: 'DATE_TIME' },
  { name: 'channel', column: 'channel', parse: groupCell() },
  { name: 'touchpoint', column: 'touchpoint', parse: groupCell() },
  { name: 'brand', column: 'brand', parse: groupCell() },
  { name: 'sample_source', column: 'sample_source', parse: remembered(choiceCell(sampleSources)) },
  { name: 'sampling_weight', column: 'sampling_weight', parse: remembered(numberCell({ min: 0 })) },
  { name: 'comment', column: 'comment', parse: textCell() },
];

/**
 * One row a response, with a column a question. A row is the newest state of the columns that the file has; answers to
 * questions that the file lacks stay. A row without response_id is known by the hash of its content.
 */
export const responses: ImportKind = async (context) => {
  const { tx, workspaceId, importId, columns } = context;
  const { bound, plan, questions } = await openSurvey(context);
  const encodeAnswers = answersEncoder(questions);
  const identified = bound.filter(({ column }) => column !== 'external_id');
  const responseId = bound.find(({ column }) => column === 'external_id');
  const content = responseFields.filter(({ column }) => column !== 'external_id');
  const readers = [...readersOf(content, bound), ...questions.map(({ read }) => read)];
  const noId = '\t\\N';
  const noFields = '\t\\N'.repeat(identified.length + 2); // and no answers
  const keyed = (fault: RowFault, id: string | RowFault, line: number): RowFault =>
    typeof id === 'string' && id !== noId ? { ...fault, keyLine: `${line}${id}\tf\tt${noFields}\n` } : fault;
  let hashed = 0;
  return {
    encode: (cells, line) => {
      const id = responseId ? encodeFields([responseId], cells) : noId;
      const answers = encodeAnswers(cells);
      if (typeof answers !== 'string') return keyed(answers, id, line);
      const row = encodeFields(identified, cells);
      if (typeof row !== 'string') return keyed(row, id, line);
      if (typeof id !== 'string') return id;
      if (id !== noId) return `${line}${id}\tf\tf${row}\t${answers}\n`;
      hashed++;
      return `${line}\t${rowHash(readers, cells)}\tt\tf${row}\t${answers}\n`;
    },
    isOfErased: isOfErased(context.erased, bound),
    stage: async () => {
      await createStage(tx);
      const staged = ['line', 'external_id', 'is_hashed', 'is_faulty', ...identified.map(({ column }) => column), 'values', 'answers'];
      return tx`copy stage_response ( ${tx(staged)} ) from stdin`.writable();
    },
    load: async (room) => {
      const present = identified.map(({ column }) => column);
      const outcome = await loadResponses(
        tx,
        { workspaceId, importId },
        { plan, questions, present, hashed, erased: context.erased, room },
      );
      const ahead = present.includes('responded_at')
        ? await warnOfAhead(tx, context, 'stage_response', { name: 'submitted_at', column: 'responded_at' })
        : [];
      const warnings = [...plan.warnings, ...ahead];
      const missing = questions.filter(({ read }) => !read).map(({ question }) => question.key);
      return {
        ...outcome,
        report: {
          ...outcome.report,
          saysNot: saysNot(bound),
          codebook: plan.codebook,
          ...(warnings.length > 0 && { warnings }),
          missingQuestions: missing,
          ignoredColumns: columns.ignored(),
        },
      };
    },
  };
};

/** What a file of answers can be loaded without, and is seldom meant to. */
const saysNot = (bound: readonly BoundField[]) => [
  ...(bound.some(({ column }) => column.startsWith('person_')) ? [] : ['customer']),
  ...(bound.some(({ column }) => column === 'responded_at') ? [] : ['submitted_at']),
];

async function openSurvey(context: KindContext) {
  const { tx, workspaceId, surveyKey, mapping, columns, readAgain } = context;
  if (surveyKey === null) throw new ImportInputError('MISSING_SURVEY', 'responses belong to a survey: name its key');
  const bound = bindFields(responseFields, context);
  const plan = await planSurvey(tx, workspaceId, surveyKey, mapping.codebook, () => inferCodebook(surveyKey, columns, readAgain));
  const asked = plan.codebook.questions;
  refuseUnknownFields([...responseFields.map(({ name }) => name), ...asked.map(({ key }) => key)], context);
  const find = questionFinder(columns, mapping.fields);
  const questions = asked.map((question): BoundQuestion => ({ question, read: find(question) }));
  if (questions.length > 0 && questions.every(({ read }) => read === null)) {
    const wanted = list(asked.map(({ key }) => key));
    throw new ImportInputError(
      'MISSING_COLUMN',
      `the file has a column for none of the survey's questions (${wanted}); its header has ${list(columns.names)}`,
    );
  }
  return { bound, plan, questions };
}

async function createStage(tx: Transaction): Promise<void> {
  await tx`
    create temp table stage_response on commit drop as
    select 0::bigint as line, r.external_id, false as is_hashed, false as is_faulty, r.external_id as person_external_id, r.external_id as person_email, r.responded_at,
           r.invited_at, r.channel, r.touchpoint, r.brand, r.sample_source, r.sampling_weight, r."values", r.comment, r.answers
      from response r with no data`;
}

interface LoadPlan {
  readonly plan: SurveyPlan;
  readonly questions: readonly BoundQuestion[];
  readonly present: readonly string[];
  readonly hashed: number;
  readonly erased: ErasedNames | null;
  readonly room: number;
}

async function loadResponses(tx: Transaction, owner: Owner, loading: LoadPlan): Promise<LoadOutcome> {
  const { plan, questions, present, hashed, erased, room } = loading;
  await requireSamePlan(tx, owner.workspaceId, plan);
  const { surveyId, changed: surveyChanged } = await writeSurvey(tx, owner, plan);
  await tx`analyze stage_response`;
  if (hashed > 0) await numberEqualRows(tx, 'stage_response');
  const repeated = await supersede(tx, 'stage_response', tx`s.external_id`, 'response_id', room);
  const hasPeople = present.includes('person_external_id') || present.includes('person_email');
  const changesTheirs = tx`s.external_id in (
    select r.external_id from response r
     where r.workspace_id = ${owner.workspaceId} and r.survey_id = ${surveyId} and r.identity_id in (${identitiesOfErased(tx, owner.workspaceId)}))`;
  const rowsOfErased = await leaveOutErased(tx, owner, erased, { stage: 'stage_response', columns: present, changesTheirs });
  const people = hasPeople ? await resolvePeople(tx, owner, 'stage_response', room) : null;
  if (questions.some(({ read }) => read === null)) await keepOtherAnswers(tx, owner, surveyId, questions);
  const columns = [...present.filter((column) => !column.startsWith('person_')), 'values', 'answers'];
  const source = tx`
    select ${surveyId}::bigint as survey_id, s.external_id, ${tx(columns.map((column) => `s.${column}`))} ${hasPeople ? tx`, i.id as identity_id` : tx``}
      from stage_response s ${hasPeople ? identityOf(tx, owner) : tx``}`;
  const written = hasPeople ? [...columns, 'identity_id'] : columns;
  const target = { table: 'response', key: ['survey_id', 'external_id'], columns: written, undoKey: ['id'] } as const;
  const [staged] = await tx<{ rows: number; ofNobody: number }[]>`
    select count(*)::integer as rows, (count(*) filter (where person_external_id is null and person_email is null))::integer as "ofNobody" from stage_response`;
  const { rows = 0, ofNobody = 0 } = staged ?? {};
  const rolledUp = await keepRollup(tx, rollupSources.ANSWER, { workspaceId: owner.workspaceId, rows, ...touched(tx, owner, surveyId) });
  const { inserted, updated } = await upsert(tx, owner, target, source);
  await rolledUp(inserted + updated);
  return {
    rowsLoaded: inserted + updated,
    rowsUnchanged: rows - inserted - updated,
    rowsOfErased,
    tables: people ? ['response', 'customer', 'identity'] : ['response'],
    faults: people ? [...repeated, people.emailTaken] : repeated,
    changedDomains: [...(people?.changedDomains ?? []), ...(surveyChanged || inserted + updated > 0 ? (['feedback'] as const) : [])],
    report: {
      customersCreated: people?.customersCreated ?? 0,
      ...(people && ofNobody > 0 ? { rowsOfNobody: ofNobody } : {}),
      ...addressesAsIds(people),
    },
  };
}

/** Whose answers the file brings or replaces, and the anonymous ones among them. */
function touched(tx: Transaction, owner: Owner, surveyId: bigint): Pick<Loading, 'customers' | 'moments' | 'ofNobody'> {
  const { workspaceId } = owner;
  const there = tx`stage_response s join response r on r.workspace_id = ${workspaceId} and r.survey_id = ${surveyId} and r.external_id = s.external_id`;
  return {
    customers: tx`
      select i.customer_id from stage_response s ${identityOf(tx, owner)} where i.customer_id is not null
       union
      select i.customer_id from ${there} join identity i on i.workspace_id = r.workspace_id and i.id = r.identity_id`,
    moments: tx`select s.responded_at as at from stage_response s union all select r.responded_at from ${there}`,
    // also whose identity is gone with its customer
    ofNobody: tx`select r.* from ${there} left join identity i on i.workspace_id = r.workspace_id and i.id = r.identity_id where i.id is null`,
  };
}

/** A file without some of the questions says nothing about them: their stored answers are put beside its own. */
async function keepOtherAnswers(
  tx: Transaction,
  { workspaceId }: Owner,
  surveyId: bigint,
  questions: readonly BoundQuestion[],
): Promise<void> {
  const isRead = questions.map(({ question, read }) => read !== null && isNumeric(question.kind));
  const answered = questions.flatMap(({ question, read }) => (read ? [question.key] : []));
  // Answers side by side, not by their places: each would be looked up in the whole of a row's answers.
  await tx`
    update stage_response s
       set "values" = (select coalesce((array_agg(v.answer order by v.place))[1 : max(v.place) filter (where v.answer is not null)], '{}')
                         from (select u.place, case when u.is_read then u.new else u.old end as answer
                                 from unnest(s."values", t."values", ${isRead.map(String)}::text[]::boolean[]) with ordinality as u (new, old, is_read, place)) v),
           answers = nullif((coalesce(t.answers, '{}') - ${answered}::text[]) || coalesce(s.answers, '{}'), '{}')
      from response t
     where t.workspace_id = ${workspaceId} and t.survey_id = ${surveyId} and t.external_id = s.external_id`;
}

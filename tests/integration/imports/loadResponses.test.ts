import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inWorkspace } from '../../../prisma/sql.ts';
import { loadImport } from '../../../worker/imports/load.ts';
import { type ImportBench, openImportBench } from './importBench.ts';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
afterAll(() => bench.close());

const codebook = {
  questions: [
    { key: 'nps', label: 'Recommend', kind: 'NPS', role: 'OUTCOME' },
    { key: 'food', label: 'Food', kind: 'RATING', scaleMin: 1, scaleMax: 5, notApplicableCodes: [6], blankCodes: ['0', 'n/a'] },
    { key: 'spent', label: 'Spent', kind: 'NUMBER' },
    { key: 'why', label: 'Why', kind: 'TEXT' },
    { key: 'seen', label: 'Seen', kind: 'MULTI' },
  ],
};
const responsesOf = (survey: string) => bench.admin`
  select r.external_id as id, r.responded_at as at, r."values"::text as "values", r.answers, r.comment from response r join survey s on s.id = r.survey_id
   where s.key = ${survey} order by r.external_id`;

describe('values', () => {
  it('stores answers by position, codes as declared, and the rest by key', async () => {
    const file = `response_id;submitted_at;nps;food;spent;why;seen;comment
a;2024-05-01T10:00:00+02:00;0;6;16777217;"because; ""yes""";Web|Shop;fine
b;2024-05-01 10:00;10; N/A ;0.1;;;
c;;11;3;1;;;
d;;9;7;1;;;
e;;8.5;;;;;
f;;7;;x;;;
g;;;;;;;
`;
    const outcome = await bench.run(`\ufeff${file.replaceAll('\n', '\r\n')}`, { as: 'RESPONSES', survey: 'codes', codebook });
    expect(outcome.message).toBeNull();
    expect(outcome).toMatchObject({ read: 7, loaded: 3, rejected: 4 });
    expect(outcome.errors.map(({ line, field, code }) => `${line} ${field} ${code}`)).toEqual([
      '4 nps OUT_OF_SCALE',
      '5 food OUT_OF_SCALE',
      '6 nps NOT_A_WHOLE_NUMBER',
      '7 spent NOT_A_NUMBER',
    ]);
    expect(outcome.errors[1]!.reason).toContain('1 to 5 or the not-applicable code 6');
    expect(await responsesOf('codes')).toEqual([
      {
        id: 'a',
        at: new Date('2024-05-01T08:00:00Z'),
        values: '{0,6,1.6777216e+07}',
        answers: { spent: 16777217, why: 'because; "yes"', seen: ['Web', 'Shop'] },
        comment: 'fine',
      },
      { id: 'b', at: new Date('2024-05-01T08:00:00Z'), values: '{10,NULL,0.1}', answers: null, comment: null },
      { id: 'g', at: null, values: '{}', answers: null, comment: null },
    ]);
  });

  it('tells rows without an id apart by content and ordinal, and knows them again', async () => {
    const file = 'nps,food\n9,5\n9,5\n8,4\n9,5\n';
    await bench.run(file, { as: 'RESPONSES', survey: 'hashed', codebook });
    const ids = (await responsesOf('hashed')).map(({ id }) => String(id));
    expect(ids).toHaveLength(4);
    expect(ids.filter((id) => /-2$|-3$/.test(id))).toHaveLength(2);
    const before = await bench.rowVersions();
    expect(await bench.run(file, { as: 'RESPONSES', survey: 'hashed' })).toMatchObject({ loaded: 0, unchanged: 4 });
    expect(await bench.run('food;nps\n5;9\n5;9\n4;8\n5;9\n', { as: 'RESPONSES', survey: 'hashed' })).toMatchObject({
      loaded: 0,
      unchanged: 4,
    });
    expect(await bench.rowVersions()).toEqual(before);
  });

  it('keeps answers to questions that a later file lacks, and what it overwrote', async () => {
    await bench.run('response_id,nps,food,why\nk1,9,5,good\n', { as: 'RESPONSES', survey: 'partial', codebook });
    const outcome = await bench.run('response_id,nps\nk1,7\n', { as: 'RESPONSES', survey: 'partial' });
    expect(outcome).toMatchObject({ loaded: 1, report: { missingQuestions: ['food', 'spent', 'why', 'seen'] } });
    expect(await responsesOf('partial')).toMatchObject([{ values: '{7,5}', answers: { why: 'good' } }]);
    const undo = await bench.admin`select old_row -> 'values' as "values" from import_undo where import_id = ${outcome.id}`;
    expect(undo).toEqual([{ values: [9, 5] }]);
  });
});

describe('customers', () => {
  it('makes a stub for one it does not know, and leaves responses without one alone', async () => {
    const file = 'response_id,customer_external_id,email,nps\np1,new1,,9\np2,,Only@Mail.example,8\np3,,,7\np4,new1,new1@mail.example,6\n';
    const outcome = await bench.run(file, { as: 'RESPONSES', survey: 'people', codebook });
    expect(outcome).toMatchObject({ loaded: 4, report: { customersCreated: 2, rowsOfNobody: 1 } });
    const rows = await bench.admin`
      select r.external_id as id, i.kind, i.value, c.external_id as customer from response r join survey s on s.id = r.survey_id
        left join identity i on i.id = r.identity_id left join customer c on c.id = i.customer_id where s.key = 'people' order by 1`;
    expect(rows).toEqual([
      { id: 'p1', kind: 'CRM_ID', value: 'new1', customer: 'new1' },
      { id: 'p2', kind: 'EMAIL', value: 'only@mail.example', customer: null },
      { id: 'p3', kind: null, value: null, customer: null },
      { id: 'p4', kind: 'CRM_ID', value: 'new1', customer: 'new1' },
    ]);
    const before = await bench.rowVersions();
    await bench.run(file, { as: 'RESPONSES', survey: 'people' });
    expect(await bench.rowVersions()).toEqual(before);
  });
});

describe('the codebook', () => {
  const load = (questions: unknown[], file = 'response_id,q1,q2\n1,5,5\n') =>
    bench.run(file, { as: 'RESPONSES', survey: 'grown', codebook: { questions } });
  const question = (key: string, more = {}) => ({ key, kind: 'RATING', scaleMin: 1, scaleMax: 5, ...more });

  it('grows at its end and nowhere else', async () => {
    expect(await load([question('q1')])).toMatchObject({ state: 'SUCCEEDED', report: { ignoredColumns: ['q2'] } });
    expect(await load([question('q1'), question('q2')])).toMatchObject({ state: 'SUCCEEDED', loaded: 1 });
    expect(await load([question('q2'), question('q1')])).toMatchObject({ state: 'FAILED', error: 'CODEBOOK_CONFLICT' });
    const narrower = await load([question('q1', { scaleMax: 7 }), question('q2')]);
    expect(narrower).toMatchObject({ state: 'FAILED', error: 'CODEBOOK_CONFLICT' });
    expect(narrower.message).toContain('scaleMax of question "q1"');
    expect(
      await bench.admin`select key, position from question q where survey_id = (select id from survey where key = 'grown') order by position`,
    ).toEqual([
      { key: 'q1', position: 1 },
      { key: 'q2', position: 2 },
    ]);
  });

  it('names the place of a fault', async () => {
    const outcome = await load([question('q1'), { key: 'q2', kind: 'STARS' }]);
    expect(outcome).toMatchObject({ state: 'FAILED', error: 'INVALID_CODEBOOK' });
    expect(outcome.message).toContain('codebook.questions.1.kind (question "q2"): ');
    const short = await load([question('q1'), { key: 'q2', kind: 'NPS', scaleMin: 1, scaleMax: 5 }]);
    expect(short).toMatchObject({ state: 'FAILED', error: 'INVALID_CODEBOOK' });
    expect(short.message).toContain(
      'codebook.questions.1.scaleMax (question "q2"): an NPS question goes from 0 to 10: leave scaleMin and scaleMax out',
    );
  });

  it.each([
    [
      'a touchpoint that no key of a roll-up holds',
      { touchpoint: 'ä'.repeat(2000) },
      {},
      'codebook.touchpoint: the text has 4000 bytes, at most 500 fit',
    ],
    ['a title', { title: 'x'.repeat(2001) }, {}, 'codebook.title: the text has 2001 bytes'],
    ['a key', {}, { key: `k${'x'.repeat(200)}` }, 'codebook.questions.0.key (question "kxxx'],
    ['a label', {}, { label: 'x'.repeat(2001) }, 'codebook.questions.0.label (question "q"): the text has 2001 bytes, at most 2000 fit'],
    ['a force', {}, { force: 'x'.repeat(501) }, 'codebook.questions.0.force (question "q"): the text has 501 bytes, at most 500 fit'],
    ['a blank code', {}, { blankCodes: ['-', 'x'.repeat(501)] }, 'codebook.questions.0.blankCodes.1 (question "q"): the text has 501'],
  ])('tells %s that is too long', async (_what, survey, more, message) => {
    const questions = [question('q', more)];
    const outcome = await bench.run('response_id,q\n1,5\n', { as: 'RESPONSES', survey: 'long', codebook: { ...survey, questions } });
    expect(outcome).toMatchObject({ state: 'FAILED', error: 'INVALID_CODEBOOK', message: expect.stringContaining(message) });
  });

  it('leaves to fields what a header writes for people, and tells what no column says', async () => {
    const options = { as: 'RESPONSES', survey: 'written', dryRun: true } as const;
    const told = await bench.run('Response ID,Submitted at,Sample-Source,Q 1\nr1,2026-01-31,own_list,5\n', options);
    expect(told).toMatchObject({ loaded: 1, report: { saysNot: ['customer'], codebook: { questions: [{ key: 'q_1' }] } } });
    const twice = await bench.run('Response ID,response-id,E-Mail,Q1\nr1,r2,a@example.com,5\n', options); // either could be meant: none is
    expect(twice.report).toMatchObject({
      saysNot: ['submitted_at'],
      codebook: { questions: [{ key: 'response_id' }, { key: 'response-id' }, { key: 'Q1' }] },
    });
  });

  it('is inferred from the first file that has answers, also where one of its header alone came before', async () => {
    const options = { as: 'RESPONSES', survey: 'header-first' } as const;
    expect(await bench.run('response_id,nps\n', options)).toMatchObject({ state: 'SUCCEEDED', read: 0 });
    const outcome = await bench.run('response_id,nps\n1,9\n2,8\n', options);
    expect(outcome).toMatchObject({ loaded: 2, report: { ignoredColumns: [], codebook: { questions: [{ key: 'nps', kind: 'NPS' }] } } });
    expect((await responsesOf('header-first')).map(({ values }) => values)).toEqual(['{9}', '{8}']);
  });

  it('is inferred, shown by a dry run that leaves nothing, and knows its columns again', async () => {
    const file = `When,How likely are you to recommend us? (0-10),Service,Region,Why?\n${Array.from({ length: 12 }, (_, i) => `2024-01-${String(i + 1).padStart(2, '0')},${i % 11},${(i % 5) + 1},${i % 2 ? 'North' : 'South'},"text ${i}, long"`).join('\n')}\n`;
    const before = await bench.rowVersions();
    const options = { as: 'RESPONSES', survey: 'inferred', fields: { submitted_at: 'When' } } as const;
    const faults = `${file}${'nonsense,1,1,North,\n'.repeat(101)}`;
    expect(await bench.run(faults, { ...options, dryRun: true })).toMatchObject({ report: { errorCount: 101, errorsStored: 101 } });
    const dry = await bench.run(file, { ...options, dryRun: true });
    expect(dry).toMatchObject({ state: 'SUCCEEDED', read: 12, loaded: 12, errors: [] });
    expect(dry.report.codebook).toMatchObject({
      questions: [
        { key: 'how_likely_are_you_to_recommend_us_0_10', kind: 'NPS', role: 'OUTCOME', scaleMin: 0, scaleMax: 10 },
        { key: 'Service', kind: 'RATING', role: 'DRIVER', scaleMin: 1, scaleMax: 5 },
        { key: 'Region', kind: 'CHOICE' },
        { key: 'why', kind: 'TEXT', label: 'Why?' },
      ],
    });
    expect(await bench.rowVersions()).toEqual(before);
    expect(await bench.run(file, options)).toMatchObject({ loaded: 12 });
    expect(await bench.run(file, options)).toMatchObject({
      loaded: 0,
      unchanged: 12,
      report: { missingQuestions: [], ignoredColumns: [] },
    });
  });
});

describe('the file as a whole', () => {
  const run = (file: string | Buffer, more = {}) => bench.run(file, { as: 'RESPONSES', survey: 'whole', codebook, ...more });
  it.each([
    ['an empty file', '', 'EMPTY_FILE', 'empty'],
    ['another encoding', Buffer.from('nps,why\n9,ok\n8,Gr\xfc\xdfe\n', 'latin1'), 'WRONG_ENCODING', 'line 3 is not UTF-8'],
    ['a quotation mark left open', 'nps,why\n9,"open\n8,x\n', 'NOT_CSV', 'line 2'],
    ['a column named twice', 'nps,nps\n9,8\n', 'DUPLICATE_COLUMN', 'columns 1 and 2'],
    ['no question at all', 'a,b\n1,2\n', 'MISSING_COLUMN', '"nps"'],
  ])('refuses %s and says why', async (_name, file, code, text) => {
    const outcome = await run(file);
    expect(outcome).toMatchObject({ state: 'FAILED', error: code, read: null });
    expect(outcome.message).toContain(text);
  });

  it('reads another encoding when it is named, in chunks that cut letters and rows', async () => {
    const bytes = Buffer.from('response_id;nps;why\n1;9;Grüße "z"\n2;8;"Zeile 1\nZeile 2"\n', 'latin1');
    expect(await run(bytes, { encoding: 'windows-1252', chunkBytes: 3, survey: 'latin' })).toMatchObject({ state: 'SUCCEEDED', loaded: 2 });
    const marked = await run('\ufeffresponse_id,nps\n3,9\n', { encoding: 'windows-1252', survey: 'latin' });
    expect(marked).toMatchObject({ state: 'FAILED', error: 'WRONG_ENCODING' });
    expect(marked.message).toContain('leave the encoding out');
    expect((await responsesOf('latin')).map(({ answers }) => answers.why)).toEqual(['Grüße "z"', 'Zeile 1\nZeile 2']);
    expect(await run('response_id,nps,why\n1,9,Grüße 🙂\n', { chunkBytes: 1, survey: 'utf8' })).toMatchObject({
      state: 'SUCCEEDED',
      loaded: 1,
    });
  });

  it('is written by nobody whose lease is lost', async () => {
    const importId = await bench.place('response_id,nps\nlost,9\n', { as: 'RESPONSES', survey: 'lost', codebook });
    let taken: Promise<unknown> | undefined;
    await loadImport(bench.app, { workspaceId: bench.workspaceId, importId, attempt: 1 }, () => {
      taken ??= Promise.resolve(bench.admin`update import set attempt = 2 where id = ${importId}`);
    });
    await taken;
    expect(await bench.outcome(importId)).toMatchObject({ state: 'RUNNING', read: null });
    expect(await responsesOf('lost')).toEqual([]);
  });

  it('survives two imports of the same rows at once', async () => {
    const file = `response_id,email,nps\n${Array.from({ length: 500 }, (_, i) => `c${i},c${i}@example.org,${i % 11}`).join('\n')}\n`;
    const second = await openSecond();
    const ids = await Promise.all([1, 2].map(() => bench.place(file, { as: 'RESPONSES', survey: 'twice', codebook })));
    await Promise.all(
      ids.map((importId, i) => loadImport(i ? second : bench.app, { workspaceId: bench.workspaceId, importId, attempt: 1 }, () => {})),
    );
    const outcomes = await Promise.all(ids.map((id) => bench.outcome(id)));
    expect(outcomes.map(({ loaded }) => loaded).toSorted()).toEqual([0, 500]);
    await second.end();
  });

  it('keeps the answers to a question that another import appends while it is staged', async () => {
    const options = { as: 'RESPONSES', survey: 'appended' } as const;
    await bench.run('response_id,nps,food\na,1,1\n', { ...options, codebook });
    const grown = { questions: [...codebook.questions, { key: 'price', label: 'Price', kind: 'RATING', scaleMin: 1, scaleMax: 5 }] };
    const files = [
      await bench.place('response_id,nps,food,price\na,9,2,5\n', { ...options, codebook: grown }),
      await bench.place('response_id,nps,food\na,10,3\n', options),
    ];
    const holder = await openSecond();
    let loading: Promise<void>[] = [];
    await holder.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(${bench.workspaceId}, 1)`; // imports take turns by this one: both are staged, the first waits in front
      for (const [index, importId] of files.entries()) {
        const worker = await openSecond();
        loading = [
          ...loading,
          loadImport(worker, { workspaceId: bench.workspaceId, importId, attempt: 1 }, () => {}).finally(() => worker.end()),
        ];
        const waiting = () => bench.admin`
          select from pg_locks l join pg_database d on d.oid = l.database
           where d.datname = current_database() and l.locktype = 'advisory' and l.classid = ${bench.workspaceId} and not l.granted`;
        await expect.poll(waiting, { timeout: 10_000 }).toHaveLength(index + 1);
      }
    });
    await Promise.all(loading);
    await holder.end();
    for (const id of files) expect(await bench.outcome(id)).toMatchObject({ state: 'SUCCEEDED', loaded: 1 });
    expect((await bench.outcome(files[1]!)).report).toMatchObject({ missingQuestions: ['spent', 'why', 'seen', 'price'] });
    expect(await responsesOf('appended')).toMatchObject([{ id: 'a', values: '{10,3,NULL,NULL,NULL,5}' }]);
  });
});

const openSecond = async () =>
  (await import('../../../prisma/sql.ts')).connect(bench.database.appUrl, { applicationName: 'test second', max: 2 });

it('holds nothing of another workspace', async () => {
  await bench.run('response_id,nps\nz,1\n', { as: 'RESPONSES', survey: 'theirs', codebook, workspaceId: bench.otherWorkspaceId });
  const seen = await inWorkspace(bench.app, bench.workspaceId, (tx) => tx`select from survey where key = 'theirs'`);
  expect(seen).toHaveLength(0);
  expect(await bench.admin`select count(*)::integer as n from response where workspace_id = ${bench.otherWorkspaceId}`).toEqual([{ n: 1 }]);
});

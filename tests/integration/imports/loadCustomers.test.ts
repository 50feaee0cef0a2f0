import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImportBench, openImportBench } from './importBench.ts';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
afterAll(() => bench.close());

const customersOf = (workspaceId = bench.workspaceId) => bench.admin<
  { external_id: string | null; emails: string[]; traits: Record<string, string> }[]
>`
  select external_id, array(select value::text from identity i where i.workspace_id = c.workspace_id and i.customer_id = c.id and kind = 'EMAIL' order by 1) as emails,
         (select coalesce(jsonb_object_agg(key, value_text), '{}') from customer_trait t where t.workspace_id = c.workspace_id and t.customer_id = c.id) as traits
    from customer c where workspace_id = ${workspaceId} order by external_id, id`;

it('loads good rows and quarantines bad ones', async () => {
  const file = `external_id,email,created_at,country,first_name,attributes.plan,unknown
c1, Ann@Example.org ,2024-01-02T03:04:05Z,DE,Ann,gold,x
,,2024-01-02,DE,,,
c2,not an address,2024-01-02,DE,,,
c3,c3@example.org,2024-02-30,DE,,,
c4,c4@example.org,2024-07-01,FR,"Zoë ""Z""
Smith",,
c5,five
`;
  const outcome = await bench.run(file, { as: 'CUSTOMERS' });
  expect(outcome.message).toBeNull();
  expect(outcome).toMatchObject({ state: 'SUCCEEDED', read: 6, loaded: 2, unchanged: 0, rejected: 4 });
  expect(outcome.errors.map(({ line, field, code }) => [line, field, code])).toEqual([
    [3, 'external_id', 'MISSING_KEY'],
    [4, 'email', 'NOT_AN_EMAIL'],
    [5, 'created_at', 'NOT_A_TIME'],
    [8, null, 'ROW_LENGTH'],
  ]);
  expect(outcome.errors[1]!.raw).toBe('c2,not an address,2024-01-02,DE,,,');
  expect(outcome.report).toMatchObject({ ignoredColumns: ['unknown'] });
  expect(await customersOf()).toEqual([
    { external_id: 'c1', emails: ['ann@example.org'], traits: { country: 'DE', first_name: 'Ann', plan: 'gold' } },
    { external_id: 'c4', emails: ['c4@example.org'], traits: { country: 'FR', first_name: 'Zoë "Z"\nSmith' } },
  ]);
  const [c4] = await bench.admin`select acquired_at from customer where external_id = 'c4'`;
  expect(c4!.acquired_at).toEqual(new Date('2024-06-30T22:00:00Z')); // midnight in Berlin
});

describe('identities', () => {
  it('adopts a customer known by e-mail alone when a row names both', async () => {
    await bench.run('email,segment\nstub@example.org,new\n', { as: 'CUSTOMERS' });
    const before = await bench.admin`select customer_id from identity where value = 'stub@example.org'`;
    const outcome = await bench.run('external_id,email,country\ns1,STUB@example.org,NL\n', { as: 'CUSTOMERS' });
    expect(outcome).toMatchObject({ state: 'SUCCEEDED', loaded: 1, errors: [] });
    expect(await bench.admin`select id as customer_id from customer where external_id = 's1'`).toEqual(before);
    expect((await customersOf()).find(({ external_id }) => external_id === 's1')).toEqual({
      external_id: 's1',
      emails: ['stub@example.org'],
      traits: { segment: 'new', country: 'NL' },
    });
    const undo =
      await bench.admin`select old_row ->> 'external_id' as external_id from import_undo where import_id = ${outcome.id} and table_name = 'customer'`;
    expect(undo).toEqual([{ external_id: null }]);
  });

  it('gives a stub to the customer that names its address later', async () => {
    await bench.run('external_id\nm1\n', { as: 'CUSTOMERS' });
    await bench.run('response_id,email,nps\nr1,m1@example.org,9\n', { as: 'RESPONSES', survey: 'merge' });
    const outcome = await bench.run('external_id,email\nm1,m1@example.org\n', { as: 'CUSTOMERS' });
    expect(outcome).toMatchObject({ loaded: 1, errors: [] });
    const [response] = await bench.admin`
      select c.external_id from response r join identity i on i.id = r.identity_id join customer c on c.id = i.customer_id where r.external_id = 'r1'`;
    expect(response).toEqual({ external_id: 'm1' });
    expect(await bench.admin`select from customer c where not exists (select from identity i where i.customer_id = c.id)`).toHaveLength(0);
  });

  it('loads a row without an address that belongs to somebody else', async () => {
    await bench.run('external_id,email\nt1,taken@example.org\n', { as: 'CUSTOMERS' });
    const outcome = await bench.run('external_id,email\nt0,free@example.org\nt2,Taken@example.org\n', { as: 'CUSTOMERS' });
    expect(outcome).toMatchObject({ read: 2, loaded: 2, rejected: 0 });
    expect(outcome.errors).toMatchObject([{ line: 3, field: 'email', code: 'EMAIL_TAKEN', raw: 't2,Taken@example.org' }]);
    expect((await customersOf()).find(({ external_id }) => external_id === 't2')?.emails).toEqual([]);
  });
});

it('lets the last line of a key win, also when the lines name the customer differently', async () => {
  const outcome = await bench.run(
    'external_id,email,country\nl1,l1@example.org,A\nl2,l2@example.org,B\nl1,l1@example.org,C\n,l2@example.org,D\n',
    {
      as: 'CUSTOMERS',
    },
  );
  expect(outcome).toMatchObject({ read: 4, loaded: 2, rejected: 2 });
  expect(outcome.errors).toMatchObject([
    { line: 2, code: 'SUPERSEDED', raw: 'l1,l1@example.org,A' },
    { line: 3, code: 'SUPERSEDED', raw: 'l2,l2@example.org,B' },
  ]);
  const countries = (await customersOf()).filter(({ external_id }) => /^l\d$/.test(external_id ?? '')).map(({ traits }) => traits.country);
  expect(countries).toEqual(['C', 'D']);
});

it('empties what the file has empty, leaves what it lacks, and keeps what it overwrote', async () => {
  await bench.run('external_id,country,segment,acquisition_channel\nu1,DE,big,ads\n', { as: 'CUSTOMERS' });
  const outcome = await bench.run('external_id,country,acquisition_channel\nu1,,search\n', { as: 'CUSTOMERS' });
  expect(outcome).toMatchObject({ loaded: 1 });
  expect((await customersOf()).find(({ external_id }) => external_id === 'u1')?.traits).toEqual({ segment: 'big' });
  const undo = await bench.admin`
    select table_name, coalesce(old_row ->> 'value_text', old_row ->> 'acquisition_channel') as was from import_undo where import_id = ${outcome.id} order by 1`;
  expect(undo).toEqual([
    { table_name: 'customer', was: 'ads' },
    { table_name: 'customer_trait', was: 'DE' },
  ]);
});

it('makes new customers with their attributes, whatever names them', async () => {
  const outcome = await bench.run(
    `email,external_id,created_at,acquisition_channel
n4@example.org,,2024-01-04,four
n1@example.org,n1,2024-01-01,one
n3@example.org,,2024-01-03,
n2@example.org,n2,,two
n5@example.org,n5,2024-01-05,old
n5@example.org,,2024-01-06,new
`,
    { as: 'CUSTOMERS' },
  );
  expect(outcome).toMatchObject({ read: 6, loaded: 5, rejected: 1, report: { customersCreated: 5 } });
  const rows = await bench.admin`
    select i.value as email, c.external_id as id, to_char(c.acquired_at at time zone 'Europe/Berlin', 'YYYY-MM-DD') as since, c.acquisition_channel as channel
      from identity i join customer c on c.workspace_id = i.workspace_id and c.id = i.customer_id
     where i.kind = 'EMAIL' and i.value ~ '^n[1-5]@' order by 1`;
  expect(rows).toEqual([
    { email: 'n1@example.org', id: 'n1', since: '2024-01-01', channel: 'one' },
    { email: 'n2@example.org', id: 'n2', since: null, channel: 'two' },
    { email: 'n3@example.org', id: null, since: '2024-01-03', channel: null },
    { email: 'n4@example.org', id: null, since: '2024-01-04', channel: 'four' },
    { email: 'n5@example.org', id: 'n5', since: '2024-01-06', channel: 'new' }, // the later line counts
  ]);
  expect(await bench.admin`select from import_undo where import_id = ${outcome.id}`).toHaveLength(0);
});

it.each([
  ['two columns of one trait', 'external_id,attributes.plan,attributes.plan\n1,a,b\n', 'DUPLICATE_COLUMN', 'columns 2 and 3'],
  ['the name of a trait that no index holds', `external_id,attributes.${'ä'.repeat(300)}\n1,a\n`, 'TOO_LONG', '600 bytes'],
  ['a NUL in a name', 'external_id,attributes.a\0b\n1,a\n', 'WRONG_ENCODING', 'utf-16le'],
  ['UTF-16 without its mark', Buffer.from('external_id,country\n1,DE\n', 'utf16le'), 'WRONG_ENCODING', 'utf-16le'],
  ['a file as gzip packed it', gzipSync('external_id,country\n1,DE\n'), 'NOT_TEXT', 'compressed with gzip, not CSV: unpack it'],
  [
    'an archive or workbook',
    Buffer.from('PK\x03\x04\x14\0\x06\0\b\0'),
    'NOT_TEXT',
    '(.xlsx) are, too, not CSV: save the workbook as "CSV UTF-8"',
  ],
  ['a workbook of old', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'NOT_TEXT', '(.xls), not CSV: save it as "CSV UTF-8"'],
  ['a Parquet file', Buffer.from('PAR1\x15\x04\x15\x80', 'latin1'), 'NOT_TEXT', 'a Parquet file, not CSV: export'],
  ['a PDF document', '%PDF-1.7\n%âãÏÓ\n', 'NOT_TEXT', 'a PDF document, not CSV: export'],
  [
    'a page that asks to sign in',
    '\ufeff\n<!DOCTYPE html>\n<html><body>Sign in, please</body></html>\n',
    'NOT_CSV',
    'an HTML page, not CSV: open it in a browser',
  ],
  ['a table that a program calls .xls', '<table border=1><tr><td>external_id</td></tr></table>', 'NOT_CSV', 'an HTML page'],
  ['a document in XML', '<?xml version="1.0"?>\n<customers/>\n', 'NOT_CSV', 'an XML document, not CSV: export its rows'],
  ['rows in JSON', '{"external_id": "1"}\n{"external_id": "2"}\n', 'NOT_CSV', 'JSON, not CSV: export its rows'],
  ['a list of rows in JSON', ' [\n  {"external_id": "1"}\n]\n', 'NOT_CSV', 'JSON, not CSV'],
  [
    'a first line that declares what cannot be a delimiter',
    'sep=:\nexternal_id:country\n1:DE\n',
    'UNKNOWN_DELIMITER',
    '":", which the first line declares',
  ],
])('refuses %s', async (_what, file, error, word) => {
  const outcome = await bench.run(file, { as: 'CUSTOMERS' });
  expect(outcome).toMatchObject({ state: 'FAILED', error });
  expect(outcome.message).toContain(word);
});

it('recognises UTF-16 and its delimiter by its start, however small the pieces of the upload and behind empty lines', async () => {
  const file = Buffer.from('\ufeff\r\n\r\nexternal_id;country\r\nsmall;FR\r\n', 'utf16le');
  expect(await bench.run(file, { as: 'CUSTOMERS', chunkBytes: 1 })).toMatchObject({ message: null, loaded: 1 });
  expect((await customersOf()).find(({ external_id }) => external_id === 'small')?.traits).toEqual({ country: 'FR' });
});

it('knows a file that is no text whatever is said of it, in a dry run and in single bytes, and takes PAR1 for the name of a column', async () => {
  const outcome = await bench.run(gzipSync('external_id\n1\n'), { as: 'CUSTOMERS', dryRun: true, encoding: 'windows-1252', chunkBytes: 1 });
  expect(outcome).toMatchObject({ state: 'FAILED', error: 'NOT_TEXT', read: null });
  expect(await bench.run('PAR1,external_id\n1,par\n', { as: 'CUSTOMERS' })).toMatchObject({
    loaded: 1,
    report: { ignoredColumns: ['PAR1'] },
  });
  expect(await bench.run('<id> {x} [1],external_id\n1,marked\n', { as: 'CUSTOMERS' })).toMatchObject({
    loaded: 1,
    report: { ignoredColumns: ['<id> {x} [1]'] },
  });
});

it.each([
  ['sep=;', ';', {}],
  ['\ufeffSEP=,', ',', {}],
  ['sep=\t', '\t', {}],
  ['"sep=|"|||', '|', {}],
  ['sep=,', ';', { delimiter: ';' }],
])('takes the first line %j for a declaration of %j', async (declaration, mark, said) => {
  const misleading = mark === ',' ? ';;' : ',,';
  const lines = [declaration, `external_id${mark}attributes.${misleading}`, `sep1${mark}x`, 'sep2', `sep1${mark}y`];
  const outcome = await bench.run(lines.join('\r\n'), { as: 'CUSTOMERS', ...said });
  expect(outcome).toMatchObject({ message: null, read: 3, report: { ignoredColumns: [] } });
  expect(outcome.errors).toMatchObject([
    { line: 4, code: 'ROW_LENGTH', raw: 'sep2' },
    { line: 3, code: 'SUPERSEDED', raw: `sep1${mark}x` },
  ]);
});

it('reads a trait from one column: what is mapped, else its own name, else that under attributes. The others are told as ignored', async () => {
  const file = 'external_id,phone,attributes.phone,attributes.last_name,attributes.plan,Tel,Tarif\nw,own,free,Lee,free,mapped,mapped\n';
  const load = async (fields: Record<string, string>) => {
    const { message, report } = await bench.run(file, { as: 'CUSTOMERS', fields });
    expect(message).toBeNull();
    return [(await customersOf()).find(({ external_id }) => external_id === 'w')!.traits, report.ignoredColumns];
  };
  expect(await load({})).toEqual([{ phone: 'own', last_name: 'Lee', plan: 'free' }, ['attributes.phone', 'Tel', 'Tarif']]);
  expect(await load({ 'attributes.phone': 'Tel', 'attributes.plan': 'Tarif' })).toEqual([
    { phone: 'mapped', last_name: 'Lee', plan: 'mapped' },
    ['phone', 'attributes.phone', 'attributes.plan'],
  ]);
});

it('knows personal traits by their name, whichever column they come from, and by a value that is an e-mail address', async () => {
  const file =
    'external_id,first_name,attributes.Full Name,attributes.lastName,attributes.phone,attributes.contact,attributes.plan name\np1,Ann,Ann Lee,Lee,1,ann@example.org,gold\np2,,,,,nobody,basic\n';
  await bench.run(file, { as: 'CUSTOMERS' });
  const traits = await bench.admin<{ customer: string; key: string; isPersonal: boolean }[]>`
    select c.external_id as customer, t.key, t.is_personal as "isPersonal"
      from customer_trait t join customer c on c.workspace_id = t.workspace_id and c.id = t.customer_id where c.external_id in ('p1', 'p2')`;
  const told = (isPersonal: boolean) =>
    traits.filter((trait) => trait.isPersonal === isPersonal).map(({ customer, key }) => `${customer} ${key}`);
  expect(told(true).sort()).toEqual(['p1 Full Name', 'p1 contact', 'p1 first_name', 'p1 lastName', 'p1 phone']);
  expect(told(false).sort()).toEqual(['p1 plan name', 'p2 contact', 'p2 plan name']);
});

it('says how many customers have an e-mail address as their id: those are shown to whoever may read', async () => {
  const file = (extra: string) => `external_id,country\n${extra}n1,DE\n`;
  expect((await bench.run(file('x@example.org,DE\ny@example.org,FR\n'), { as: 'CUSTOMERS' })).report).toMatchObject({
    emailAddressesAsIds: 2,
  });
  expect((await bench.run(file(''), { as: 'CUSTOMERS' })).report).not.toHaveProperty('emailAddressesAsIds');
});

it('changes no row when the same file comes twice, nor any row of another workspace', async () => {
  const file =
    'external_id,email,created_at,country,phone,attributes.x\nw1,w1@example.org,2024-01-01,DE,123,\nw2,,,,,"a ""b"""\n,w3@example.org,,FR,,y\n';
  await bench.run(file, { as: 'CUSTOMERS', workspaceId: bench.otherWorkspaceId });
  const theirs = await customersOf(bench.otherWorkspaceId);
  await bench.run(file, { as: 'CUSTOMERS' });
  const before = await bench.rowVersions();
  const again = await bench.run(file, { as: 'CUSTOMERS' });
  expect(again).toMatchObject({ state: 'SUCCEEDED', read: 3, loaded: 0, unchanged: 3, rejected: 0, errors: [] });
  expect(await bench.rowVersions()).toEqual(before);
  expect(await customersOf(bench.otherWorkspaceId)).toEqual(theirs);
  expect(await bench.admin`select domain, version::integer from data_version where workspace_id = ${bench.otherWorkspaceId}`).toEqual([
    { domain: 'customers', version: 1 },
  ]);
});

it('takes a number of statements that does not grow with the rows', async () => {
  const rows = (count: number, prefix: string) =>
    `external_id,email,country\n${Array.from({ length: count }, (_, i) => `${prefix}${i},${prefix}${i}@example.org,DE`).join('\n')}\n`;
  const few = await bench.statementsOf(rows(2, 'few'), { as: 'CUSTOMERS' });
  const some = await bench.statementsOf(rows(2100, 'some'), { as: 'CUSTOMERS' });
  expect(some - few).toBeLessThanOrEqual(4); // the statistics of the tables that have grown
  expect(await bench.statementsOf(rows(6000, 'many'), { as: 'CUSTOMERS' })).toBe(some);
});

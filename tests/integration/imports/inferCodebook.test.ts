import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImportBench, openImportBench } from './importBench.ts';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
afterAll(() => bench.close());

it('a codebook is inferred without the rows that are turned away, whose cells may be those of other columns', async () => {
  const rows = ['1,fine,9,4', '2,Great, but slow,8,5', '3,ok,0,3', '4,"open,1,2', '5,"closed",7,5'];
  const outcome = await bench.run(`response_id,comment,nps,price\n${rows.join('\n')}\n`, { as: 'RESPONSES', survey: 'torn' });
  expect(outcome.errors.map(({ line, code }) => [line, code])).toEqual([
    [3, 'ROW_LENGTH'],
    [5, 'OPEN_QUOTE'],
  ]);
  expect(outcome.report.codebook).toMatchObject({
    questions: [
      { key: 'nps', kind: 'NPS' },
      { key: 'price', kind: 'RATING' },
    ],
  });
});

describe('a question named as NPS is, in a file without a codebook,', () => {
  const inferred = async (name: string, answers: readonly (number | string)[]) => {
    const file = `${name},Why\n${answers.map((answer, n) => `${answer},text ${n}`).join('\n')}\n`;
    const { report } = await bench.run(file, { as: 'RESPONSES', survey: 'named', dryRun: true });
    const { codebook, warnings } = report as {
      codebook: { questions: { kind: string; scaleMin: number; scaleMax: number }[] };
      warnings?: unknown[];
    };
    const { kind, scaleMin, scaleMax } = codebook.questions[0]!;
    return { kind, scale: [scaleMin, scaleMax], warnings };
  };
  it.each([
    ['recommend', [1, 5, 5, 8]],
    ['NPS', [0, 3, 5]],
    ['"Recommend us? (0-10)"', [3, 5, 7]],
    ['Recommend from 0 to 10', [3, 5]],
  ])('is NPS by its answers or its name: %s with %j', async (name, answers) =>
    expect(await inferred(name, answers)).toEqual({ kind: 'NPS', scale: [0, 10], warnings: undefined }),
  );
  it.each([
    ['recommend', [1, 5, 4], [1, 5]],
    ['Net promoter', [2, 7, 5], [1, 7]],
    ['recommend (1-5)', [1, 5], [1, 5]],
    ['recommend_2010', [5, 4], [1, 5]],
  ])('is a rating with a warning where nothing shows it: %s with %j', async (name, answers, scale) => {
    const found = await inferred(name, answers);
    expect(found).toMatchObject({ kind: 'RATING', scale, warnings: [{ code: 'NOT_SEEN_AS_NPS' }] });
    expect(found.warnings).toMatchObject([
      { detail: expect.stringMatching(/not for NPS: no answer is 0 or above 7.*declare it in a codebook/) },
    ]);
  });
  it.each([
    ['nps', [9, 0, 99], 'NUMBER', 'they go from 0 to 99'],
    ['nps', [9, 0, 10, 8, 'n/a', 9, 9, 9, 9, 0, 0], 'CHOICE', 'some are words'],
  ])('is something else with a warning where codes stand among its answers: %s with %j', async (name, answers, kind, why) => {
    const found = await inferred(name, answers);
    expect(found).toMatchObject({ kind, warnings: [{ code: 'NOT_SEEN_AS_NPS', subject: 'nps' }] });
    expect(found.warnings).toMatchObject([{ detail: expect.stringMatching(`${why}.*kind NPS.*notApplicableCodes or blankCodes`) }]);
  });
  const yesOrNo = [0, 1, 1, 0, 1, 0, 0, 1, 1, 1];
  it('no NPS where ten answers are 0 or 1 and nothing else: who says yes would be a detractor', async () => {
    const found = await inferred('recommend', yesOrNo);
    expect(found).toMatchObject({ kind: 'RATING', scale: [0, 1] });
    expect(found.warnings).toMatchObject([{ code: 'NOT_SEEN_AS_NPS', detail: expect.stringContaining('every answer is 0 or 1') }]);
    expect(await inferred('recommend', yesOrNo.slice(1))).toMatchObject({ kind: 'NPS' }); // so few may have been asked from 0 to 10
    expect(await inferred('recommend (0-10)', yesOrNo)).toMatchObject({ kind: 'NPS' });
  });
  it('no cause for a warning where it asks for words', async () =>
    expect(await inferred('nps_reason', ['10', 'good', 'fair'])).toMatchObject({ kind: 'TEXT', warnings: undefined }));
});

it('a column of 0 and 1 is yes and no where its name says what was asked, else a number that no score is made of', async () => {
  const rows = ['0,1,0,0,1,5', '1,0,1,0,1,0', '1,1,1,0,1,3'];
  const { report } = await bench.run(`csat,effort,member,ticked,all_ones,stars\n${rows.join('\n')}\n`, {
    as: 'RESPONSES',
    survey: 'flags',
    dryRun: true,
  });
  const { codebook } = report as {
    codebook: { questions: { key: string; kind: string; role: string; scaleMin: number; scaleMax: number }[] };
  };
  expect(codebook.questions.map(({ key, kind, role, scaleMin, scaleMax }) => [key, kind, role, scaleMin, scaleMax])).toEqual([
    ['csat', 'CSAT', 'OUTCOME', 0, 1],
    ['effort', 'CES', 'OUTCOME', 0, 1],
    ['member', 'NUMBER', 'OTHER', null, null],
    ['ticked', 'NUMBER', 'OTHER', null, null],
    ['all_ones', 'RATING', 'DRIVER', 1, 5],
    ['stars', 'RATING', 'DRIVER', 0, 5],
  ]);
});

describe('questions whose columns have long names', () => {
  const long = (...differences: [place: number, letter: string][]) => {
    const letters = [...'How satisfied were you with the following part of our service: '.repeat(10)];
    for (const [place, letter] of differences) letters[place] = letter;
    return letters.join('').trim();
  };
  const load = async (survey: string, header: readonly string[], answers: string) =>
    (await bench.run(`response_id,${header.join(',')}\n${answers}\n`, { as: 'RESPONSES', survey })).report;
  const valuesOf = async (survey: string) =>
    (
      await bench.admin<{ values: string }[]>`
        select r."values"::text as "values" from response r join survey s on s.id = r.survey_id where s.key = ${survey} order by r.external_id`
    ).map(({ values }) => values);

  it.each([
    ['which differ in what is their label', [long([70, 'A']), long([70, 'B']), long([70, 'C'])]],
    ['which differ only beyond', [long([600, 'A']), long([600, 'B']), long([600, 'C'])]],
  ])('are found again in the next file, %s', async (survey, header) => {
    expect(new Set(header.map((name) => name.slice(0, 60))).size).toBe(1);
    await load(survey, header, '1,1,2,3');
    expect(await load(survey, header, '2,4,5,1')).toMatchObject({ missingQuestions: [], ignoredColumns: [] });
    expect(await valuesOf(survey)).toEqual(['{1,2,3}', '{4,5,1}']);
  });

  it('are not taken for each other where one of them had no answer when they were inferred, or is another one', async () => {
    const [a, b, c] = [long([70, 'A']), long([70, 'B']), long([70, 'C'])];
    await load('blank', [a, b, c], '1,,2,3');
    expect(await load('blank', [a, b, c], '2,4,5,1')).toMatchObject({ missingQuestions: [], ignoredColumns: [a] });
    expect(await load('blank', [b, long([70, 'D'])], '3,5,1')).toMatchObject({ missingQuestions: [expect.stringMatching(/_2$/)] });
    expect(await valuesOf('blank')).toEqual(['{2,3}', '{5,1}', '{5}']);
  });
});

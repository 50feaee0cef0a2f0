import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readJson } from '../../reference/readCase.ts';
import { type FitJson, runFit } from '../../support/fit.ts';

const reference = (id: string, file = 'data.csv'): string => join(import.meta.dirname, '../../reference', id, file);
const expectedOf = (id: string): FitJson => readJson<{ expected: FitJson }>(`./${id}/expected.json`).expected;
const directory = mkdtempSync(join(tmpdir(), 'fit-survival-'));
afterAll(() => rmSync(directory, { recursive: true }));

function fileOf(...lines: readonly string[]): string {
  const path = join(directory, 'data.csv');
  writeFileSync(path, lines.join('\n'));
  return path;
}

describe('earshot fit km', () => {
  const aml = reference('survival-aml');
  const words = ['km', aml, '--time', 'time', '--event', 'status', '--group', 'group'] as const;

  it('one curve a group, with the keys that scripts read', async () => {
    const { json } = await runFit(...words, '--tau', '30');
    const { byGroup } = expectedOf('survival-aml').kaplanMeier;
    expect(json).toMatchObject({ model: 'km', n: 23, nDropped: 0, status: 'fitted', warnings: [], confType: 'log-log' });
    expect(json.curves.map(({ group }: FitJson) => group)).toEqual(['Maintained', 'Nonmaintained']);
    for (const curve of json.curves) {
      const expected = byGroup[curve.group];
      const [rmst] = [expected.rmst].flat();
      expect(curve).toMatchObject({ n: expected.n, events: expected.events, median: expected.quantiles.median, tau: 30 });
      expect(curve.restrictedMean).toBeCloseTo(rmst.rmst, 12);
      expect(curve.restrictedMeanStdErr).toBeCloseTo(rmst.se, 12);
      expect(curve.quantiles.map(({ p, time }: FitJson) => [p, time])).toEqual([
        [0.25, expected.quantiles.q25],
        [0.5, expected.quantiles.median],
        [0.75, expected.quantiles.q75],
      ]);
      expect(curve.quantiles[1]).toMatchObject({ ciLow: expected.medianCI.loglog[0], ciHigh: expected.medianCI.loglog[1] });
    }
  });
  it('points are the event times; --all-times adds those at which customers were last seen', async () => {
    const expected = expectedOf('survival-aml').kaplanMeier.byGroup.Maintained.table;
    const events = (await runFit(...words)).json.curves[0].points;
    const all = (await runFit(...words, '--all-times')).json.curves[0].points;
    expect(events.map(({ time }: FitJson) => time)).toEqual(
      expected.filter(({ nEvent }: FitJson) => nEvent > 0).map(({ time }: FitJson) => time),
    );
    expect(all.map(({ time, atRisk, events: lost, censored }: FitJson) => [time, atRisk, lost, censored])).toEqual(
      expected.map(({ time, nRisk, nEvent, nCensor }: FitJson) => [time, nRisk, nEvent, nCensor]),
    );
    expect(Object.keys(all[0])).toEqual(
      expect.arrayContaining(['time', 'atRisk', 'events', 'censored', 'survival', 'stdErr', 'ciLow', 'ciHigh']),
    );
  });
  it.each([
    ['log-log', 'logLog'],
    ['log', 'log'],
    ['plain', 'plain'],
  ])('--conf-type %s', async (type, key) => {
    const { json } = await runFit('km', aml, '--time', 'time', '--event', 'status', '--conf-type', type);
    const [first] = expectedOf('survival-aml').kaplanMeier.overall.table;
    expect(json.curves[0].points[0].ciLow).toBeCloseTo(first[key][0], 12);
    expect(json.curves[0].points[0].ciHigh).toBeCloseTo(first[key][1], 12);
  });
  it('--start is delayed entry', async () => {
    const { json } = await runFit('km', reference('survival-delayed-entry'), '--time', 'stop', '--event', 'event', '--start', 'start');
    const { overall } = expectedOf('survival-delayed-entry').kaplanMeier;
    expect(json.curves[0]).toMatchObject({
      group: 'all',
      n: overall.rows,
      events: overall.events,
      median: overall.quantiles.estimate.median,
    });
    expect(json.curves[0].points.map(({ atRisk }: FitJson) => atRisk)).toEqual(overall.table.map(({ nRisk }: FitJson) => nRisk));
  });
  it('--strata: a curve for each pair that occurs', async () => {
    const file = fileOf('t,e,g,s', '1,1,a,x', '2,1,b,x', '3,0,a,y', '4,1,a,y');
    const { json } = await runFit('km', file, '--time', 't', '--event', 'e', '--group', 'g', '--strata', 's');
    expect(json.curves.map(({ group, stratum, n }: FitJson) => [group, stratum, n])).toEqual([
      ['a', 'x', 1],
      ['b', 'x', 1],
      ['a', 'y', 2],
    ]);
  });
  it('nothing lost: a curve at 1, a median that is null with its reason, a warning', async () => {
    const { json, lines } = await runFit('km', reference('edge-km-all-censored'), '--time', 'time', '--event', 'event');
    expect(json.status).toBe('fitted');
    expect(json.curves[0]).toMatchObject({ median: null, restrictedMean: 20, restrictedMeanStdErr: 0, points: [] });
    expect(json.curves[0].quantiles[1]).toEqual({ p: 0.5, time: null, ciLow: null, ciHigh: null, reason: 'SHORT_WINDOW' });
    expect(json.warnings).toEqual([{ code: 'TOO_FEW_EVENTS', message: '0 events, a curve needs at least 5 to be relied on' }]);
    expect(lines.join('\n')).toContain('not reached');
  });
  it('an end that the band does not reach is null with its reason', async () => {
    const { json } = await runFit(...words);
    expect(json.curves[0].quantiles[1]).toMatchObject({ time: 31, ciHigh: null, reason: 'SHORT_WINDOW' });
    const one = await runFit('km', fileOf('t,e', '1,1'), '--time', 't', '--event', 'e');
    expect(one.json.curves[0].quantiles[1]).toEqual({ p: 0.5, time: 1, ciLow: null, ciHigh: null, reason: 'BOUNDARY' });
  });
  it('a curve that reaches 0 has no error there, and says why', async () => {
    const { json } = await runFit('km', reference('edge-km-ties-and-drop-to-zero'), '--time', 'time', '--event', 'event');
    expect(json.curves[0].points.at(-1)).toMatchObject({ survival: 0, stdErr: null, ciLow: null, ciHigh: null, reason: 'BOUNDARY' });
  });
  it('rows with a missing cell are left out and counted; no row left is an answer', async () => {
    const { json } = await runFit('km', fileOf('t,e', '1,1', ',1', '2,NA'), '--time', 't', '--event', 'e', '--na', 'NA');
    expect(json).toMatchObject({ n: 1, nDropped: 2 });
    expect(json.warnings.map(({ code }: FitJson) => code)).toEqual(['ROWS_DROPPED', 'TOO_FEW_EVENTS']);
    const none = await runFit('km', fileOf('t,e', ',1'), '--time', 't', '--event', 'e');
    expect(none.json).toMatchObject({ status: 'notEstimable', reason: 'NOT_ENOUGH_DATA' });
  });
  it.each([
    ['a negative time', 't,e,s', '-3,1,0', 'line 2, column t: -3 is below 0'],
    ['an event that is neither 0 nor 1', 't,e,s', '3,2,0', 'line 2, column e: 2 is neither 0 nor 1'],
    ['a start that is not before the time', 't,e,s', '3,1,3', 'line 2, column s: the start 3 is not before the time 3'],
    ['text', 't,e,s', 'soon,1,0', 'line 2, column t: "soon" is not a number'],
    ['a missing column', 't,e', '3,1', 'has no column s'],
  ])('%s is a fault of the file, with its place and remedy', async (_what, header, row, message) => {
    const file = fileOf(header, row);
    await expect(runFit('km', file, '--time', 't', '--event', 'e', '--start', 's')).rejects.toMatchObject({
      name: 'FileFault',
      exitCode: 2,
      message: expect.stringContaining(message),
      remedy: expect.stringMatching(/.+/),
    });
  });
  it('unknown choices and missing options are faults of the command line', async () => {
    await expect(runFit(...words, '--conf-type', 'arcsin')).rejects.toMatchObject({ name: 'UsageError' });
    await expect(runFit(...words, '--level', '1')).rejects.toMatchObject({ name: 'UsageError' });
    await expect(runFit(...words, '--tau', '0')).rejects.toMatchObject({ name: 'UsageError' });
    await expect(runFit('km', aml, '--time', 'time')).rejects.toMatchObject({ message: '--event is missing' });
  });
});

describe('earshot fit logrank', () => {
  it('chi-square, df, p and the groups', async () => {
    const { json, lines } = await runFit('logrank', reference('survival-aml'), '--time', 'time', '--event', 'status', '--group', 'group');
    const { logRank } = expectedOf('survival-aml');
    expect(json).toMatchObject({ model: 'logrank', n: 23, nDropped: 0, status: 'fitted', df: logRank.df });
    expect(json.chiSquare).toBeCloseTo(logRank.chisq, 12);
    expect(json.pValue).toBeCloseTo(logRank.p, 12);
    logRank.groups.forEach((group: string, g: number) => {
      expect(json.groups[g]).toMatchObject({ group, observed: logRank.observed[g] });
      expect(json.groups[g].expected).toBeCloseTo(logRank.expected[g], 12);
    });
    expect(lines.join('\n')).toContain('chi-square 3.396, df 1, p 0.065');
  });
  it('--strata and --rho', async () => {
    const words = ['--time', 'time', '--event', 'event', '--group', 'ecog_group', '--strata', 'sex'] as const;
    const stratified = await runFit('logrank', reference('survival-strata'), ...words);
    expect(stratified.json.chiSquare).toBeCloseTo(expectedOf('survival-strata').logRankStratified.chisq, 10);
    const lung = await runFit('logrank', reference('survival-lung'), '--time', 'time', '--event', 'event', '--group', 'sex', '--rho', '1');
    expect(lung.json.chiSquare).toBeCloseTo(expectedOf('survival-lung').petoPrenticeRho1.chisq, 10);
  });
  it('without an event there is no test, and the result says why', async () => {
    const { json } = await runFit('logrank', reference('edge-km-all-censored'), '--time', 'time', '--event', 'event', '--group', 'group');
    expect(json).toMatchObject({ status: 'notEstimable', reason: 'TOO_FEW_EVENTS', chiSquare: null, df: null, pValue: null });
  });
  it('takes the options of km, which change nothing here', async () => {
    const words = ['logrank', reference('survival-aml'), '--time', 'time', '--event', 'status', '--group', 'group'];
    expect(await runFit(...words, '--conf-type', 'log', '--level', '0.9')).toEqual(await runFit(...words));
    await expect(runFit(...words, '--level', '95')).rejects.toMatchObject({ message: '--level 95 is not between 0 and 1' });
    await expect(runFit(...words, '--conf-type', 'logit')).rejects.toMatchObject({ message: '--conf-type logit is not possible' });
  });
  it('a column of customers is no column of groups', async () => {
    const file = fileOf('t,e,id', ...Array.from({ length: 101 }, (_, i) => `${i + 1},1,c${i}`));
    for (const words of [
      ['logrank', file, '--time', 't', '--event', 'e', '--group', 'id'],
      ['cif', file, '--time', 't', '--event-type', 'e', '--group', 'id'],
    ])
      await expect(runFit(...words)).rejects.toMatchObject({
        name: 'FileFault',
        message: `${file} column id: 101 different groups, at most 100 can be compared`,
        remedy: 'name a column of groups, not one of customers',
      });
  });
  it('tells when many rows were left out', async () => {
    const file = fileOf('t,e,g', '1,1,a', '2,1,b', '3,1,a', '4,0,b', ',1,a', ',1,b');
    const { json, lines } = await runFit('logrank', file, '--time', 't', '--event', 'e', '--group', 'g');
    expect(json).toMatchObject({ n: 4, nDropped: 2, warnings: [{ code: 'ROWS_DROPPED' }, {}, {}] });
    expect(lines.join(' ')).toContain('ROWS_DROPPED: 2 of 6 rows (33 %) left out');
    const causes = await runFit('cif', file, '--time', 't', '--event-type', 'e');
    expect(causes.json.warnings[0]).toMatchObject({ code: 'ROWS_DROPPED' });
  });
  it('needs a group', async () => {
    const promise = runFit('logrank', reference('survival-aml'), '--time', 'time', '--event', 'status');
    await expect(promise).rejects.toMatchObject({ message: '--group is missing' });
  });
});

describe('earshot fit cif', () => {
  const words = ['cif', reference('survival-competing-risks'), '--time', 'time', '--event-type', 'event'] as const;

  it('a curve for each group and cause, and Gray', async () => {
    const { json, lines } = await runFit(...words, '--group', 'sex');
    const expected = expectedOf('survival-competing-risks');
    expect(json).toMatchObject({ model: 'cif', n: 1384, nDropped: 0, status: 'fitted', warnings: [] });
    expect(json.curves.map(({ group, cause }: FitJson) => [group, cause])).toEqual([
      ['F', 1],
      ['F', 2],
      ['M', 1],
      ['M', 2],
    ]);
    const { atTimes } = expected.cumulativeIncidence.M;
    const { points } = json.curves[3];
    for (const row of atTimes) {
      const point = points.findLast(({ time }: FitJson) => time <= row.time);
      expect(point.incidence).toBeCloseTo(row.cif[2], 12);
      expect(point.stdErr).toBeCloseTo(row.seGreenwood[2], 12);
      expect([point.ciLow, point.ciHigh]).toEqual([expect.closeTo(row.ciLogLog[2][0], 10), expect.closeTo(row.ciLogLog[2][1], 10)]);
    }
    for (const test of json.gray) {
      expect(test.df).toBe(1);
      expect(test.chiSquare).toBeCloseTo(expected.grayTest[test.cause].chisq, 10);
      expect(test.pValue).toBeCloseTo(expected.grayTest[test.cause].p, 10);
    }
    expect(lines.join('\n')).toContain('Reason 2, groups compared (Gray): chi-square 11.651, df 1, p < 0.001');
  });
  it('without groups there is nothing to compare; with --start there is no Gray test', async () => {
    expect((await runFit(...words)).json.gray).toEqual([]);
    const file = fileOf('t,k,s,g', '4,1,0,a', '5,2,1,b', '6,1,2,a', '7,0,3,b', '8,1,1,b');
    const { json } = await runFit('cif', file, '--time', 't', '--event-type', 'k', '--start', 's', '--group', 'g');
    expect(json.gray[0]).toEqual({ cause: 1, chiSquare: null, df: null, pValue: null, reason: 'LEFT_TRUNCATED' });
  });
  it('no event of any cause cannot be estimated; a cause is a whole number', async () => {
    const none = await runFit('cif', fileOf('t,k', '1,0'), '--time', 't', '--event-type', 'k');
    expect(none.json).toMatchObject({ status: 'notEstimable', reason: 'TOO_FEW_EVENTS' });
    await expect(runFit('cif', fileOf('t,k', '1,1.5'), '--time', 't', '--event-type', 'k')).rejects.toMatchObject({
      name: 'FileFault',
      message: expect.stringContaining('line 2, column k: 1.5 is not a whole number from 0 to 255'),
    });
  });
});

describe('earshot fit retention', () => {
  it('activities: the triangle, with revenue', async () => {
    const words = ['--customer', 'customer_id', '--date', 'date', '--mrr', 'amount', '--period', 'month'] as const;
    const { json, lines } = await runFit('retention', reference('retention-cdnow'), ...words);
    const [first] = expectedOf('retention-cdnow').cohorts;
    expect(json).toMatchObject({ model: 'retention', n: 6919, nDropped: 0, status: 'fitted', warnings: [], observationEnd: '1998-06-30' });
    expect(json).toMatchObject({ customers: 2357, grossRevenueRetention: null, netRevenueRetention: null });
    expect(json.cohorts.map(({ cohort, size }: FitJson) => [cohort, size])).toEqual([
      ['1997-01', 781],
      ['1997-02', 857],
      ['1997-03', 719],
    ]);
    expect(json.cohorts[0].cells.map(({ period, active }: FitJson) => [period, active])).toEqual(
      first.active.map((active: number, k: number) => [k, active]),
    );
    expect(json.cohorts[0].cells[1]).toMatchObject({ retention: first.retention[1], complete: true });
    expect(json.cohorts[0].cells[1].revenue).toBeCloseTo(first.revenue[1], 6);
    expect(lines[1]).toMatch(/^1997-01 +781 +100\.0 +15\.9 /);
  });
  it('subscriptions: month ends, gross and net revenue retention', async () => {
    const words = ['--customer', 'subscription_id', '--date', 'start_date', '--end', 'end_date', '--mrr', 'mrr'] as const;
    const { json, lines } = await runFit('retention', reference('retention-subscriptions'), ...words, '--observation-end', '2024-12-31');
    const { cohorts } = expectedOf('retention-subscriptions');
    json.cohorts.forEach((cohort: FitJson, i: number) => {
      expect(cohort).toMatchObject({ cohort: cohorts[i].cohort, size: cohorts[i].size });
      expect(cohort.cells.map(({ active }: FitJson) => active)).toEqual(cohorts[i].activeAtMonthEnd);
    });
    expect(json.grossRevenueRetention).toBeGreaterThan(0);
    expect(json.netRevenueRetention).toBe(json.grossRevenueRetention); // no plan of these data ever changes its price
    expect(json.revenueRetention).toMatchObject({ from: '2023-12', to: '2024-12', periods: 12 });
    expect(lines.join('\n')).toContain('Revenue retention from the end of 2023-12 to the end of 2024-12');
    expect(json.revenueRetention.n).toBe(
      cohorts.slice(0, 12).reduce((sum: number, c: FitJson, k: number) => sum + c.activeAtMonthEnd[11 - k], 0),
    );
    expect(lines.join('\n')).toMatch(/gross \d+\.\d % \(\d+\.\d to \d+\.\d\), net \d+\.\d % \(\d+\.\d to \d+\.\d\)/);
  });
  it('an incomplete period is marked', async () => {
    const file = fileOf('id,day', 'a,05.01.2024', 'a,10.02.2024');
    const { json, lines } = await runFit('retention', file, '--customer', 'id', '--date', 'day', '--date-format', '%d.%m.%Y');
    expect(json.cohorts[0].cells.map(({ complete }: FitJson) => complete)).toEqual([true, false]);
    expect(json.warnings).toEqual([
      { code: 'INCOMPLETE_PERIOD', message: '2024-02: observation ends before the period does: its cells are not complete' },
    ]);
    expect(lines.join('\n')).toContain('100.0*');
  });
  it('tells when many rows were left out', async () => {
    const file = fileOf('id,day', 'a,2024-01-05', 'b,', 'c,');
    const { json } = await runFit('retention', file, '--customer', 'id', '--date', 'day');
    expect(json.warnings[0]).toEqual({ code: 'ROWS_DROPPED', message: '2 of 3 rows (67 %) left out because a cell is missing' });
  });
  it('what is wrong in the file is told with its line', async () => {
    const words = ['--customer', 'id', '--date', 'from'] as const;
    await expect(runFit('retention', fileOf('id,from', 'a,2024-13-01'), ...words)).rejects.toMatchObject({
      message: expect.stringContaining('line 2, column from: "2024-13-01" is not a day'),
    });
    await expect(runFit('retention', fileOf('id,from,to', 'a,2024-02-01,2024-01-01'), ...words, '--end', 'to')).rejects.toMatchObject({
      message: expect.stringContaining('line 2, column to: the subscription ends before it starts'),
    });
    await expect(runFit('retention', fileOf('id,from,to', 'a,2024-02-01,9999-12-31'), ...words, '--end', 'to')).rejects.toMatchObject({
      name: 'FileFault',
      message: expect.stringContaining('line 2, column from: from 2024-02-01 to 9999-12-31 (line 2, column to) are'),
    });
    await expect(runFit('retention', fileOf('id,from', 'a,2024-02-01'), ...words, '--observation-end', 'June')).rejects.toMatchObject({
      name: 'UsageError',
    });
  });
});

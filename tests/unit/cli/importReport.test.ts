import { describe, expect, it } from 'vitest';
import { importReport } from '../../../clients/cli/print/importReport.ts';
import type { FollowedImport } from '../../../clients/cli/server/followImport.ts';

const found = (report: Record<string, unknown>, dryRun = false) =>
  ({
    id: 'SW1wb3J0OjE',
    dryRun,
    rowsRead: '3',
    rowsLoaded: '3',
    rowsUnchanged: '0',
    rowsRejected: '0',
    report,
  }) as unknown as FollowedImport;
const lines = (report: Record<string, unknown>, dryRun = false) => importReport(found(report, dryRun), { errors: [], showCodebook: false });

describe('what an import tells', () => {
  it('says how its rows met what was there', () => {
    const report = {
      customersCreated: 1200,
      rowsOfNobody: 4000,
      visitorsRecognised: 2,
      factsRecognised: 7,
      emailAddressesAsIds: 3,
      notThereYet: { order_id: 5 },
    };
    expect(lines(report)).toEqual([
      '3 rows read: 3 loaded, 0 unchanged, 0 quarantined',
      '  1,200 new customers were made',
      '  4,000 rows name no customer: they are nobody’s, and count in lists and totals of the workspace alone',
      '  2 visitors are known as customers from now on, and with them 7 earlier visits and events',
      '  3 customers have an e-mail address as their id, which keys without the scope pii see, too',
      '  5 rows have the order_id of something that is not loaded: load its file too, or check the key',
    ]);
  });

  it('says which visitors are nobody’s, and what was taken back', () => {
    expect(lines({ visitorsShared: 1200, factsReleased: 7 })[1]).toBe(
      '  1,200 visitors turned out to be of several customers: what they did without a name is nobody’s, also 7 visits and events that one of them had been given',
    );
    expect(lines({ visitorsShared: 1, factsReleased: 0 })[1]).toMatch(/is nobody’s$/);
  });

  it('says what no column says, though it could', () => {
    expect(lines({ saysNot: ['customer', 'submitted_at'], ignoredColumns: ['Note'] })).toEqual([
      '3 rows read: 3 loaded, 0 unchanged, 0 quarantined',
      expect.stringContaining('no column says whose a row is'),
      expect.stringContaining('no column says when it was answered'),
      '',
      '1 column was ignored: Note',
    ]);
  });

  it('says nothing of what did not happen, and what would be, in a dry run', () => {
    expect(lines({ customersCreated: 0, visitorsRecognised: 0, notThereYet: {} })).toHaveLength(1);
    expect(lines({ customersCreated: 1 }, true)[1]).toBe('  1 new customer would be made');
    expect(lines({ customersCreated: 1, rowsOfNobody: 1, notThereYet: { order_id: 1 } }).slice(1)).toEqual([
      '  1 new customer was made',
      '  1 row names no customer: it is nobody’s, and counts in lists and totals of the workspace alone',
      '  1 row has the order_id of something that is not loaded: load its file too, or check the key',
    ]);
  });

  it('says what to look at, a paragraph each', () =>
    expect(lines({ warnings: [{ code: 'NOT_SEEN_AS_NPS', subject: 'nps', detail: 'nps is taken for a rating' }] }).slice(1)).toEqual([
      '',
      'Look at this: nps is taken for a rating',
    ]));
});

describe('the faults of an import', () => {
  const fault = { line: '2', field: 'nps', code: 'OUT_OF_SCALE', reason: 'too much' };
  const told = (report: Record<string, unknown>, shown: number) => {
    const errors = Array.from({ length: shown }, () => fault) as never;
    const all = importReport(found(report), { errors, showCodebook: false });
    return [all[2], all.at(-1)];
  };

  it('are followed by where all of them are, if all are kept', () => {
    const report = { errorCount: 12_000, errorsStored: 12_000 };
    expect(told(report, 10)).toEqual([
      '12,000 faults of rows, the first 10 of them:',
      expect.stringMatching(/… earshot imports show \S+ --errors all lists them all$/),
    ]);
    expect(told({ errorCount: 2, errorsStored: 2 }, 2)[0]).toBe('2 faults of rows:');
  });

  it('are never said to be all where only the first ones are kept', () => {
    const report = { errorCount: 12_345, errorsStored: 10_000 };
    const remedy = 'the first 10,000 are kept: correct those and send the file again, it tells the next ones';
    expect(told(report, 10)[1]).toMatch(new RegExp(`… earshot imports show \\S+ --errors all lists them; ${remedy}$`));
    expect(told(report, 10_000)).toEqual(['12,345 faults of rows, the first 10,000 of them:', `  … ${remedy}`]);
  });

  it('need no hint where they are all there', () =>
    expect(told({ errorCount: 1, errorsStored: 1 }, 1)[1]?.trimEnd()).toMatch(/OUT_OF_SCALE {2}too much$/));
});

import { describe, expect, it } from 'vitest';
import { importReport } from '../../../clients/cli/print/importReport.ts';
import type { FollowedImport } from '../../../clients/cli/server/followImport.ts';

const found = (report: Record<string, unknown>, dryRun = false) =>
  ({ dryRun, rowsRead: '3', rowsLoaded: '3', rowsUnchanged: '0', rowsRejected: '0', report }) as unknown as FollowedImport;
const lines = (report: Record<string, unknown>, dryRun = false) => importReport(found(report, dryRun), { errors: [], showCodebook: false });

describe('what an import tells', () => {
  it('says how its rows met what was there', () => {
    const report = {
      customersCreated: 1200,
      visitorsRecognised: 2,
      factsRecognised: 7,
      emailAddressesAsIds: 3,
      notThereYet: { order_id: 5 },
    };
    expect(lines(report)).toEqual([
      '3 rows read: 3 loaded, 0 unchanged, 0 quarantined',
      '  1,200 new customers were made',
      '  2 visitors are known as customers from now on, and with them 7 earlier visits and events',
      '  3 customers have an e-mail address as their id, which keys without the scope pii see, too',
      '  5 rows have the order_id of something that is not loaded: load its file too, or check the key',
    ]);
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
    expect(lines({ customersCreated: 1 }, true)[1]).toContain('would be made');
  });

  it('says what to look at, a paragraph each', () =>
    expect(lines({ warnings: [{ code: 'NOT_SEEN_AS_NPS', subject: 'nps', detail: 'nps is taken for a rating' }] }).slice(1)).toEqual([
      '',
      'Look at this: nps is taken for a rating',
    ]));
});

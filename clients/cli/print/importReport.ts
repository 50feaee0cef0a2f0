/** What became of a file: counts, codebook, columns nobody read, and the first rows that were turned away. */
import type { FollowedImport, ImportErrorLine } from '../server/followImport.ts';
import { formatCount } from './numbers.ts';
import { table, wrap } from './table.ts';
import { undoReport } from './undoReport.ts';

interface ReportedQuestion {
  readonly key: string;
  readonly kind: string;
  readonly label: string;
  readonly scaleMin?: number | null;
  readonly scaleMax?: number | null;
  readonly notApplicableCodes?: readonly number[];
  readonly blankCodes?: readonly string[];
  readonly role?: string;
}

/** The parts of `report` that are shown; the server may say more. */
interface Report {
  readonly codebook?: { readonly questions?: readonly ReportedQuestion[] };
  /** What somebody should look at, a sentence each. */
  readonly warnings?: readonly { readonly detail: string }[];
  readonly missingQuestions?: readonly string[];
  readonly ignoredColumns?: readonly string[];
  readonly errorCount?: number;
  /** How many of them are kept, the first ones. */
  readonly errorsStored?: number;
  readonly customersCreated?: number;
  /** Of a file that has a column for the customer: rows in which it is blank. */
  readonly rowsOfNobody?: number;
  readonly visitorsRecognised?: number;
  readonly factsRecognised?: number;
  readonly visitorsShared?: number;
  readonly factsReleased?: number;
  readonly emailAddressesAsIds?: number;
  /** What no column of the file says, though it could. */
  readonly saysNot?: readonly string[];
  /** Rows by the field that names what is not loaded. */
  readonly notThereYet?: Readonly<Record<string, number>>;
}

const lineWidth = 108;

export interface ImportReportOptions {
  /** Null: the key may not see them. */
  readonly errors: readonly ImportErrorLine[] | null;
  readonly showCodebook: boolean;
}

/** Of an import in any state. */
export function importOutcome(found: FollowedImport, options: ImportReportOptions): string[] {
  const isUndo = found.undoes != null;
  if (found.state === 'CANCELLED')
    return [isUndo ? 'The undoing was cancelled; nothing was taken back' : 'The import was cancelled; nothing was loaded'];
  if (found.state === 'FAILED')
    return [
      `Nothing was ${isUndo ? 'taken back' : 'loaded'}: ${found.errorMessage ?? 'a key with the scope pii is told why'} (${found.errorCode ?? 'UNKNOWN'})`,
    ];
  if (found.state === 'SUCCEEDED' && isUndo) return undoReport(found);
  if (found.state === 'UNDONE') return ['What was loaded was taken back since. When it was loaded:', ...importReport(found, options)];
  if (found.state !== 'SUCCEEDED')
    return [`${found.source} is ${found.state}: earshot imports show ${found.id} tells later what became of it`];
  return importReport(found, options);
}

export function importReport(found: FollowedImport, { errors, showCodebook }: ImportReportOptions): string[] {
  const report = found.report as Report;
  return [
    countLine(found),
    ...joinLines(report, found.dryRun),
    ...(showCodebook ? codebookLines(report) : []),
    ...(report.warnings ?? []).flatMap(({ detail }) => ['', ...wrap(`Look at this: ${detail}`, lineWidth)]),
    ...columnLines(report),
    ...errorLines(found.id, report, errors),
  ];
}

export function countLine({ dryRun, rowsRead, rowsLoaded, rowsUnchanged, rowsRejected }: FollowedImport): string {
  const counts = [
    `${formatCount(rowsLoaded)} ${dryRun ? 'would be loaded' : 'loaded'}`,
    `${formatCount(rowsUnchanged)} unchanged`,
    `${formatCount(rowsRejected)} ${dryRun ? 'would be quarantined' : 'quarantined'}`,
  ];
  return `${formatCount(rowsRead)} rows read: ${counts.join(', ')}`;
}

const withoutIt: Readonly<Record<string, string>> = {
  customer: 'no column says whose a row is: new ones are nobody’s. Is there one? --map customer_external_id=COLUMN, or --map email=COLUMN',
  submitted_at: 'no column says when it was answered: new answers count in no period. Is there one? --map submitted_at=COLUMN',
};

const counted = (count: number, noun: string) => `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;

/** How the rows met what was there: customers that they made, visitors that they named, and what they name in vain so far. */
function joinLines(report: Report, dryRun: boolean): string[] {
  const {
    customersCreated = 0,
    rowsOfNobody = 0,
    visitorsRecognised = 0,
    factsRecognised = 0,
    visitorsShared = 0,
    factsReleased = 0,
    emailAddressesAsIds = 0,
    saysNot = [],
    notThereYet = {},
  } = report;
  const lines = saysNot.flatMap((what) => withoutIt[what] ?? []);
  if (customersCreated > 0)
    lines.push(`${counted(customersCreated, 'new customer')} ${dryRun ? 'would be' : customersCreated === 1 ? 'was' : 'were'} made`);
  if (rowsOfNobody > 0)
    lines.push(
      rowsOfNobody === 1
        ? '1 row names no customer: it is nobody’s, and counts in lists and totals of the workspace alone'
        : `${formatCount(rowsOfNobody)} rows name no customer: they are nobody’s, and count in lists and totals of the workspace alone`,
    );
  if (visitorsRecognised > 0) {
    const before = factsRecognised > 0 ? `, and with them ${formatCount(factsRecognised)} earlier visits and events` : '';
    lines.push(`${formatCount(visitorsRecognised)} visitors are known as customers from now on${before}`);
  }
  if (visitorsShared > 0) {
    const before = factsReleased > 0 ? `, also ${formatCount(factsReleased)} visits and events that one of them had been given` : '';
    lines.push(
      `${formatCount(visitorsShared)} visitors turned out to be of several customers: what they did without a name is nobody’s${before}`,
    );
  }
  if (emailAddressesAsIds > 0)
    lines.push(
      `${formatCount(emailAddressesAsIds)} customers have an e-mail address as their id, which keys without the scope pii see, too`,
    );
  for (const [field, rows] of Object.entries(notThereYet))
    lines.push(
      `${rows === 1 ? '1 row has' : `${formatCount(rows)} rows have`} the ${field} of something that is not loaded: load its file too, or check the key`,
    );
  return lines.map((line) => `  ${line}`);
}

function codebookLines({ codebook }: Report): string[] {
  const questions = codebook?.questions;
  if (!questions || questions.length === 0) return [];
  const scale = ({ scaleMin, scaleMax }: ReportedQuestion) => (scaleMin == null || scaleMax == null ? '' : `${scaleMin} to ${scaleMax}`);
  const lines = table(
    [
      { title: 'key', cell: ({ key }) => key },
      { title: 'kind', cell: ({ kind }) => kind },
      { title: 'scale', cell: scale },
      { title: 'not applicable', cell: ({ notApplicableCodes }) => notApplicableCodes?.join(' ') ?? '' },
      { title: 'blank', cell: ({ blankCodes }) => blankCodes?.join(' ') ?? '' },
      { title: 'role', cell: ({ role }) => role ?? '' },
      { title: 'label', cell: ({ label, key }) => (label === key ? '' : label) },
    ],
    questions,
  );
  return ['', 'Codebook used (declare another with --codebook FILE.json):', ...lines.map((line) => `  ${line}`)];
}

function columnLines({ ignoredColumns = [], missingQuestions = [] }: Report): string[] {
  return [
    ...(missingQuestions.length === 0
      ? []
      : ['', ...wrap(`Questions without a column in the file: ${missingQuestions.join(', ')}`, lineWidth)]),
    ...(ignoredColumns.length === 0
      ? []
      : [
          '',
          ...wrap(
            `${ignoredColumns.length === 1 ? '1 column was' : `${ignoredColumns.length} columns were`} ignored: ${ignoredColumns.join(', ')}`,
            lineWidth,
          ),
        ]),
  ];
}

function errorLines(
  id: string,
  { errorCount: count = 0, errorsStored = count }: Report,
  errors: readonly ImportErrorLine[] | null,
): string[] {
  if (count === 0) return [];
  const title = count === 1 ? '1 fault of a row' : `${formatCount(count)} faults of rows`;
  if (errors === null) return ['', `${title}; to see them, use a key with the scope pii`];
  const lines = table(
    [
      { title: 'line', align: 'right', cell: ({ line }) => line },
      { title: 'field', cell: ({ field }) => field ?? '(row)' },
      { title: 'code', cell: ({ code }) => code },
      { title: 'reason', cell: ({ reason }) => reason ?? '' },
    ],
    errors,
  );
  const shown = count > errors.length ? `, the first ${formatCount(errors.length)} of them` : '';
  const kept =
    count > errorsStored
      ? `the first ${formatCount(errorsStored)} are kept: correct those and send the file again, it tells the next ones`
      : '';
  const all = errorsStored > errors.length ? `earshot imports show ${id} --errors all lists them${kept === '' ? ' all' : ''}` : '';
  const hints = [all, kept].filter((hint) => hint !== '');
  return ['', `${title}${shown}:`, ...lines.map((line) => `  ${line}`), ...(hints.length > 0 ? [`  … ${hints.join('; ')}`] : [])];
}

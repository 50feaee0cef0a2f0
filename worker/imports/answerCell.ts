import { CellFault, quoted, readNumber, remembered, textCell } from './cellParsers.ts';
import type { CodebookQuestion } from './codebook.ts';

/** A number that `real` cannot hold exactly: the nearest one goes to `values`, the digits as they came to `answers`. */
export class InexactNumber {
  readonly nearest: string;
  readonly exact: number;
  constructor(exact: number) {
    this.nearest = String(Math.fround(exact));
    this.exact = exact;
  }
}

export type NumericAnswer = string | null | CellFault | InexactNumber;

const largestReal = 3.4028234e38;

/** Reads a cell of a numeric question: blank codes as no answer, not-applicable codes as they came, else on the scale. */
export function numericAnswer(question: CodebookQuestion): (cell: string) => NumericAnswer {
  const blank = blankTest(question);
  const notApplicable = new Set(question.notApplicableCodes);
  const known = new Map<string, NumericAnswer>();
  const parse = (cell: string): NumericAnswer => {
    const text = cell.trim();
    if (text === '' || blank(text)) return null;
    const value = readNumber(text);
    if (value instanceof CellFault) return value;
    if (!notApplicable.has(value)) {
      const fault = scaleFault(question, value, text);
      if (fault) return fault;
    }
    if (Math.abs(value) > largestReal) return new CellFault('OUT_OF_RANGE', `${quoted(text)} is too large for an answer`);
    return realHolds(value) ? String(value) : new InexactNumber(value);
  };
  const digits = Array.from('0123456789', parse); // most answers are one digit; looking it up in the Map took 8 % of the reading
  return (cell) => {
    if (cell === '') return null;
    if (cell.length === 1) {
      const digit = digits[cell.charCodeAt(0) - 48];
      if (digit !== undefined) return digit;
    }
    const before = known.get(cell);
    if (before !== undefined) return before;
    const answer = parse(cell);
    if (cell.length < 13 && known.size < 4096) known.set(cell, answer);
    return answer;
  };
}

function scaleFault({ kind, scaleMin, scaleMax, notApplicableCodes }: CodebookQuestion, value: number, text: string): CellFault | null {
  if (kind === 'NPS' && !Number.isInteger(value))
    return new CellFault('NOT_A_WHOLE_NUMBER', `${quoted(text)} is not a whole number, which this question asks for`);
  if ((scaleMin === null || value >= scaleMin) && (scaleMax === null || value <= scaleMax)) return null;
  const scale =
    scaleMin !== null && scaleMax !== null
      ? `${scaleMin} to ${scaleMax}`
      : scaleMin !== null
        ? `${scaleMin} or more`
        : `${scaleMax} or less`;
  const codes = notApplicableCodes.length > 0 ? ` or the not-applicable code ${notApplicableCodes.join(' or ')}` : '';
  return new CellFault(
    'OUT_OF_SCALE',
    `${quoted(text)} is not on the scale of this question: ${scale}${codes}; declare other codes in the codebook`,
  );
}

/** Whether PostgreSQL prints the number again as it came: six digits always survive a real. */
function realHolds(value: number): boolean {
  const nearest = Math.fround(value);
  return nearest === value || Number(nearest.toPrecision(6)) === value;
}

/** An answer in words: text, one choice, or several separated by ; or |. */
export function wordAnswer(question: CodebookQuestion): (cell: string) => string | readonly string[] | null | CellFault {
  const blank = blankTest(question);
  const parse = question.kind === 'TEXT' ? textCell() : remembered(textCell());
  return (cell) => {
    const text = parse(cell);
    if (text === null || text instanceof CellFault) return text;
    if (blank(text)) return null;
    if (question.kind !== 'MULTI') return text.toWellFormed();
    const parts = text.split(/[;|]/).flatMap((part) => part.trim().toWellFormed() || []);
    return parts.length > 0 ? parts : null;
  };
}

function blankTest({ blankCodes }: CodebookQuestion): (text: string) => boolean {
  const codes = new Set(blankCodes.map((code) => code.trim().toLowerCase()));
  return codes.size === 0 ? () => false : (text) => codes.has(text.toLowerCase());
}

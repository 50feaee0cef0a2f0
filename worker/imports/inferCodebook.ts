import { type Codebook, type CodebookQuestion, longestLabel } from './codebook.ts';
import type { Columns } from './columns.ts';
import { misreadRow } from './misreadRow.ts';
import type { TableReader } from './readTable.ts';

/** What the cells of one column have been so far. */
interface ColumnProfile {
  readonly name: string;
  readonly index: number;
  filled: number;
  /** Cells not seen before that are numbers, and that are not. */
  numbers: number;
  words: number;
  isWhole: boolean;
  min: number;
  max: number;
  readonly distinct: Set<string>;
}

const mostChoices = 20;

/** What somebody should look at before the codebook is in force. */
export interface CodebookWarning {
  readonly code: 'NOT_SEEN_AS_NPS';
  /** The question's key. */
  readonly subject: string;
  readonly detail: string;
}

export interface InferredCodebook {
  readonly codebook: Codebook;
  readonly warnings: readonly CodebookWarning[];
}

/**
 * A codebook for a file that comes without one: every column that no field uses is a question, and its whole column
 * decides of what kind, not a sample: a rating of 7 in the last row still belongs to its scale.
 */
export async function inferCodebook(
  surveyKey: string,
  columns: Columns,
  read: (reader: TableReader) => Promise<void>,
): Promise<InferredCodebook> {
  const profiles = columns
    .unused()
    .filter(({ name }) => name !== '')
    .map(
      ({ name, index }): ColumnProfile => ({
        name,
        index,
        filled: 0,
        numbers: 0,
        words: 0,
        isWhole: true,
        min: Infinity,
        max: -Infinity,
        distinct: new Set(),
      }),
    );
  await read({
    onHeader: (header, delimiter) => {
      const shape = { width: header.length, delimiter, isRow: () => false }; // what a row is only the codebook will tell
      return (cells, line, raw) => {
        if (misreadRow(cells, line, raw, shape)) return; // turned away: its cells may be those of other columns
        for (const profile of profiles) observe(profile, cells[profile.index] ?? '');
      };
    },
  });
  const asked = profiles.filter(({ filled }) => filled > 0);
  const keys = questionKeys(asked.map(({ name }) => name));
  const inferred = asked.map((profile, place) => ({ profile, question: inferQuestion(profile, keys[place] ?? '') }));
  const questions = inferred.map(({ question }) => question);
  return {
    codebook: { key: surveyKey, title: surveyKey, kind: 'RELATIONAL', sampleSource: 'OWN_LIST', questions },
    warnings: inferred.flatMap(({ profile, question }) => notSeenAsNps(profile, question)),
  };
}

const isNamedNps = (name: string) => /nps|recommend|net.?pro/i.test(name);
const namesItsScale = (name: string) => /(?<!\d)0\s*(?:-|–|—|to|\.\.+|\/)\s*10(?!\d)/i.test(name);

/** 0 and 1 and nothing else: yes and no, of whatever was asked. */
const isYesOrNo = ({ min, max }: ColumnProfile) => min === 0 && max === 1;
/** As few answers from 0 to 10 may all be 0 or 1. */
const mostByChance = 9;

/**
 * NPS is defined from 0 to 10 alone, and a recommendation is asked for from 1 to 5, from 1 to 7 and by yes or no as well: what nobody says, an answer
 * has to show.
 */
const isSeenAsNps = (profile: ColumnProfile) => {
  const { name, min, max, filled } = profile;
  return namesItsScale(name) || max > 7 || (min === 0 && !(isYesOrNo(profile) && filled > mostByChance));
};

/** Of a column named as NPS with more numbers in it than words: why the recommendation is asked for is another question. */
function notSeenAsNps(profile: ColumnProfile, { key, kind, scaleMin, scaleMax }: CodebookQuestion): CodebookWarning[] {
  const { name, numbers, words, min, max } = profile;
  if (!isNamedNps(name) || kind === 'NPS' || numbers <= words) return [];
  const declare = 'declare it in a codebook with the kind NPS';
  const detail =
    kind === 'RATING'
      ? `${key} is taken for a rating from ${scaleMin} to ${scaleMax}, not for NPS: ${isYesOrNo(profile) ? 'every answer is 0 or 1' : 'no answer is 0 or above 7'}. If it was asked from 0 to 10, ${declare}`
      : `${key} is taken for ${kind}, not for NPS: not every answer is a whole number from 0 to 10 (${words > 0 ? 'some are words' : `they go from ${min} to ${max}`}). ` +
        `If it was asked from 0 to 10, ${declare}, and what means no answer as its notApplicableCodes or blankCodes`;
  return [{ code: 'NOT_SEEN_AS_NPS', subject: key, detail: `${detail}; a question that is loaded keeps its kind` }];
}

function observe(profile: ColumnProfile, cell: string): void {
  if (profile.distinct.has(cell)) {
    profile.filled++;
    return;
  }
  const text = cell.trim();
  if (text === '') return;
  profile.filled++;
  if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) {
    const value = Number(text);
    profile.numbers++;
    profile.isWhole &&= Number.isInteger(value);
    if (value < profile.min) profile.min = value;
    if (value > profile.max) profile.max = value;
  } else profile.words++;
  if (profile.distinct.size <= mostChoices) profile.distinct.add(cell.length < 13 ? cell : Buffer.from(cell).toString());
}

function inferQuestion(profile: ColumnProfile, key: string): CodebookQuestion {
  const { name } = profile;
  const base = {
    key,
    column: name,
    label: questionLabel(name),
    notApplicableCodes: [],
    blankCodes: [],
    force: null,
    weight: null,
    scaleMin: null,
    scaleMax: null,
  };
  const scale = ratingScale(profile);
  if (scale) {
    const [scaleMin, scaleMax] = scale;
    if (isNamedNps(name))
      return isSeenAsNps(profile)
        ? { ...base, kind: 'NPS', role: 'OUTCOME', scaleMin: 0, scaleMax: 10 }
        : { ...base, kind: 'RATING', role: 'OUTCOME', scaleMin, scaleMax };
    if (/csat|overall/i.test(name)) return { ...base, kind: 'CSAT', role: 'OUTCOME', scaleMin, scaleMax };
    if (/\bces\b|effort/i.test(name)) return { ...base, kind: 'CES', role: 'OUTCOME', scaleMin, scaleMax };
    // A mark of something (a member, a box that was ticked): as a rating it could become the CSAT of its survey.
    if (profile.min === 0 && profile.max <= 1) return { ...base, kind: 'NUMBER', role: 'OTHER' };
    return { ...base, kind: 'RATING', role: 'DRIVER', scaleMin, scaleMax };
  }
  if (profile.words === 0) return { ...base, kind: 'NUMBER', role: 'OTHER' };
  const repeats = profile.distinct.size <= mostChoices && profile.filled > 2 * profile.distinct.size;
  return { ...base, kind: repeats ? 'CHOICE' : 'TEXT', role: 'OTHER' };
}

/** Whole numbers from 0 to 10 are a rating, on the narrowest of the usual scales that holds them all. */
function ratingScale(profile: ColumnProfile): readonly [number, number] | null {
  const { words, isWhole, min, max } = profile;
  if (words > 0 || !isWhole || min < 0 || max > 10) return null;
  if (isYesOrNo(profile)) return [0, 1];
  const top = max <= 5 ? 5 : max <= 7 ? 7 : 10;
  return [min === 0 ? 0 : 1, top];
}

/** The keys of the columns of these names, in their order: one that is taken gets a number. */
export function questionKeys(names: readonly string[]): string[] {
  const taken = new Set<string>();
  const next = new Map<string, number>(); // of those that begin alike, the first number that may be free
  return names.map((name) => {
    const base = questionKey(name);
    let key = base;
    let more = next.get(base) ?? 2;
    for (; taken.has(key); more++) key = `${base}_${more}`;
    next.set(base, more);
    taken.add(key);
    return key;
  });
}

/** A column's name as a question's label, of at most 4 bytes a letter. */
export const questionLabel = (name: string) => name.slice(0, longestLabel / 4).toWellFormed();

/** A column's name as a question's key: kept where it is one word, else in lower case with underscores. */
export function questionKey(name: string): string {
  if (/^[\p{L}\p{N}_.-]{1,60}$/u.test(name)) return name;
  const key = name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, 60);
  return key || 'question';
}

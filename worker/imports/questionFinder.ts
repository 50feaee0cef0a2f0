import type { BoundQuestion } from './answers.ts';
import type { CodebookQuestion } from './codebook.ts';
import type { ColumnMapping } from './columnMapping.ts';
import { type Columns, placesBy } from './columns.ts';
import { questionKey, questionKeys, questionLabel } from './inferCodebook.ts';

/**
 * Finds the column of a question: by the mapping or the codebook where they say, else by the question's key, its label, or the name that its key was
 * made from. Of a long name the label is the beginning; where several begin alike, the keys that their order gives tell them apart.
 */
export function questionFinder(
  columns: Columns,
  fields: Readonly<Record<string, ColumnMapping>>,
): (question: CodebookQuestion) => BoundQuestion['read'] {
  const unused = columns.unused().flatMap(({ name }) => (name === '' ? [] : [name]));
  const placeOf = new Map(questionKeys(unused).map((key, place) => [key, place]));
  const byLabel = placesBy(unused, questionLabel);
  const byKey = placesBy(columns.names, questionKey);
  const labelled = ({ label, key }: CodebookQuestion): readonly number[] => {
    const places = byLabel.get(label) ?? [];
    if (places.length < 2) return places;
    const place = placeOf.get(key);
    return place !== undefined && questionLabel(unused[place] ?? '') === label ? [place] : [];
  };
  return (question) => {
    const where = fields[question.key] ?? question.column ?? undefined;
    const derived = (byKey.get(question.key) ?? []).slice(0, 1);
    const names = [...labelled(question).map((place) => unused[place] ?? ''), ...derived.map((place) => columns.names[place] ?? '')];
    return columns.bind([question.key, question.label, ...names], where)?.read ?? null;
  };
}

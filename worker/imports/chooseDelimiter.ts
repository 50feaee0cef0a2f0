import { ImportInputError } from './importInputError.ts';

const delimiters = [',', ';', '\t', '|'] as const;

/** What is between the cells of a text: what its sender says, else what its first line declares, else the commonest mark of its header. */
export function chooseDelimiter(start: string, given: string | null): string {
  if (given !== null) return known(given === '\\t' ? '\t' : given, '');
  const declared = declaredDelimiter(/^[^\r\n]*/.exec(start)?.[0] ?? '');
  if (declared !== null) return known(declared, ', which the first line declares,');
  // Outside quotation marks, the header alone tells: text in the rows may hold any of them. (csv-parse can guess, but not
  // from text with letters outside ASCII: 7.0.3 throws there.)
  const unquoted = start.replaceAll(/"[^"]*"/g, '');
  const header = /[^\r\n]+/.exec(unquoted)?.[0] ?? ''; // behind empty lines, as for the records
  const counts = delimiters.map((delimiter) => header.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ',';
}

/**
 * Excel's first line `sep=;` tells what is between the cells below and is no header. Programs that read it as a row write it
 * back in quotation marks, or with more of the same mark behind it. Null where the line is something else.
 */
export const declaredDelimiter = (line: string): string | null =>
  /^(?<quote>"?)sep=(?<mark>[^"\w])\k<quote>\k<mark>*$/i.exec(line)?.groups?.mark ?? null;

function known(delimiter: string, where: string): string {
  if (delimiters.some((one) => one === delimiter)) return delimiter;
  throw new ImportInputError('UNKNOWN_DELIMITER', `the delimiter ${JSON.stringify(delimiter)}${where} is not one of , ; tab and |`);
}

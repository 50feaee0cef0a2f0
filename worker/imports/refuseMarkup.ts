import { ImportInputError } from './importInputError.ts';

/** How texts begin that are often sent for CSV; no header does. */
const formats = [
  {
    begins: /^<(?:!doctype\s+html|html|head|body|table)\b/i,
    what: 'an HTML page',
    remedy: 'open it in a browser: it may ask to sign in, or tell of an error; then download the table as CSV',
  },
  { begins: /^<(?:\?xml\b|[a-z_][\w.:-]*(?:\s[^<>]*)?>\s*<)/i, what: 'an XML document', remedy: 'export its rows as CSV' },
  { begins: /^(?:\{\s*["}]|\[\s*[\]{["])/, what: 'JSON', remedy: 'export its rows as CSV' },
];

/**
 * Tells by its start a text that is no table. Read as CSV its first line would be a header and the rest rows: of answers a survey was made of a page that asked to sign in.
 *
 * @throws ImportInputError NOT_CSV
 */
export function refuseMarkup(start: string): void {
  const text = start.trimStart();
  const found = formats.find(({ begins }) => begins.test(text));
  if (found) throw new ImportInputError('NOT_CSV', `the file is ${found.what}, not CSV: ${found.remedy}`);
}

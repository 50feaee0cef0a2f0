import { ImportInputError } from './importInputError.ts';

/** As many bytes of a file tell what it is. */
export const signatureBytes = 5;

/** How files begin that are often sent for CSV: none of these is the start of a text, PAR1 as the name of a column included. */
const formats = [
  { begins: '1f8b08', what: 'compressed with gzip', remedy: 'unpack it and send the CSV that is in it' },
  { begins: '28b52ffd', what: 'compressed with Zstandard', remedy: 'unpack it and send the CSV that is in it' },
  {
    begins: '504b0304',
    what: 'a ZIP archive, as Excel workbooks (.xlsx) are, too',
    remedy: 'save the workbook as "CSV UTF-8", or unpack the archive and send the CSV that is in it',
  },
  { begins: 'd0cf11e0', what: 'an Excel workbook (.xls)', remedy: 'save it as "CSV UTF-8"' },
  { begins: '5041523115', what: 'a Parquet file', remedy: 'export its rows as CSV in UTF-8' },
  { begins: '255044462d', what: 'a PDF document', remedy: 'export the table that it was made from as CSV in UTF-8' },
];

/**
 * Tells by its first bytes a file that is no text at all. Read as text it would fail as one in another encoding, and no encoding is right.
 *
 * @throws ImportInputError NOT_TEXT
 */
export function refuseBinary(start: Buffer): void {
  const signature = start.toString('hex', 0, signatureBytes);
  const found = formats.find(({ begins }) => signature.startsWith(begins));
  if (found) throw new ImportInputError('NOT_TEXT', `the file is ${found.what}, not CSV: ${found.remedy}`);
}

type Column = string | number | bigint | boolean | Date | readonly string[] | null;

/** The row under the names of its columns: lmgShare is lmg_share. A number that is not finite is a mistake of the job: null says "not known". */
export function columnsOf(row: object): Record<string, Column> {
  const columns: Record<string, Column> = {};
  for (const [field, value] of Object.entries(row) as [string, Column][]) {
    if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${field} has ${value}, which no column can hold`);
    columns[field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] = value;
  }
  return columns;
}

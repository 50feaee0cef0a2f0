import { z } from 'zod';
import { quoted } from './cellParsers.ts';
import { codebookSchema } from './codebook.ts';
import { columnMappingSchema } from './columnMapping.ts';
import { ImportInputError } from './importInputError.ts';

const mappingSchema = z.object({
  codebook: z.unknown().optional(),
  fields: z.record(z.string(), columnMappingSchema).optional(),
  encoding: z.string().nullish(),
  delimiter: z.string().nullish(),
});

/** What the sender said about a file: the `mapping` of its import. */
export type ImportMapping = ReturnType<typeof readMapping>;

export function readMapping(stored: unknown) {
  const { codebook, fields, encoding, delimiter } = parse('mapping', mappingSchema, stored ?? {});
  const declared = codebook == null ? null : parse('codebook', codebookSchema, codebook);
  return {
    codebook: declared,
    fields: { ...declared?.fields, ...fields }, // what is said of this one file is nearer than what is said of the survey
    encoding: encoding ?? null,
    delimiter: delimiter ?? null,
  };
}

/** Which question of a codebook a fault is in: people know them by their keys. */
function questionAt([list, index]: readonly PropertyKey[], codebook: unknown): string {
  if (list !== 'questions' || typeof index !== 'number') return '';
  const key = (codebook as { questions: readonly ({ key?: unknown } | null)[] }).questions[index]?.key;
  return typeof key === 'string' ? ` (question ${quoted(key)})` : '';
}

function parse<Shape>(what: 'mapping' | 'codebook', schema: z.ZodType<Shape>, value: unknown): Shape {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues
    .slice(0, 5)
    .map((issue) => `${[what, ...issue.path].join('.')}${questionAt(issue.path, value)}: ${issue.message}`);
  throw new ImportInputError(what === 'codebook' ? 'INVALID_CODEBOOK' : 'INVALID_MAPPING', faults.join('; '));
}

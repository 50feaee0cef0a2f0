import { z } from 'zod';

/** Where a field is in the file: a column's name, one with the format of its times, or several columns joined. */
export const columnMappingSchema = z.union([
  z.string().min(1),
  z.strictObject({ column: z.string().min(1), format: z.string().min(1).optional() }),
  z.strictObject({ template: z.string().min(1), format: z.string().min(1).optional() }),
]);
export type ColumnMapping = z.infer<typeof columnMappingSchema>;

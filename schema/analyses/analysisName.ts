import { z } from 'zod';

/** As it stands in commands and addresses. */
export const analysisName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and - only, at most 63, the first a letter or digit');

/**
 * graphql as Node resolves it, the copy that the schema is built with. Vite resolves the bare name to another file of
 * the package, and that copy takes the types of this one for strangers.
 */
import { createRequire } from 'node:module';

export const graphql = createRequire(import.meta.url)('graphql') as typeof import('graphql');

import { defineConfig } from 'prisma/config';

// `prisma generate` resolves the schema engine although it never runs it, and would download one: any executable
// that exists satisfies the look-up. Migrations are plain SQL, applied by prisma/migrate.ts.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({ schema: 'prisma/schema.prisma' });

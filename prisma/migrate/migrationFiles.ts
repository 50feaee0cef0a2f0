/** The migrations that this release knows: `<time>_<name>/migration.sql`, in order of name, as Prisma lays them out. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface MigrationFile {
  readonly name: string;
  readonly text: string;
  /** SHA-256 in hex of the bytes, as Prisma records it. */
  readonly checksum: string;
  /** False for a file headed `-- no transaction`. */
  readonly transactional: boolean;
}

export const migrationsFolder = join(import.meta.dirname, '../migrations');

export function readMigrationFiles(folder: string = migrationsFolder): MigrationFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'migration.sql')))
    .map((entry) => entry.name)
    .sort() // by code unit, as Prisma does: the order must not depend on anybody's locale
    .map((name) => readMigrationFile(folder, name));
}

function readMigrationFile(folder: string, name: string): MigrationFile {
  const bytes = readFileSync(join(folder, name, 'migration.sql'));
  const text = bytes.toString('utf8');
  const checksum = createHash('sha256').update(bytes).digest('hex');
  return { name, text, checksum, transactional: !/^\s*--\s*no transaction\b/i.test(text) };
}

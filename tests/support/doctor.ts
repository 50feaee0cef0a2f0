/** `earshot doctor` as the process that the command line starts, on databases of a test's own. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Finding } from '../../api/doctor/finding.ts';
import { connect, type Sql } from '../../prisma/sql.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

const root = join(import.meta.dirname, '../..');
const cleanUps: (() => Promise<unknown> | unknown)[] = [];
/** For afterEach of each file: those of one process share this module. */
export async function cleanUp(): Promise<void> {
  for (const work of cleanUps.splice(0).reverse()) await work();
}

/** When this test is over; the last one asked for comes first. */
export const afterThisTest = (...work: (() => Promise<unknown> | unknown)[]): void => void cleanUps.push(...work);

interface Told {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export function doctor(env: NodeJS.ProcessEnv, ...words: string[]): Promise<Told> {
  const noApi = { EARSHOT_URL: '', PORT: '47' }; // nothing listens there
  return new Promise((resolve) =>
    execFile(
      process.execPath,
      ['api/commands/doctor.ts', ...words],
      { cwd: root, env: { PATH: process.env.PATH ?? '', ...noApi, ...env } },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    ),
  );
}

/** The findings by their checks, and the exit code. */
export async function examine(env: NodeJS.ProcessEnv): Promise<{ code: number; findings: Partial<Record<Finding['check'], Finding>> }> {
  const { code, stdout, stderr } = await doctor(env, '--json');
  expect(stderr).toBe('');
  const findings = JSON.parse(stdout) as Finding[];
  for (const finding of findings)
    expect(finding).toEqual({ ...finding, remedy: finding.status === 'ok' ? null : expect.stringMatching(/\w/) });
  return { code, findings: Object.fromEntries(findings.map((finding) => [finding.check, finding])) };
}

export async function newDatabase(options = {}): Promise<{ database: TestDatabase; urls: NodeJS.ProcessEnv; admin: Sql }> {
  const database = await createTestDatabase(options);
  const admin = connect(database.adminUrl, { applicationName: 'test', max: 1 });
  afterThisTest(database.drop, () => admin.end());
  return { database, urls: { DATABASE_URL: database.appUrl, DATABASE_ADMIN_URL: database.adminUrl }, admin };
}

export async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** `earshot doctor [--json]`: is this installation healthy, and what to do where it is not. Changes nothing. */
import { explain } from '../../prisma/startError.ts';
import { examineInstallation } from '../doctor/examineInstallation.ts';
import { counted, type Finding } from '../doctor/finding.ts';
import { parseCommand, toJson } from './commandLine.ts';
import { UsageError } from './usageError.ts';

const usage = 'earshot doctor [--json]';

try {
  const { values } = parseCommand(usage, { options: { json: { type: 'boolean', default: false } } });
  const findings = await examineInstallation();
  process.exitCode = findings.some(({ status }) => status === 'problem') ? 1 : 0;
  const text = values.json ? toJson(findings) : report(findings);
  process.stdout.write(`${text}\n`, () => process.exit()); // a connection to what does not answer would hold the process
} catch (error) {
  process.stderr.write(`earshot: ${explain(error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

function report(findings: readonly Finding[]): string {
  const lines = findings.map(({ check, status, found, remedy }) => {
    const line = `${status.padEnd(7)}  ${check.padEnd(11)}  ${found}`;
    return remedy === null ? line : `${line} → ${remedy}`;
  });
  const count = (wanted: Finding['status']) => findings.filter(({ status }) => status === wanted).length;
  const [problems, warnings] = [count('problem'), count('warning')];
  const sum = problems + warnings === 0 ? 'all is well' : `${counted(problems, 'problem')}, ${counted(warnings, 'warning')}`;
  return [...lines, '', sum].join('\n');
}

/** What the documents tell their readers to paste: commands, queries and addresses, each with where it stands. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const checkout = join(import.meta.dirname, '../..');

/** Texts for users and contributors; what ARCHITECTURE and CHANGELOG name is history or design, not to be pasted. */
export const documents = filesOf('*.md', '{api,clients,docs,prisma,schema,tests,worker}/**/*.md').filter(
  (file) => !['ARCHITECTURE.md', 'CHANGELOG.md'].includes(file),
);

/** README and the pages below docs/ in the order in which somebody new reads them: what one loads, those below it ask. */
export const guide = [
  'README.md',
  ...[
    'files',
    'graph',
    'analyses',
    'drivers',
    'churn',
    'value',
    'segments',
    'metrics',
    'automation',
    'bi',
    'models',
    'access',
    'requests',
    'clients',
    'operations',
  ].map((page) => `docs/${page}.md`),
];

export function filesOf(...patterns: string[]): string[] {
  return globSync(patterns, { cwd: checkout, exclude: ['**/node_modules', '**/dist'] }).sort();
}

export const textOf = (file: string): string => readFileSync(join(checkout, file), 'utf8');

export interface Snippet {
  readonly file: string;
  readonly line: number;
  /** Of a fenced block what stands behind the fence; `span` for code within a sentence. */
  readonly language: string;
  readonly text: string;
}

/** Fenced blocks and code within sentences, from top to bottom. */
export function snippetsOf(file: string): Snippet[] {
  const text = textOf(file);
  const lineAt = (index: number) => text.slice(0, index).split('\n').length;
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$|`([^`\n]+)`/gm)].map(({ index, 1: language, 2: block, 3: span }) => ({
    ...{ file, line: lineAt(index) },
    language: span === undefined ? language || 'plain' : 'span',
    text: span ?? block ?? '',
  }));
}

/** The lines of a block that are commands, without their comments; what a line that is a comment shows is its `expected` output. */
export function commandLines({ text }: Snippet): { line: string; comment: string; expected: string | null }[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.flatMap((whole, at) => {
    if (whole.startsWith('#')) return [];
    const { line, comment } = withoutComment(whole);
    const next = lines[at + 1];
    return [{ line, comment, expected: next?.startsWith('# ') ? next.slice(2) : null }];
  });
}

export const isCommand = (text: string): boolean => /^(?:[A-Z_]+=\S+ )*(?:npx (?:earshot|node)|earshot|npm|node|curl|export) \S/.test(text);

function withoutComment(line: string): { line: string; comment: string } {
  const [comment = ''] = / +# .*$/.exec(line) ?? [];
  return { line: line.slice(0, line.length - comment.length), comment: comment.replace(/^ +# /, '') };
}

/** The words of a line as a shell reads them: quotes, and variables but for single quotes. */
export function shellWords(line: string, variables: Readonly<Record<string, string | undefined>> = {}): string[] {
  return [...line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'|([^"']+)/g, (_, double, single, bare) =>
      single !== undefined ? single : (double ?? bare).replaceAll(/\$(\w+)/g, (_whole: string, name: string) => variables[name] ?? ''),
    ),
  );
}

/** The lines of help texts under "Examples" of the command line, and what a pipe hands to them. */
export function ofPipe(line: string): { command: string; input: string } {
  const [, input = '', command = line] = /^echo '([^']*)' \| (.*)$/.exec(line) ?? [];
  return { command: command.replace(/ > \S+$/, ''), input };
}

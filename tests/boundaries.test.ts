import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * The arrows of ARCHITECTURE.md, executed. A file belongs to the first room whose pattern it meets; what it imports has to
 * meet one of that room's patterns: paths from the root of the project, `node:*`, or names of packages.
 */
const rooms: readonly { readonly files: RegExp; readonly mayImport: readonly RegExp[] }[] = [
  ...statistics({
    'rows|inference|linalg|distributions|optimize': '',
    descriptive: '',
    linear: '',
    missing: 'linear',
    drivers: 'descriptive|linear|missing',
    logistic: 'linear|drivers',
    survival: 'descriptive',
    value: 'descriptive',
  }),
  { files: /^worker\/stats\/index\.ts$/, mayImport: [/^worker\/stats\//] },
  { files: /^worker\/stats\/[a-zA-Z]+\.ts$/, mayImport: [/^worker\/stats\/[a-zA-Z]+\.ts$/] },
  { files: /^worker\/queue\.ts$/, mayImport: [/^(pg-boss|zod)$/] },
  { files: /^worker\/(exclusionReasons|featureCatalogue|runLimits)\.ts$/, mayImport: [] },
  { files: /^worker\/engineVersion\.ts$/, mayImport: [/^package\.json$/] },
  { files: /^worker\/runKey\.ts$/, mayImport: [/^node:crypto$/, /^worker\/data\/readRunRequest\.ts$/] },
  { files: /^worker\/(config|progress)\.ts$/, mayImport: [/^node:os$/, /^zod$/, /^worker\/(runLimits|runProcessors)\.ts$/] },
  { files: /^worker\/(idleGroup|runProcessors)\.ts$/, mayImport: [/^node:/, /^zod$/] },
  { files: /^worker\/jobSessions\.ts$/, mayImport: [/^prisma\/sql\.ts$/, /^worker\/lease\.ts$/] },
  {
    files: /^worker\/lease\.ts$/,
    mayImport: [/^prisma\/sql\.ts$/, /^worker\/(jobSessions|progress|queue|runLimits)\.ts$/, /^worker\/webhooks\/recordRunEvent\.ts$/],
  },
  { files: /^worker\/keptSession\.ts$/, mayImport: [/^prisma\/sql\.ts$/] },
  { files: /^worker\/lowerPriority\.ts$/, mayImport: [/^node:/, /^prisma\/sql\.ts$/, /^worker\/(idleGroup|runProcessors)\.ts$/] },
  {
    files: /^worker\/job\.ts$/,
    mayImport: [
      /^node:/,
      /^prisma\/(sql|collectGarbage|describeError|noSession)\.ts$/,
      /^worker\/(idleGroup|jobSessions|keptSession|lease|lowerPriority|progress|runProcessors)\.ts$/,
    ],
  },
  { files: /^worker\/enqueueInTurn\.ts$/, mayImport: [/^worker\/queue\.ts$/] },
  { files: /^worker\/requestRun\.ts$/, mayImport: [/^worker\/(enqueueInTurn|queue)\.ts$/] },
  {
    files: /^worker\/(runJob|runParts|gatherParts|helpWithParts)\.ts$/,
    mayImport: [
      /^zod$/,
      /^node:/,
      /^prisma\/sql\.ts$/,
      /^worker\/data\//,
      /^worker\/stats\/outcome\.ts$/,
      /^worker\/(engineVersion|exclusionReasons|gatherParts|helpWithParts|job|lease|queue|runKey|runParts)\.ts$/,
    ],
  },
  {
    files: /^worker\/data\//,
    mayImport: [
      /^node:/,
      /^zod$/,
      /^prisma\/(sql|copyBinaryWalker|copyChunks|raiseDataVersions)\.ts$/,
      /^worker\/(exclusionReasons|featureCatalogue|lease|queue)\.ts$/,
      /^worker\/data\//,
      /^worker\/stats\/(outcome|descriptive\/thresholds)\.ts$/,
      /^worker\/webhooks\/recordRunEvent\.ts$/,
    ],
  },
  {
    files: /^worker\/imports\//,
    mayImport: [
      /^node:/,
      /^(zod|csv-parse|iconv-lite|luxon|postgres)$/,
      /^prisma\/(sql|collectGarbage|raiseDataVersions|storedLabel)\.ts$/,
      /^worker\/(imports|rollups)\//,
    ],
  },
  { files: /^worker\/rollups\//, mayImport: [/^postgres$/, /^prisma\/sql\.ts$/, /^worker\/rollups\//] },
  {
    files: /^worker\/jobs\//,
    mayImport: [
      /^node:crypto$/,
      /^prisma\/sql\.ts$/,
      /^worker\/(data|imports|rollups|stats)\//,
      /^worker\/(engineVersion|exclusionReasons|featureCatalogue|job|lease|queue|runJob)\.ts$/,
      /^worker\/jobs\//,
    ],
  },
  {
    files: /^worker\/scheduling\/(cron|schedulePolicy|tickPlan|zoneClock)\.ts$/,
    mayImport: [/^(croner|luxon)$/, /^worker\/scheduling\/(cron|schedulePolicy|zoneClock)\.ts$/],
  },
  {
    files: /^worker\/scheduling\//,
    mayImport: [/^prisma\/sql\.ts$/, /^worker\/(scheduling|rollups)\//, /^worker\/(enqueueInTurn|lease|queue|requestRun)\.ts$/],
  },
  {
    files: /^worker\/webhooks\//,
    mayImport: [/^node:/, /^ipaddr\.js$/, /^prisma\/sql\.ts$/, /^worker\/queue\.ts$/, /^worker\/webhooks\//],
  },
  {
    files: /^worker\/deliverWebhooks\.ts$/,
    mayImport: [/^pino$/, /^prisma\/sql\.ts$/, /^worker\/webhooks\//],
  },
  { files: /^worker\/pool\.ts$/, mayImport: [/^node:worker_threads$/, /^piscina$/, /^worker\/(job|lowerPriority|queue)\.ts$/] },
  { files: /^worker\/scheduler\.ts$/, mayImport: [/^pino$/, /^prisma\/sql\.ts$/, /^worker\/scheduling\//, /^worker\/queue\.ts$/] },
  {
    files: /^worker\/performRollup\.ts$/,
    mayImport: [/^prisma\/sql\.ts$/, /^worker\/[a-zA-Z]+\.ts$/, /^worker\/rollups\/rollupState\.ts$/],
  },
  { files: /^worker\//, mayImport: [/^node:/, /^pino$/, /^prisma\//, /^worker\/[a-zA-Z]+\.ts$/] },
  {
    files: /^schema\//,
    mayImport: [
      /^node:/,
      /^(@pothos\/|graphql$|dataloader$|luxon$|zod$)/,
      /^schema\//,
      /^prisma\//,
      /^worker\/(enqueueInTurn|exclusionReasons|featureCatalogue|queue|requestRun|runLimits|rollups\/rollupCatalogue)\.ts$/,
      /^worker\/scheduling\/(cron|schedulePolicy)\.ts$/,
      /^worker\/webhooks\/(eventBody|webhookSignature|webhookUrl)\.ts$/,
      /^worker\/stats\/(descriptive\/|outcome\.ts$|statusCodes\.ts$|survival\/retention\/calendarPeriod\.ts$)/,
    ],
  },
  { files: /^api\/doctor\//, mayImport: [/^node:/, packages(), /^api\//, /^prisma\//, /^worker\/(config|queue)\.ts$/] },
  {
    files: /^api\//,
    mayImport: [/^node:/, packages(), /^api\//, /^schema\//, /^prisma\//, /^worker\/(enqueueInTurn|queue|requestRun|runProcessors)\.ts$/],
  },
  { files: /^clients\/cli\/fit\//, mayImport: [/^node:/, packages(), /^clients\/cli\//, /^worker\/stats\/index\.ts$/] },
  // The published client runs in browsers, and asks nobody for anything: only its own files.
  {
    files: /^clients\/sdk\/(core\/|[a-zA-Z]+\.ts$)/,
    mayImport: [/^clients\/sdk\/(core\/|generated\/|waitForRun\.ts$)/, /^@graphql-codegen\/client-preset$/],
  },
  { files: /^clients\/sdk\/examples\//, mayImport: [/^node:/, /^(react|urql)$/, /^clients\/sdk\/index\.ts$/] },
  { files: /^clients\/cli\//, mayImport: [/^node:/, packages(), /^clients\/(cli|sdk)\//] },
  { files: /^clients\//, mayImport: [/^node:/, packages(), /^clients\//] },
  { files: /^prisma\//, mayImport: [/^node:/, packages(), /^prisma\//, /^package\.json$/] },
];

/** Types alone leave nothing at run time; a reader or an importer may speak of a statistic's result. */
const mayImportTypes: readonly { readonly files: RegExp; readonly of: RegExp }[] = [
  { files: /^worker\/(data|imports)\//, of: /^worker\/stats\// },
];

/** SQL as text is built here and nowhere else; all other statements are tagged templates with parameters. */
const mayBuildSql = [
  /^prisma\//,
  /^api\/bi\/(datasetQuery|streamExport)\.ts$/,
  /^schema\/modelColumns\.ts$/,
  /^worker\/data\/(readDriverColumns|joinedFeatures|valueLoyaltyQuery|readValueLoyaltyColumns|churn\/read(SubscriptionEpisodes|ActivityEpisodes))\.ts$/,
  /^worker\/data\/hazard\/(readCustomerRows|readAnswers)\.ts$/,
  /^worker\/runParts\.ts$/,
  /^worker\/data\/(readPurchases|readContracts|plannedRows|writeCustomerScores)\.ts$/,
];

/** A barrel hides where a thing lives; these three are the front doors of a room or a product. */
const barrels = ['schema/index.ts', 'worker/stats/index.ts', 'clients/sdk/index.ts'];

const root = join(import.meta.dirname, '..');
const sources = ['api', 'schema', 'worker', 'prisma', 'clients'].flatMap(filesBelow);

describe('the house', () => {
  it.each(sources)('%s imports along the arrows', (file) => {
    const room = rooms.find(({ files }) => files.test(file));
    expect(room, `${file} belongs to no room`).toBeDefined();
    const against = importsOf(file)
      .filter(({ target }) => !room?.mayImport.some((allowed) => allowed.test(target)))
      .filter(({ target, isType }) => !(isType && mayImportTypes.some(({ files, of }) => files.test(file) && of.test(target))));
    expect(against).toEqual([]);
  });

  it('jobs do not import each other: a job has a file, and a folder of its name for its pieces', () => {
    const jobs = sources.filter((file) => file.startsWith('worker/jobs/'));
    const own = (path: string) => path.replace(/^worker\/jobs\/([^/.]+).*$/, '$1');
    for (const job of jobs) {
      const others = importsOf(job).filter(({ target }) => target.startsWith('worker/jobs/') && own(target) !== own(job));
      expect(others, job).toEqual([]);
    }
  });

  it('statistics know no clock, no chance and no environment', () => {
    for (const file of sources.filter((path) => path.startsWith('worker/stats/'))) {
      expect(code(file), file).not.toMatch(
        /\bMath\.random\b|\bDate\b|\bperformance\.(now|mark|measure|timeOrigin)\b|\bprocess\.|\bglobalThis\b/,
      );
    }
  });

  it('SQL is built as text in few places, all reviewed', () => {
    const builders = sources.filter((file) => /\.unsafe[(<]|RawUnsafe[(<]/.test(code(file)));
    expect(builders.filter((file) => !mayBuildSql.some((allowed) => allowed.test(file)))).toEqual([]);
  });

  it('transactions outlive the death of their session: none is begun but by prisma/transaction.ts', () => {
    const begun = sources.filter((file) => /\b(sql|admin|pool)\.begin\(/.test(text(file)));
    expect(begun).toEqual(['prisma/transaction.ts']);
  });

  it('has no drawer for odds and ends', () => {
    expect(sources.filter((file) => /(^|\/)(utils?|helpers?|common|shared|manager|misc|types)(\.ts|\/)/i.test(file))).toEqual([]);
    expect(sources.filter((file) => /(^|\/)index\.ts$/.test(file) && !barrels.includes(file))).toEqual([]);
  });

  it('take no path of the project for a package', () => {
    const of = (names: readonly string[]) => names.map((name) => packages().test(name));
    expect(of(['pino', '@pothos/core', 'graphql/utilities', 'iconv-lite'])).toEqual([true, true, true, true]);
    expect(of(['worker/jobs/fitChurn.ts', 'schema/index.ts', 'prisma/sql.ts', 'package.json'])).toEqual([false, false, false, false]);
  });

  it('a file over 300 lines gives its reason in its first comment', () => {
    const long = [...sources, ...filesBelow('tests')].filter((file) => text(file).split('\n').length > 301);
    expect(long.filter((file) => !/^(#!.*\n)?\/\*\*[\s\S]*?\bOver 300 lines\b[\s\S]*?\*\//.test(text(file)))).toEqual([]);
  });
});

/** The folders of the statistics: each sees itself, what lies below all of them, the folders named here, and numeric libraries. */
function statistics(folders: Readonly<Record<string, string>>): { files: RegExp; mayImport: RegExp[] }[] {
  const below = 'rows|inference|linalg|distributions|optimize';
  return Object.entries(folders).map(([folder, others]) => ({
    files: new RegExp(`^worker/stats/(${folder})/`),
    mayImport: [
      new RegExp(`^worker/stats/(${[folder, below, others].filter(Boolean).join('|')})/`),
      /^worker\/stats\/(checks|outcome|random|statusCodes)\.ts$/,
      /^(@stdlib\/|ml-matrix$|simple-statistics$)/,
    ],
  }));
}

/** A bare name, with what follows it; not a path of the project. */
function packages(): RegExp {
  return /^(?!(api|schema|worker|prisma|clients|tests)\/|package\.json$)(@[a-z-]+\/)?[a-z][\w.-]*(\/[\w.-]+)*$/;
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !/(^|\/)(dist|generated|node_modules)\//.test(file));
}

function text(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function code(file: string): string {
  return text(file).replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
}

/** What a file imports, as paths from the root for its own files. */
function importsOf(file: string): { target: string; isType: boolean }[] {
  const statements = code(file).matchAll(
    /(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g,
  );
  return [...statements].map(([, typeOnly, from, dynamic]) => {
    const specifier = from ?? dynamic ?? '';
    const target = specifier.startsWith('.')
      ? join(dirname(file), specifier)
      : isBuiltin(specifier) && !specifier.startsWith('node:')
        ? `node:${specifier}`
        : specifier;
    return { target, isType: typeOnly !== undefined };
  });
}

import { builder } from '../../builder.ts';
import { pageArgs, pageCost, parsePage, toConnection } from '../../connection.ts';
import { Run } from '../run.ts';
import type { RunLogRow } from './loaders.ts';

const LogLevel = builder.enumType('LogLevel', {
  description: 'How bad a line of a log is.',
  values: {
    INFO: { description: 'As it should be.' },
    WARN: { description: 'A fault from which it recovers.' },
    ERROR: { description: 'A fault that ended it.' },
  } as const,
});

const RunLogLine = builder.objectRef<RunLogRow>('RunLogLine').implement({
  description: 'What happened to a run. Never what single customers said or did.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When.' }),
    attempt: t.exposeInt('attempt', { description: 'In which attempt.' }),
    level: t.field({ type: LogLevel, description: 'How bad it is.', resolve: ({ level }) => level as 'INFO' }),
    message: t.exposeString('message', { description: 'What happened.' }),
  }),
});
const RunLogConnection = builder.connectionObject(
  { type: RunLogLine, name: 'RunLogConnection', description: 'A page of a log.' },
  { name: 'RunLogEdge', description: 'A line and its place in the log.' },
);

builder.objectField(Run, 'log', (t) =>
  t.field({
    type: RunLogConnection,
    description: 'What happened to it, from the beginning.',
    args: pageArgs,
    complexity: pageCost,
    resolve: async ({ id }, args, { loaders }) => {
      const page = parsePage(args);
      return toConnection(await loaders.runLog.load({ runId: id, page }), page, ({ position }) => ({ sortValue: null, id: position }));
    },
  }),
);

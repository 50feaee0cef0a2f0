import type { ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { badUserInput, type ErrorCode } from '../../schema/errors.ts';
import type { GraphRequest } from '../context.ts';
import { type GraphParams, nextPageUrl } from '../formats/nextPageUrl.ts';
import { type TablePlan, tablePlan } from '../formats/tablePlan.ts';
import { type Cell, pageEnd, tableRows } from '../formats/tableRows.ts';
import { contentTypes } from '../formats/tableWish.ts';
import { writeTable } from '../formats/writeTable.ts';
import { statusOf } from './errors.ts';

interface Made {
  plan?: TablePlan;
  rows?: Cell[][];
  end?: ReturnType<typeof pageEnd>;
  readonly params?: GraphParams;
}

/**
 * One page of one list as CSV, NDJSON or Arrow. Whether the query has such a list is asked before it is executed; an answer
 * with any error is that error and no table, so that a table is never a part of what was asked for.
 */
export function useTable(): Plugin {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const context = args.contextValue as unknown as GraphRequest & Made;
      if (!context.table) return;
      try {
        context.plan = tablePlan(args.schema, args.document, args.operationName);
      } catch (error) {
        setResultAndStopExecution({ errors: [error] } as never);
      }
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const { table } = args.contextValue as unknown as GraphRequest;
      if (table) setResultAndStopExecution({ errors: [badUserInput('format', 'a subscription comes as text/event-stream')] } as never);
    },
    onExecutionResult({ result, setResult, context }) {
      const request = context as unknown as GraphRequest & Made;
      if (!request.plan || request.isCostOnly || !result || !('data' in result) || !result.data || result.errors?.length) return;
      try {
        request.rows = tableRows(request.plan, result.data);
        request.end = pageEnd(request.plan, result.data);
      } catch (error) {
        setResult({ ...result, data: null, errors: [error] } as never);
      }
    },
    onResultProcess({ result, serverContext, setResultProcessor }) {
      const request = serverContext as unknown as GraphRequest & Made;
      if (!request.table || Symbol.asyncIterator in result) return;
      const type = contentTypes[request.table.format];
      setResultProcessor((answer, { Response }) => new Response(...responseOf(answer as ExecutionResult, request)), type);
    },
  };
}

function responseOf({ errors, extensions }: ExecutionResult, request: GraphRequest & Made): ConstructorParameters<typeof Response> {
  const { table, plan, rows, end } = request;
  const { http, ...told } = (extensions ?? {}) as { http?: { status?: number; headers?: Readonly<Record<string, string>> } };
  if (!table || !plan || !rows || errors?.length) {
    const statuses = (errors ?? []).map((error) => statusOf[error.extensions?.code as ErrorCode] ?? 500);
    const body = { ...(errors?.length ? { errors } : { data: null }), extensions: told };
    return [
      JSON.stringify(body),
      {
        status: Math.max(200, http?.status ?? 200, ...statuses),
        headers: { ...http?.headers, 'content-type': 'application/graphql-response+json; charset=utf-8' },
      },
    ];
  }
  const next = end?.hasNextPage && plan.page?.after && end.endCursor ? nextPageUrl(request, plan.page.after, end.endCursor) : null;
  const headers = {
    'content-type': contentTypes[table.format],
    'cache-control': 'private, no-cache',
    vary: 'accept, authorization, x-api-key, origin',
    'x-last-page': String(!end?.hasNextPage),
    ...(next && { link: `<${next}>; rel="next"` }),
  };
  return [writeTable(plan.columns, rows, table) as BodyInit, { status: 200, headers }];
}

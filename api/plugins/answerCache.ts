import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { AnswerCache, AnswerKey } from '../cache/answerCache.ts';
import { type CachePlan, cachePlan } from '../cache/cachePlan.ts';
import { readGraphState } from '../cache/graphState.ts';
import type { GraphRequest, RequestContext } from '../context.ts';
import { type WrittenAnswer, writeAnswer } from './writeAnswer.ts';

/** Whether the answer was at hand, for the header Cache-Status (RFC 9211). */
interface Told {
  cacheStatus?: 'hit' | 'fwd=miss';
}

type CacheContext = RequestContext & GraphRequest & Told & { readonly request: Request; readonly params: { readonly query?: string } };

type Keeper = (done: { readonly result: ExecutionResult; setResult(answer: ExecutionResult): void }) => void;

const minute = 60_000;

/**
 * Answers what was answered before, if nothing that it came from has changed: that is asked in the snapshot in which it would
 * be read anew. What depends on the time of day is kept for the current minute. After useSnapshot, which closes what is opened here.
 */
export function useAnswerCache(cache: AnswerCache | null): Plugin<RequestContext> {
  if (!cache) return {};
  const plans = new WeakMap<DocumentNode, CachePlan | null>(); // parsed documents are themselves kept
  const planOf = (schema: GraphQLSchema, document: DocumentNode): CachePlan | null => {
    const known = plans.get(document);
    if (known !== undefined) return known;
    const plan = cachePlan(schema, document);
    plans.set(document, plan);
    return plan;
  };
  return {
    async onExecute({ args, setResultAndStopExecution }) {
      const context = args.contextValue as unknown as CacheContext;
      const { params, principal, snapshot, workspaceId } = context;
      const plan = planOf(args.schema, args.document);
      if (!plan || params.query === undefined || context.table || refusesCaches(context.request)) return;
      const { operationName = null, variableValues = null } = args;
      const key: AnswerKey = { principal, document: params.query, operationName, variables: variableValues };
      const read = await snapshot.read((sql) => readGraphState(sql, workspaceId, plan.readsRuns)).catch(() => null);
      if (read === null) return; // whatever is wrong is told by the query's own statements
      const state = plan.readsClock ? `${read}|${Math.floor(Date.now() / minute)}` : read;
      const kept = cache.get(key, state);
      context.cacheStatus = kept === null ? 'fwd=miss' : 'hit';
      if (kept !== null) {
        const stringify = (answer: ExecutionResult) => writeAnswer(answer, kept);
        const hit: WrittenAnswer = { data: {}, stringify };
        setResultAndStopExecution(hit as never);
        return;
      }
      const stringify = (answer: ExecutionResult) => {
        const data = context.written?.write(answer.data ?? null) ?? JSON.stringify(answer.data ?? null);
        if (!answer.errors?.length && answer.data) cache.set(key, state, data);
        return writeAnswer(answer, data);
      };
      const keep: Keeper = ({ result, setResult }) => {
        if (Symbol.asyncIterator in result || result.errors?.length) return;
        const keeping: WrittenAnswer = { ...result, stringify };
        setResult(keeping);
      };
      return { onExecuteDone: keep as never }; // neither is written in its object: prisma/transaction.ts says why
    },
    onResponse({ response, serverContext }) {
      const { cacheStatus } = (serverContext ?? {}) as Told;
      if (cacheStatus) response.headers.set('cache-status', `earshot; ${cacheStatus}`);
    },
  };
}

/** The caller wants it computed: what `Cache-Control: no-cache` and `no-store` mean for a cache that never shows anything stale. */
function refusesCaches({ headers }: Request): boolean {
  return /\bno-(cache|store)\b/i.test(headers.get('cache-control') ?? '');
}

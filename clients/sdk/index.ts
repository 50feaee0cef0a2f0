/** @earshot/sdk: the typed client of Earshot. */
export type { GraphAnswer, RequestOptions } from './core/ask.ts';
export type { ClientOptions } from './core/clientOptions.ts';
export { createClient, type EarshotClient } from './core/createClient.ts';
export { EarshotError, type EarshotErrorKind, type GraphError } from './core/earshotError.ts';
export type { Connection } from './core/pages.ts';
export type { SendOptions } from './core/send.ts';
export type { SubscribeOptions } from './core/subscribe.ts';
export { type TypedDocument, TypedDocumentString } from './core/typedDocument.ts';
export * from './generated/graphql.ts';
export { type RunUpdate, type WaitOptions, waitForRun } from './waitForRun.ts';

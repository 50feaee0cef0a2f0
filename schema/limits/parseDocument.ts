import { type DocumentNode, Kind, Lexer, parse, Source, TokenKind, visit } from 'graphql';
import { limitExceeded } from '../errors.ts';
import { checkSelections } from './checkSelections.ts';
import { queryLimits } from './queryLimits.ts';

/**
 * Parses a document within its limits: each is checked before the step that would suffer from what it forbids, tokens and
 * nesting before the parser, repetition before the rules of validation, some of which compare everything with everything.
 *
 * @throws GraphQLError LIMIT_EXCEEDED, or the syntax error of the parser
 */
export function parseDocument(text: string | Source): DocumentNode {
  const source = typeof text === 'string' ? new Source(text) : text;
  checkLength(source.body);
  checkTokens(source);
  const document = parse(source);
  checkRepetition(document);
  checkSelections(document);
  return document;
}

export function checkLength(text: string): void {
  if (text.length <= queryLimits.queryCharacters) return;
  const message = `The query has ${text.length} characters, at most ${queryLimits.queryCharacters} are allowed`;
  throw limitExceeded(message, { characters: text.length });
}

const opening: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const closing: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

function checkTokens(source: Source): void {
  const lexer = new Lexer(source);
  let nesting = 0;
  for (let tokens = 0; lexer.advance().kind !== TokenKind.EOF; tokens++) {
    if (tokens >= queryLimits.tokens) {
      throw limitExceeded(`The query has more than the ${queryLimits.tokens} names and signs that are allowed`, {
        tokens: queryLimits.tokens + 1,
      });
    }
    const { kind } = lexer.token;
    if (opening.has(kind)) nesting++;
    else if (closing.has(kind)) nesting--;
    if (nesting > queryLimits.nesting) {
      throw limitExceeded(`The query has brackets within each other more than the ${queryLimits.nesting} levels that are allowed`, {
        nesting,
      });
    }
  }
}

function checkRepetition(document: DocumentNode): void {
  const counts = { aliases: 0, directives: 0, operations: 0, fragments: 0 };
  visit(document, {
    Field: (node) => {
      if (node.alias) counts.aliases++;
    },
    Directive: () => {
      counts.directives++;
    },
  });
  for (const { kind } of document.definitions) {
    if (kind === Kind.OPERATION_DEFINITION) counts.operations++;
    if (kind === Kind.FRAGMENT_DEFINITION) counts.fragments++;
  }
  for (const what of ['aliases', 'directives', 'operations', 'fragments'] as const) {
    if (counts[what] <= queryLimits[what]) continue;
    throw limitExceeded(`The query has ${counts[what]} ${what}, at most ${queryLimits[what]} are allowed`, { [what]: counts[what] });
  }
}

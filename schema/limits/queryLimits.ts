/** What one request to the graph may ask for. Cost counts fields, times the page size of every list above them. */
export const queryLimits = {
  /** Before it is parsed: the text. */
  queryCharacters: 20_000,
  /** Names, numbers, strings and signs of the text; the introspection of a code generator has 200. */
  tokens: 5_000,
  /** Brackets of any kind within each other. The parser calls itself at each: some thousand of them would end its stack. */
  nesting: 50,
  /** Before it is validated: what a document repeats. */
  aliases: 100,
  directives: 50,
  operations: 20,
  fragments: 100,
  /** Fields below __schema and __type; those of a code generator are some 250. */
  introspectionFields: 600,
  /** Before it is executed: what it comes to, with its fragments and variables put in. */
  depth: 12,
  breadth: 400,
  cost: 50_000,
  pageSize: 500,
} as const;

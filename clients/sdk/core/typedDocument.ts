/** A GraphQL document that knows what it asks for and what comes back. Those of other generators fit, too, and so does a plain text. */
export interface TypedDocument<Result, Variables> {
  toString(): string;
  /** Never there: it holds the types. */
  readonly __apiType?: ((variables: Variables) => Result) | undefined;
}

/** What the generated documents are. */
export class TypedDocumentString<Result, Variables> extends String implements TypedDocument<Result, Variables> {
  declare readonly __apiType?: ((variables: Variables) => Result) | undefined;
  /** @param _about what the generator tells of a fragment; the text says it, too */
  constructor(text: string, _about?: unknown) {
    super(text);
  }
}

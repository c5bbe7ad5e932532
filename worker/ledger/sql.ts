/** Of the object's SQLite, what its parts use of it: `SqlStorage` is one, and so is a database of Node's in a test. */
export interface Sql {
  readonly exec: <T extends SqlRow = SqlRow>(
    query: string,
    ...bindings: SqlValue[]
  ) => { readonly toArray: () => T[] };
}

export type SqlValue = string | number | null;
// As the Workers runtime types a row; a blob is none of ours.
export type SqlRow = Record<string, SqlValue | ArrayBuffer>;

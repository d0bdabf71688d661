/** One step of the schema. `name` is recorded and never changes. */
export interface Migration {
  name: string;
  sql: string;
}

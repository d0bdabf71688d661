import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  isScalarType,
  isUnionType,
  parse,
  validate,
} from 'graphql';
import { expect, test } from 'vitest';
import * as queries from '../../../src/adapters/github/queries.ts';

const root = path.join(import.meta.dirname, '../../..');
const schemaIn = (file: string) => readFileSync(path.join(root, file), 'utf8');
// GitHub's own text has a field twice.
const published = buildSchema(schemaIn('node_modules/@octokit/graphql-schema/schema.graphql'), {
  assumeValidSDL: true,
});
const simulated = buildSchema(schemaIn('sandbox/github/graph/schema.graphql'));
const types = Object.values(simulated.getTypeMap()).filter(({ name }) => !name.startsWith('__'));

test.each(Object.values(queries))(
  'GitHub would take $name, by the schema that it publishes; so does the sandbox',
  (query) => {
    const document = parse(query.text);
    expect(validate(published, document)).toEqual([]);
    expect(validate(simulated, document)).toEqual([]);
    expect(document.definitions[0]).toMatchObject({ operation: 'query', name: { value: query.name } });
  },
);

test('a query that GitHub would refuse is refused', () => {
  const wrong = parse('query Wrong { repository(owner: "acme", name: "shop") { headquarters } }');
  for (const schema of [published, simulated])
    expect(validate(schema, wrong).map(String)).toEqual([expect.stringContaining('Cannot query field "headquarters"')]);
});

test.each(types)('the sandbox knows nothing of $name that GitHub does not publish', (type) => {
  const original = published.getType(type.name);
  if (!original) return expect.fail(`GitHub publishes no ${type.name}`);
  expect(original.constructor).toBe(type.constructor);
  expect(differences(type, original)).toEqual([]);
});

test('a difference would be found', () => {
  const other = buildSchema('type Query { a(b: Int): String! c: Int } enum E { F }');
  const same = buildSchema('type Query { a(b: Int, d: Int!): String } enum E { G }');
  const found = ['Query', 'E'].flatMap((name) => {
    const [mine, theirs] = [other.getType(name), same.getType(name)];
    return mine && theirs ? differences(mine, theirs) : [];
  });
  expect(found).toEqual(['a: String! / String', 'a(d) is required', 'c: Int / nothing', 'F']);
});

/** What `mine` has otherwise than `theirs`; it may have less. */
function differences(mine: GraphQLNamedType, theirs: GraphQLNamedType): string[] {
  const fieldsOf = (type: GraphQLNamedType) =>
    isObjectType(type) || isInterfaceType(type) || isInputObjectType(type) ? Object.values(type.getFields()) : [];
  const argumentsOf = (field: ReturnType<typeof fieldsOf>[number]): readonly GraphQLArgument[] =>
    'args' in field ? field.args : [];
  const fields = fieldsOf(mine).flatMap((field) => {
    const same = fieldsOf(theirs).find(({ name }) => name === field.name);
    const given = (name: string) => argumentsOf(field).find((each) => each.name === name);
    return [
      ...(String(field.type) === String(same?.type)
        ? []
        : [`${field.name}: ${field.type} / ${same?.type ?? 'nothing'}`]),
      ...argumentsOf(field).flatMap(({ name, type, defaultValue }) => {
        const other = same && argumentsOf(same).find((each) => each.name === name);
        const equal =
          String(type) === String(other?.type) && JSON.stringify(defaultValue) === JSON.stringify(other?.defaultValue);
        return equal ? [] : [`${field.name}(${name})`];
      }),
      ...(same ? argumentsOf(same) : [])
        .filter((each) => isRequiredArgument(each) && !given(each.name))
        .map(({ name }) => `${field.name}(${name}) is required`),
    ];
  });
  const namesOf = (type: GraphQLNamedType): string[] => {
    if (isEnumType(type)) return type.getValues().map(({ name }) => name);
    if (isUnionType(type)) return type.getTypes().map(({ name }) => name);
    return isObjectType(type) ? type.getInterfaces().map(({ name }) => name) : [];
  };
  const known = new Set(namesOf(theirs));
  const strange = isScalarType(mine) && !isScalarType(theirs) ? [mine.name] : [];
  return [...fields, ...namesOf(mine).filter((name) => !known.has(name)), ...strange];
}

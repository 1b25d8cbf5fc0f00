import {
  describes,
  integer,
  list,
  type Merged,
  object,
  oneOf,
  optional,
  requiring,
  string,
} from '../../api/openapi/schemas';

interface Inner {
  a: string;
  b?: number;
}
interface Thing {
  id: string;
  inner: Inner[];
  kind?: 'x' | 'y';
}
type Union = { k: 'a'; x: string } | { k: 'b'; y?: number };

const inner = optional({ a: string(), b: integer() }, 'b');
const [id, kind] = [string(), oneOf(['x', 'y'])];

// The compiler runs this test: each line that it must refuse is an error where it doesn't.
test('a schema is of the very type that it is tied to: a member more or less on either side does not compile', () => {
  const thing = describes<Thing>();
  const schema = thing(optional({ id, inner: list(inner), kind }, 'kind'));
  expect(schema).toMatchObject({ type: 'object', required: ['id', 'inner'] });
  // @ts-expect-error `more` is in the schema only
  thing(optional({ id, inner: list(inner), kind, more: id }, 'kind'));
  // @ts-expect-error `more` is in the schema only, and optional
  thing(optional({ id, inner: list(inner), kind, more: id }, 'kind', 'more'));
  // @ts-expect-error `kind` is in the type only
  thing(object({ id, inner: list(inner) }));
  // @ts-expect-error `kind` is optional in the type only
  thing(object({ id, inner: list(inner), kind }));
  // @ts-expect-error `kind` has one value more in the type
  thing(optional({ id, inner: list(inner), kind: oneOf(['x']) }, 'kind'));
  // @ts-expect-error `inner.b` is in the type only
  thing(optional({ id, inner: list(object({ a: id })), kind }, 'kind'));
});

test('a union is described as one object, whose members are those of all its parts', () => {
  const union = describes<Merged<Union>>();
  const k = oneOf(['a', 'b']);
  const schema = union(requiring(['k'], { k, x: string(), y: integer() }));
  expect(schema).toMatchObject({ required: ['k'] });
  // @ts-expect-error `y` is in the type only
  union(requiring(['k'], { k, x: string() }));
  // @ts-expect-error `z` is in the schema only
  union(requiring(['k'], { k, x: string(), y: integer(), z: string() }));
});

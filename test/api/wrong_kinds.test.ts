import { describe, expect, it } from 'vitest';
import * as api from '../../src/index.ts';
import { classes } from './classes.ts';
import { functions } from './functions.ts';
import { interfaces } from './interfaces.ts';
import { faultsOf, type Row } from './row.ts';

/** What can be called wrongly, by name. */
const named = (owner: string, rows: Readonly<Record<string, readonly Row[]>>) =>
  Object.entries(rows).flatMap(([name, list]) => (list.length > 0 ? [[`${owner}${name}`, list] as const] : []));

const methodsOf = (owner: object) =>
  Object.entries(Object.getOwnPropertyDescriptors(owner)).flatMap(([name, { value }]) =>
    typeof value === 'function' && name !== 'prototype' ? [name] : [],
  );

const isClass = (value: unknown) => /^class\b/.test(String(value));
/** Left out of the types, and called by trainers only. */
const INTERNAL = ['trainingStep', 'predictionStep', 'saliencyStep'];

/** What a class inherits from another of ours comes with it. */
const withInherited = (prototype: object): string[] =>
  prototype === Object.prototype ? [] : [...methodsOf(prototype), ...withInherited(Object.getPrototypeOf(prototype))];

describe('every kind of argument is accepted or a typed error', () => {
  it.each([
    ...named('', functions),
    ...Object.entries(classes).flatMap(([name, rows]) => named(`${name}: `, rows)),
    ...Object.entries(interfaces).flatMap(([name, { rows }]) => named(`${name}: `, rows)),
  ])('%s', async (_, rows) => {
    for (const row of rows) expect(await faultsOf(row)).toEqual([]);
  });
});

describe('the table of calls', () => {
  const exported = Object.entries(api).filter(([, value]) => typeof value === 'function');

  it('has every exported function', () => {
    const wanted = exported.filter(([, value]) => !isClass(value)).map(([name]) => name);
    expect(Object.keys(functions).sort()).toEqual(wanted.sort());
  });

  it('has every exported class and its methods', () => {
    const ours = exported.filter(([, value]) => isClass(value) && !(value.prototype instanceof Error));
    expect(Object.keys(classes).sort()).toEqual(ours.map(([name]) => name).sort());
    for (const [name, value] of ours) {
      const methods = new Set([...methodsOf(value), ...withInherited(value.prototype)]);
      const wanted = [...methods].filter((one) => !INTERNAL.includes(one));
      expect(Object.keys(classes[name] ?? {}).sort(), name).toEqual(wanted.sort());
    }
  });

  it.each(Object.entries(interfaces))('has every method of %s', (_, { of, rows }) => {
    const methods = methodsOf(of).filter((name) => name !== 'constructor');
    expect(Object.keys(rows).sort()).toEqual(methods.sort());
  });
});

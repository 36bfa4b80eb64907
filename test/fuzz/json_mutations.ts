import { isUtf8 } from 'node:buffer';
import type { Random } from '../../src/random.ts';
import { type Mutated, type Mutator, pick } from './mutation.ts';

/** Stands for lists in lists, which `JSON.stringify` itself cannot write so deep. */
const DEEP = '\u0001deep\u0001';
const DEPTH = 20_000;

const SCALARS: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  0.5,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  1e308,
  -1e308,
  '',
  '0',
  'constructor',
  '__proto__',
  '\u0000',
  '\ud800',
  '<END>',
  'x'.repeat(5000),
  DEEP,
];
const NAMES = ['__proto__', 'constructor', 'toString', 'length', '0', '-1', '', 'train', '<START>', 'shape', 'dtype'];

/** A list or an object inside a JSON value, and how it is reached. */
interface Branch {
  readonly node: Record<string, unknown> | unknown[];
  readonly path: string;
}

function branchesOf(value: unknown, path = '', found: Branch[] = []): Branch[] {
  if (typeof value !== 'object' || value === null) return found;
  found.push({ node: value as Branch['node'], path });
  for (const [key, child] of Object.entries(value)) branchesOf(child, `${path}/${key}`, found);
  return found;
}

function anything(random: Random): unknown {
  return random.below(4) === 0 ? pick<unknown>(random, [[], {}, [1, 'a'], { a: [] }]) : pick(random, SCALARS);
}

/** As an own property, also where it is called `__proto__`. */
function set(node: Branch['node'], key: string, value: unknown): void {
  Object.defineProperty(node, key, { value, writable: true, enumerable: true, configurable: true });
}

/** Changes one value somewhere in `root`, in place. @returns what was done, undefined where there is nothing to change */
function changeTree(root: unknown, random: Random): string | undefined {
  const { node, path } = pick(random, branchesOf(root));
  const keys = Object.keys(node);
  const key = keys.length > 0 ? pick(random, keys) : '';
  const place = `${path}/${key}`;
  const record = node as Record<string, unknown>;
  switch (random.below(keys.length > 0 ? 7 : 1)) {
    case 0: {
      const name = Array.isArray(node) ? String(node.length) : pick(random, NAMES);
      const value = keys.length > 0 && random.below(2) === 0 ? record[key] : anything(random);
      set(node, name, value);
      return `${path}/${name} added`;
    }
    case 1:
      if (Array.isArray(node)) node.splice(Number(key), 1);
      else delete node[key];
      return `${place} removed`;
    case 2: {
      const other = pick(random, keys);
      const value = record[key];
      set(node, key, record[other]);
      set(node, other, value);
      return `${place} and ${other} swapped`;
    }
    case 3: {
      const number = record[key];
      if (typeof number !== 'number') return undefined;
      const other = pick(random, [number + 1, number - 1, -number, number + 0.5, number * 1e9]);
      set(node, key, other);
      return `${place} became ${other}`;
    }
    case 4:
      set(node, key, [record[key]]);
      return `${place} put into a list`;
    default: {
      const value = anything(random);
      set(node, key, value);
      return `${place} became ${JSON.stringify(value)?.slice(0, 40)}`;
    }
  }
}

/** What a JSON text holds; undefined where it is none, or no list and no object, or deeper than JSON.stringify can walk. */
export function parsed(text: string): object | undefined {
  if (text.includes('['.repeat(100))) return undefined;
  try {
    const root: unknown = JSON.parse(text);
    return typeof root === 'object' && root !== null ? root : undefined;
  } catch {
    return undefined;
  }
}

/** One change to the tree of a JSON text; undefined where it is no JSON with something inside. */
export function mutateJson(text: string, random: Random): { readonly text: string; readonly how: string } | undefined {
  const root = parsed(text);
  if (root === undefined) return undefined;
  const how = changeTree(root, random);
  if (how === undefined) return undefined;
  const deep = `${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`;
  return { text: JSON.stringify(root).replaceAll(JSON.stringify(DEEP), deep), how };
}

/** Types that change, values that are lost or come twice, names that JavaScript objects have of their own, great depth. */
export const changeJson: Mutator = (bytes, random): Mutated | undefined => {
  // What is no UTF-8 any more would be mended on the way.
  if (!isUtf8(bytes)) return undefined;
  const changed = mutateJson(new TextDecoder().decode(bytes), random);
  return changed && { bytes: new TextEncoder().encode(changed.text), how: changed.how };
};

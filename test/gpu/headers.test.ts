import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Kernel } from '../../src/gpu/kernel.ts';
import { kernels } from '../../src/gpu/kernels/every_kernel.ts';
import { elementTypes, expandShader, sharedPieces } from '../../src/gpu/shader.ts';
import { ops } from '../../src/ops/every_op.ts';
import { type Access, fieldsOf, type Op } from '../../src/ops/op.ts';

const folder = new URL('../../shaders/', import.meta.url);
const read = (name: string) => readFileSync(new URL(`${name}.wgsl`, folder), 'utf8');

/** The header's sections: `name: sentence` first, then math, reads, writes, updates, threads with their further lines. */
function headerOf(source: string): { title: string; sections: Record<string, string> } {
  const lines = source.slice(0, source.search(/^(?!\/\/)/m)).split('\n');
  const sections: Record<string, string> = {};
  let current = '';
  for (const line of lines.slice(1)) {
    const [, word, rest] = /^\/\/ (\w+) +(.*)$/.exec(line) ?? [];
    if (word !== undefined) current = word;
    const text = rest ?? line.replace(/^\/\/ */, '');
    if (current && text) sections[current] = `${sections[current] ?? ''} ${text}`.trim();
  }
  return { title: lines[0] ?? '', sections };
}

/** `name (axes)` of the op's buffers in a section, in order. */
function buffersIn(section: string | undefined, op: Op): string[] {
  const names = new Set(fieldsOf(op).map(({ name }) => name));
  return [...(section ?? '').matchAll(/(?<![\w.])([a-z]\w*) \(([^)]*)\)/g)]
    .filter(([, name]) => names.has(name ?? ''))
    .map(([text]) => text);
}

/** Every variant with all choices of optional buffers and flags, for sizes that are unknown, odd, and multiples of four. */
function variantsOf({ op, variants = {}, ...plain }: Kernel): { present: Set<string>; code: string }[] {
  const choices = [...op.optional, ...op.flags];
  const sizes = [undefined, 3, 4].map((size) =>
    Object.fromEntries(size === undefined ? [] : op.dims.map((dim) => [dim, size])),
  );
  return Array.from({ length: 2 ** choices.length }, (_, bits) => {
    const chosen = choices.filter((_, i) => (bits >> i) & 1);
    const flags = Object.fromEntries(choices.map((name) => [name.toUpperCase(), chosen.includes(name)]));
    const fields = fieldsOf(op).filter(({ name, optional }) => !optional || chosen.includes(name));
    const present = new Set(fields.map(({ name }) => name));
    return [plain, ...Object.values(variants)].flatMap(({ source, defines, vec4s }) =>
      sizes.map((known) => {
        const text = expandShader(op.name, source, {
          ...flags,
          ...elementTypes(op, new Set(), vec4s?.(known)),
          ...defines?.(known),
        });
        return { present, code: text.replaceAll(/\/\/.*/g, '') };
      }),
    );
  }).flat();
}

const all = Object.entries(ops) as [keyof typeof ops, Op][];

describe.each(all)('shaders/%s.wgsl', (name, op) => {
  const { title, sections } = headerOf(read(name));

  test('begins with its name, its mathematics and its threads', () => {
    expect(title).toMatch(new RegExp(`^// ${name}: \\S.*\\.$`));
    expect(Object.keys(sections)).toEqual(
      ['math', 'reads', 'writes', 'updates', 'threads'].filter(
        (word) => word === 'math' || word === 'threads' || Object.keys(op[word as Access]).length > 0,
      ),
    );
  });

  test.each(['reads', 'writes', 'updates'] as const)('names what it %s, with the shapes of the record', (access) => {
    const wanted = fieldsOf(op)
      .filter((field) => field.access === access)
      .map((field) => `${field.name} (${field.shape.join(', ')})`);
    expect(buffersIn(sections[access], op)).toEqual(wanted);
  });

  test("has the record's Dims and bindings in every variant", () => {
    const kernel = kernels[name] as unknown as Kernel;
    for (const { present, code } of variantsOf(kernel)) {
      expect(code).not.toMatch(/#(if|elif|else|endif)/);
      const [, body = ''] = /struct Dims \{([^}]*)\}/.exec(code) ?? [];
      const members = [...body.matchAll(/(\w+): (\w+)/g)].map(([, member, type]) => `${member}: ${type}`);
      expect(members).toEqual([
        ...[...op.dims, ...op.offsets].map((size) => `${size}: u32`),
        ...op.scalars.map((scalar) => `${scalar}: f32`),
      ]);
      expect(code).toMatch(/@group\(0\) @binding\(0\) var<uniform> dims: Dims;/);
      // A shader that takes floats one by one or four at a time has one name for both.
      const aliases = new Map([...code.matchAll(/alias (\w+) = (\w+);/g)].map(([, alias, type]) => [alias, type]));
      const binding = /@group\(0\) @binding\((\d+)\) var<storage, (\w+)> (\w+): array<(?:vec[24]<?)?([fu])/g;
      const found = [...code.replaceAll(/(?<=array<)\w+(?=>;)/g, (type) => aliases.get(type) ?? type).matchAll(binding)]
        .map((match) => match.slice(1).join(' '))
        .sort();
      const wanted = fieldsOf(op).flatMap((field, index) =>
        present.has(field.name)
          ? `${index + 1} ${field.access === 'reads' ? 'read' : 'read_write'} ${field.name} ${field.below ? 'u' : 'f'}`
          : [],
      );
      expect(found).toEqual(wanted);
      expect([...code.matchAll(/@compute/g)]).toHaveLength(1);
      expect(code).not.toMatch(/atomic/);
      expect(code).not.toMatch(/(?<![\w_])tanh\(/);
    }
  });
});

test('every file in shaders is an op or a shared piece, and shared pieces bind nothing', () => {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.wgsl'))
    .map((file) => file.replace(/\.wgsl$/, ''));
  const pieces = Object.keys(sharedPieces).map((piece) => piece.toLowerCase());
  expect(files.sort()).toEqual([...Object.keys(ops), ...pieces].sort());
  for (const text of Object.values(sharedPieces)) expect(text).not.toMatch(/@group|@compute/);
});

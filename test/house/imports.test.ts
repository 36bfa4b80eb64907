import { describe, expect, it } from 'vitest';
import { breach, findCycle, otherFolders, unused } from './layers_of_the_house.ts';
import { filesUnder, importsOf, importsOfText } from './sources.ts';

const files = ['src', ...otherFolders].flatMap((folder) => filesUnder(folder, /\.tsx?$/));
const imports = files.flatMap(importsOf);

describe('imports', () => {
  it('go one way', () => {
    expect(files.length).toBeGreaterThan(300);
    expect(imports.flatMap((one) => breach(one) ?? [])).toEqual([]);
  });

  it('use every permission of the table', () => {
    expect(unused(imports)).toEqual([]);
    expect(unused([])).toContain('gpu: ops');
  });

  it('have no cycles', () => {
    expect(findCycle(imports)).toBeUndefined();
  });
});

describe('the import check itself', () => {
  const against = (file: string, text: string) => importsOfText(file, text).flatMap((one) => breach(one) ?? []);

  it.each([
    ['src/model/a.ts', "import { cpu } from '../cpu/backend.ts';"],
    ['src/train/a.ts', "export * from '../gpu/backend.ts';"],
    ['src/layers/a.ts', "const gpu = await import('../gpu/backend.ts');"],
    ['src/cpu/a.ts', "import type { X } from '../gpu/backend.ts';"],
    ['src/ops/a.ts', "let x: import('../model/parameters.ts').X;"],
    ['src/model/a.ts', "import { read } from '../data/hdf5.ts';"],
    ['src/app/a.ts', "import { run } from '../worker/session.ts';"],
    ['scripts/a.ts', "import { store } from '../src/app/store.ts';"],
    ['src/client/a.ts', "import type { Store } from '../app/store.ts';"],
    ['src/runs/a.ts', "import type { Event } from '../worker/protocol.ts';"],
    ['src/cpu/a.ts', "import text from '../../shaders/tanh.wgsl?raw';"],
    ['src/gpu/a.ts', "import { parse } from 'acorn';"],
    ['src/errors.ts', "import { ops } from './ops/every_op.ts';"],
    ['src/elsewhere/a.ts', "import '../errors.ts';"],
    ['elsewhere/a.ts', "import '../src/errors.ts';"],
    ['src/model/a.ts', "import { run } from '../../scripts/command.ts';"],
    ['bench/a.ts', "import { small } from '../test/support/dataset.ts';"],
    ['bench/sections/a.ts', "import type { Small } from '../../test/support/dataset.ts';"],
    ['parity/a.ts', "import { CpuBackend } from '../src/cpu/backend.ts';"],
    ['parity/a.ts', "import { it } from 'vitest';"],
    ['scripts/a.ts', "import { small } from '../test/support/dataset.ts';"],
    ['scripts/a.ts', "import { sections } from '../bench/sections.ts';"],
  ])('%s may not contain %s', (file, text) => {
    expect(against(file, text)).toHaveLength(1);
  });

  it.each([
    ['src/model/a.ts', "import type { Dataset } from '../data/dataset.ts';"],
    ['src/gpu/kernels/a.ts', "import text from '../../../shaders/tanh.wgsl?raw'; import '../kernel.ts';"],
    ['src/app/a.tsx', "import { signal } from '@preact/signals'; import type { Event } from '../worker/protocol.ts';"],
    ['bench/a.ts', "import { cases } from '../parity/cases.ts'; import { openBackend } from '../src/open_backend.ts';"],
    ['src/data/a.ts', "import { unzlibSync } from 'fflate'; import { open } from 'node:fs/promises';"],
  ])('%s may contain %s', (file, text) => {
    expect(against(file, text)).toEqual([]);
  });

  it('finds a cycle of three', () => {
    const edge = (from: string, to: string) => ({ from, to, typeOnly: true });
    expect(findCycle([edge('x', 'a'), edge('a', 'b'), edge('b', 'c'), edge('c', 'a')])).toEqual(['a', 'b', 'c', 'a']);
    expect(findCycle([edge('a', 'b'), edge('a', 'c'), edge('b', 'd'), edge('c', 'd')])).toBeUndefined();
  });
});

import { expect, it } from 'vitest';
import { allocatorEnvironment } from '../../bench/hosts/allocator.ts';

it('the allocator of a process that measures has no fastbins, unless somebody has set how many', () => {
  expect(allocatorEnvironment(undefined)).toEqual({ GLIBC_TUNABLES: 'glibc.malloc.mxfast=0' });
  expect(allocatorEnvironment('')).toEqual({ GLIBC_TUNABLES: 'glibc.malloc.mxfast=0' });
  const others = 'glibc.malloc.arena_max=2';
  expect(allocatorEnvironment(others)).toEqual({ GLIBC_TUNABLES: `${others}:glibc.malloc.mxfast=0` });
  expect(allocatorEnvironment('glibc.malloc.mxfast=64')).toEqual({});
});

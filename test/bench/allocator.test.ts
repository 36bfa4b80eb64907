import { expect, it } from 'vitest';
import { allocatorEnvironment } from '../../bench/hosts/allocator.ts';

it('the allocator of a measuring process has no fastbins, unless their number is set', () => {
  expect(allocatorEnvironment(undefined)).toEqual({ GLIBC_TUNABLES: 'glibc.malloc.mxfast=0' });
  expect(allocatorEnvironment('')).toEqual({ GLIBC_TUNABLES: 'glibc.malloc.mxfast=0' });
  const others = 'glibc.malloc.arena_max=2';
  expect(allocatorEnvironment(others)).toEqual({ GLIBC_TUNABLES: `${others}:glibc.malloc.mxfast=0` });
  expect(allocatorEnvironment('glibc.malloc.mxfast=64')).toEqual({});
});

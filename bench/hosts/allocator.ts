/**
 * Environment in which waiting for the device leaves nothing behind that the next step pays for. While something is under
 * way the package `webgpu` looks at the device as often as it can, and every look leaves small pieces of memory that glibc
 * keeps in lists of their own (fastbins) and merges when an encoder asks for a large one: half as long as the wait was,
 * measured on a software adapter. Without these lists the pieces are merged when they are freed. Other C libraries do not
 * know the variable.
 */
export function allocatorEnvironment(set: string | undefined): Record<string, string> {
  const name = 'glibc.malloc.mxfast';
  if (set?.includes(name)) return {};
  return { GLIBC_TUNABLES: [set, `${name}=0`].filter(Boolean).join(':') };
}

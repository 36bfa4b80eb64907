import { extentLength } from '../../ops/op.ts';
import { type KnownSizes, oneThreadEach } from '../kernel.ts';

const WORKGROUP = 64;
/** Of vec4s: a large GPU would take longer to start ten thousand workgroups of 64 than their 10 MB take. */
const VEC4_WORKGROUP = 256;

/** The kernel, but for its op, of Q elements that do not know of each other: one a thread. */
export function oneElementEach(source: string) {
  return {
    source,
    constants: () => ({ WORKGROUP }),
    workgroups: ({ Q }: { readonly Q: number }) => oneThreadEach(Q, WORKGROUP),
  };
}

/**
 * The same with a vec4 a thread where Q is known, when the call is recorded, to be a multiple of four: updates are bound
 * by memory, and on software adapters run four times as fast so.
 */
export function oneVec4Each(source: string, fits = ({ Q = 1 }: KnownSizes) => Q % 4 === 0) {
  return {
    source,
    defines: (known: KnownSizes) => ({ VEC4: fits(known) }),
    constants: (known: KnownSizes) => ({ WORKGROUP: fits(known) ? VEC4_WORKGROUP : WORKGROUP }),
    workgroups: ({ Q }: { readonly Q: number }, known: KnownSizes) =>
      fits(known) ? oneThreadEach(Q / 4, VEC4_WORKGROUP) : oneThreadEach(Q, WORKGROUP),
  };
}

/** One pixel's channel a thread, C of them a pixel, or a vec4 of channels where C is known to be a multiple of four. */
export function channelsEach(source: string, pixels: readonly string[]) {
  const width = ({ C = 1 }: KnownSizes) => (C % 4 === 0 ? 4 : 1);
  return {
    source,
    defines: (known: KnownSizes) => ({ VEC4: width(known) === 4 }),
    constants: () => ({ WORKGROUP }),
    workgroups: (sizes: KnownSizes, known: KnownSizes) =>
      oneThreadEach((extentLength([...pixels, 'C'], sizes) ?? 0) / width(known), WORKGROUP),
  };
}

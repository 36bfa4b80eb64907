import { wgsl } from 'wgsl-preprocessor/wgsl-preprocessor.js';
import activations from '../../shaders/activations.wgsl?raw';
import channelMean from '../../shaders/channel_mean.wgsl?raw';
import convolution from '../../shaders/convolution.wgsl?raw';
import counterRandom from '../../shaders/counter_random.wgsl?raw';
import divide from '../../shaders/divide.wgsl?raw';
import filterOfBlock from '../../shaders/filter_of_block.wgsl?raw';
import finite from '../../shaders/finite.wgsl?raw';
import linearIndex from '../../shaders/linear_index.wgsl?raw';
import reduce from '../../shaders/reduce.wgsl?raw';
import store from '../../shaders/store.wgsl?raw';
import values from '../../shaders/values.wgsl?raw';
import window from '../../shaders/window.wgsl?raw';
import windowOfX from '../../shaders/window_of_x.wgsl?raw';
import windowOfY from '../../shaders/window_of_y.wgsl?raw';
import { DeviceError } from '../errors.ts';
import { fieldsOf, type Op } from '../ops/op.ts';

/** Text that any shader may include as `${NAME}`: functions, and workgroup memory where they need it, but no bindings. */
export const sharedPieces = {
  ACTIVATIONS: activations,
  CHANNEL_MEAN: channelMean,
  CONVOLUTION: convolution,
  COUNTER_RANDOM: counterRandom,
  FILTER_OF_BLOCK: filterOfBlock,
  FINITE: finite,
  REDUCE: reduce,
  STORE: store,
  VALUES: values,
  WINDOW: window,
  WINDOW_OF_X: windowOfX,
  WINDOW_OF_Y: windowOfY,
  // Pieces that other pieces include come last.
  DIVIDE: divide,
  LINEAR_INDEX: linearIndex,
} as const;

/** What the `${NAME}`s of a shader stand for. */
export type Defines = Readonly<Record<string, boolean | number | string>>;

/**
 * What the float buffers of an op are made of: for `x` the types `X_FLOAT` and `X_VEC4`, and `X_ITEM`, that of the two which
 * this call binds; and `HALVES` if any holds halves. A shader turns into f32 what it loads, computes with that, and turns
 * what it stores into these types by the functions of the shared piece `STORE`.
 * @param halves names of the buffers that hold halves
 * @param vec4s names of those that are bound as vec4s
 */
export function elementTypes(op: Op, halves: ReadonlySet<string>, vec4s: readonly string[] = []): Defines {
  const entries = fieldsOf(op).flatMap(({ name, below }) => {
    if (below !== undefined) return [];
    const [float, vec4] = halves.has(name) ? ['f16', 'vec4h'] : ['f32', 'vec4f'];
    const key = name.toUpperCase();
    return [
      [`${key}_FLOAT`, float],
      [`${key}_VEC4`, vec4],
      [`${key}_ITEM`, vec4s.includes(name) ? vec4 : float],
    ];
  });
  return { HALVES: halves.size > 0, ...Object.fromEntries(entries) };
}

/** A shader's text with a piece in place of `${NAME}`. */
export function withPiece(source: string, name: string, piece: string): string {
  return source.replaceAll(`\${${name}}`, () => piece);
}

/**
 * The text of a shader, shared pieces and all, with every `${NAME}` replaced and every `#if` decided.
 * @throws DeviceError for an undefined name.
 */
export function expandShader(name: string, source: string, defines: Defines): string {
  const whole = Object.entries(sharedPieces).reduce((text, [key, piece]) => withPiece(text, key, piece), source);
  const pieces = whole.split(/\$\{(\w+)\}/);
  const values = pieces
    .filter((_, index) => index % 2 === 1)
    .map((key) => {
      if (key in defines) return defines[key];
      throw new DeviceError({
        where: `${name}.wgsl`,
        expected: `one of ${Object.keys({ ...sharedPieces, ...defines }).join(', ')}`,
        found: `\${${key}}`,
      });
    });
  const strings = pieces.filter((_, index) => index % 2 === 0);
  return wgsl(strings, ...values);
}

/** A compiler's messages on an expanded shader, with the lines they refer to. */
export function describeMessages(code: string, messages: readonly GPUCompilationMessage[]): string {
  const lines = code.split('\n');
  return messages
    .filter(({ type }) => type === 'error')
    .map(({ lineNum, linePos, message }) => {
      // Firefox draws the line below its first sentence; Chromium does not.
      const sentence = message.trim().split('\n')[0] ?? '';
      const line = lines[lineNum - 1];
      return line === undefined ? sentence : `${sentence} at ${lineNum}:${linePos} “${line.trim()}”`;
    })
    .join('; ');
}

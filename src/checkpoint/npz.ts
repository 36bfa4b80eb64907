import { unzipSync } from 'fflate';
import { sizeOf, type Tensor } from '../tensor.ts';
import { damaged } from './json.ts';

/** Whether bytes begin as a zip file does. */
export const isZip = (bytes: Uint8Array) => bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;

/** The arrays of a NumPy `.npz` file by name. @throws CheckpointError when it is no such file or an array is none of floats */
export function readNpz(bytes: Uint8Array, where: string): Record<string, Tensor> {
  const files = unzipped(bytes, where);
  return Object.fromEntries(
    Object.entries(files).map(([file, content]) => {
      const name = file.slice(0, -'.npy'.length);
      return [name, readNpy(content, `${where}: ${name}`)];
    }),
  );
}

function unzipped(bytes: Uint8Array, where: string): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, { filter: ({ name }) => name.endsWith('.npy') });
  } catch (cause) {
    return damaged(where, 'a zip file of NumPy arrays', cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/**
 * One array of the NPY format, versions 1 to 3 (numpy.org, numpy.lib.format): `\x93NUMPY`, the version, the length of a
 * header that is a Python dictionary, the numbers. Little-endian float32 and float64, in C or Fortran order.
 */
export function readNpy(bytes: Uint8Array, where: string): Tensor {
  const magic = String.fromCharCode(...bytes.subarray(0, 6));
  const version = bytes[6] ?? 0;
  if (magic !== '\x93NUMPY' || version < 1 || version > 3) damaged(where, 'an array in NPY format 1 to 3', 'none');
  const start = version === 1 ? 10 : 12;
  if (bytes.length < start) damaged(where, 'the length of a header', 'the end of the file');
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const end = start + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  const header = new TextDecoder().decode(bytes.subarray(start, end));
  const type = /'descr': '([^']*)'/.exec(header)?.[1];
  const fortran = /'fortran_order': (True|False)/.exec(header)?.[1];
  const axes = /'shape': \(([\d, ]*)\)/.exec(header)?.[1];
  if (fortran === undefined || axes === undefined)
    return damaged(where, 'a header with order and shape', header.trim());
  if (type !== '<f4' && type !== '<f8') return damaged(where, 'numbers of type <f4 or <f8', type ?? header.trim());
  const shape = axes
    .split(',')
    .filter((axis) => axis.trim() !== '')
    .map(Number);
  const length = sizeOf(shape) * (type === '<f4' ? 4 : 8);
  if (bytes.length - end !== length) damaged(where, `${length} bytes of numbers`, `${bytes.length - end}`);
  const content = bytes.slice(end).buffer;
  const data = type === '<f4' ? new Float32Array(content) : new Float64Array(content);
  return { shape, data: fortran === 'True' ? rowMajor(data, shape) : data };
}

/** Numbers whose first axis runs fastest → whose last does. */
function rowMajor(data: Float32Array | Float64Array, shape: readonly number[]): Float32Array | Float64Array {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(0, axis)));
  const result = data.slice();
  for (let to = 0; to < data.length; to++) {
    let rest = to;
    let from = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const length = shape[axis] ?? 1;
      from += (rest % length) * (strides[axis] ?? 0);
      rest = Math.floor(rest / length);
    }
    result[to] = data[from] ?? 0;
  }
  return result;
}

/** The h5wasm package: `File` to write with, `ready` for the raw library. */
export type H5Wasm = typeof import('h5wasm');

/** The HDF5 library itself, compiled to WebAssembly. */
export type H5Module = Awaited<H5Wasm['ready']>;

let loading: Promise<{ readonly h5wasm: H5Wasm; readonly module: H5Module }> | undefined;

/**
 * h5wasm, which writes the files that this project reads: the format's own library vouches for them. Its errors are
 * switched on, or a failed call would pass in silence.
 */
export function hdf5Module(): Promise<{ readonly h5wasm: H5Wasm; readonly module: H5Module }> {
  loading ??= import('h5wasm').then(async (h5wasm) => {
    const module = await h5wasm.ready;
    module.activate_throwing_error_handler();
    return { h5wasm, module };
  });
  return loading;
}

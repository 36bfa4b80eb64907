/** The h5wasm package: `File` to write with, `ready` for the raw library. */
export type H5Wasm = typeof import('h5wasm');

/** The HDF5 library itself, compiled to WebAssembly. */
export type H5Module = Awaited<H5Wasm['ready']>;

let loading: Promise<{ readonly h5wasm: H5Wasm; readonly module: H5Module }> | undefined;

/**
 * h5wasm, loaded once when first asked for (4 MB that a page without files never fetches), with its errors switched on:
 * by default it opens a bad file as file −1 and reads garbage where a filter is missing.
 */
export function hdf5Module(): Promise<{ readonly h5wasm: H5Wasm; readonly module: H5Module }> {
  loading ??= import('h5wasm').then(async (h5wasm) => {
    const module = await h5wasm.ready;
    module.activate_throwing_error_handler();
    return { h5wasm, module };
  });
  return loading;
}

/** HDF5 reports a stack, outermost first; its last "in function(): reason" says what really went wrong. */
export function innermostReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const reasons = [...message.matchAll(/ in \w+\(\): (.+)/g)];
  return reasons.at(-1)?.[1]?.trim() ?? message.split('\n')[0] ?? message;
}

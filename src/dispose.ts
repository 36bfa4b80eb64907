/// <reference lib="esnext.disposable" preserve="true" />

/**
 * `Symbol.dispose`, by which `using` frees what goes out of scope. Where an engine lacks it, the symbol that compilers take for it
 * when they translate `using`.
 */
export const dispose: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose');

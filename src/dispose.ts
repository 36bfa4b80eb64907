/// <reference lib="esnext.disposable" preserve="true" />

/**
 * `Symbol.dispose`, the method that `using` calls at the end of a scope. If an engine lacks it, the symbol that compilers
 * substitute when they translate `using`.
 */
export const dispose: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose');

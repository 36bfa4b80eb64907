/**
 * Browser types in the public API. A program that is compiled with their declarations (the DOM library, `@webgpu/types` or
 * `@types/node`) gets those; one compiled without gets the substitutes below.
 */

/** A `GPUDevice` of WebGPU. */
export type Device = typeof globalThis extends { GPUDevice: { prototype: infer Known } } ? Known : object;

/** The signal of an `AbortController`. */
export type Signal = typeof globalThis extends { AbortSignal: { prototype: infer Known } }
  ? Known
  : { readonly aborted: boolean; throwIfAborted(): void };

/** A `Blob`: the contents of a file. */
export type FileContents = typeof globalThis extends { Blob: { prototype: infer Known } }
  ? Known
  : { readonly size: number; arrayBuffer(): Promise<ArrayBuffer> };

/** A `File` that the user has chosen. */
export type ChosenFile = typeof globalThis extends { File: { prototype: infer Known } }
  ? Known
  : { readonly name: string; readonly size: number; arrayBuffer(): Promise<ArrayBuffer> };

/** The handle of a folder, as from `navigator.storage.getDirectory()`. */
export type Directory = typeof globalThis extends { FileSystemDirectoryHandle: { prototype: infer Known } }
  ? Known
  : { readonly kind: 'directory'; readonly name: string };

/** Bytes in unshared memory: `Uint8Array<ArrayBuffer>`, a type that exists since TypeScript 5.7. */
export type Bytes = ReturnType<Uint8Array['slice']>;

/**
 * Types of the browser that the public API names. A program that is checked with their declarations, those of the DOM library,
 * `@webgpu/types` or `@types/node`, has them as they are; one without is checked all the same, and has what is written here.
 */

/** A `GPUDevice` of WebGPU. */
export type Device = typeof globalThis extends { GPUDevice: { prototype: infer Known } } ? Known : object;

/** The signal of an `AbortController`. */
export type Signal = typeof globalThis extends { AbortSignal: { prototype: infer Known } }
  ? Known
  : { readonly aborted: boolean; throwIfAborted(): void };

/** A `Blob`: what is in a file. */
export type FileContents = typeof globalThis extends { Blob: { prototype: infer Known } }
  ? Known
  : { readonly size: number; arrayBuffer(): Promise<ArrayBuffer> };

/** A `File` that the user has chosen. */
export type ChosenFile = typeof globalThis extends { File: { prototype: infer Known } }
  ? Known
  : { readonly name: string; readonly size: number; arrayBuffer(): Promise<ArrayBuffer> };

/** The handle of a folder, such as `navigator.storage.getDirectory()` gives. */
export type Directory = typeof globalThis extends { FileSystemDirectoryHandle: { prototype: infer Known } }
  ? Known
  : { readonly kind: 'directory'; readonly name: string };

/** Bytes in memory of their own: `Uint8Array<ArrayBuffer>`, a type that TypeScript has from 5.7 on. */
export type Bytes = ReturnType<Uint8Array['slice']>;

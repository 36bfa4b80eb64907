import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesUnder, root } from '../house/sources.ts';
import { formats } from './formats.ts';

/** What takes bytes or text from outside apart. */
const READS = /JSON\.parse\(|new DataView\(|new TextDecoder\(|\.json\(\)|\b[Ii]nflate\(|unz(?:ip|lib)Sync\(/;

/** Which format meets it, or why none does. */
const readers: Readonly<Record<string, string>> = {
  'src/app/file_kind.ts': 'checkpoint',
  'src/checkpoint/http_store.ts': 'answers of the server that opened the page',
  'src/checkpoint/words.ts': 'safetensors',
  'src/client/logged_run.ts': 'logged-run',
  'src/client/run_request.ts': 'request',
  'src/data/byte_source.ts': 'vocabulary',
  'src/data/hdf5/cursor.ts': 'captions',
  'src/data/hdf5/decompress.ts': 'features',
  'src/data/hdf5/file_bytes.ts': 'captions',
  'src/data/hdf5/filters.ts': 'features',
  'src/data/hdf5/link_message.ts': 'captions',
  'src/data/hdf5/scale_offset.ts': 'a filter that h5wasm cannot write',
  'src/data/json.ts': 'vocabulary',
  'src/gpu/program.ts': 'sizes of its own, which it writes',
  'src/gpu/tuning/file_store.ts': 'tuning',
  'src/gpu/tuning/store.ts': 'the same as tuning, in a browser',
  'src/prepare/formats/metadata.ts': 'captions-files',
  'src/prepare/kept_batch.ts': 'what it keeps itself, and computes again unless it is whole',
  'src/prepare/unfinished.ts': 'a plan of its own, which is compared and not taken apart',
  'src/runs/run_storage.ts': 'answers of the server that opened the page',
  'src/tensor_files/json.ts': 'checkpoint',
  'src/tensor_files/npy.ts': 'npz',
  'src/tensor_files/pickle_bytes.ts': 'pth',
  'src/tensor_files/safetensors.ts': 'checkpoint',
  'src/tensor_files/safetensors_header.ts': 'safetensors',
  'src/tensor_files/zip.ts': 'npz',
  'src/tensor_files/zip_directory.ts': 'npz',
};

describe('every reader of external bytes or text', () => {
  it('is covered by a format, or listed here with a reason', () => {
    const found = filesUnder('src', /\.tsx?$/).filter((file) => READS.test(readFileSync(join(root, file), 'utf8')));
    expect(found).toEqual(Object.keys(readers));
  });

  it('has a format with this name', () => {
    const names = formats.map(({ name }) => name);
    const named = Object.values(readers).filter((one) => !one.includes(' '));
    expect(named.filter((name) => !names.includes(name))).toEqual([]);
  });
});

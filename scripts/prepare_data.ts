import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { folderStore } from '../src/checkpoint/folder_store.ts';
import { OptionError } from '../src/errors.ts';
import { saysSplits } from '../src/prepare/choose_splits.ts';
import type { FeatureMaker } from '../src/prepare/feature_maker.ts';
import type { Matched } from '../src/prepare/match_pictures.ts';
import { type PreparedDataset, prepareDataset } from '../src/prepare/prepare_dataset.ts';
import { scenesMaker } from '../src/prepare/scenes_maker.ts';
import { openBatches } from '../src/prepare/unfinished.ts';
import { decodePicture } from '../src/vision/decode_picture.ts';
import type { Opened } from './command.ts';
import { openNetwork } from './network_file.ts';
import { openNodeBackend } from './node_backend.ts';
import { checkOut, writeOut } from './prepare_data/out_folder.ts';
import { readFolder } from './prepare_data/picture_folder.ts';
import { help, type PrepareDataOptions, readOptions } from './prepare_data/prepare_options.ts';
import { matchedLines, Progress, preparedLines } from './prepare_data/report.ts';
import { lockFolder } from './start/folder_lock.ts';
import { line } from './start/report.ts';
import { typed, withOptions } from './typed.ts';

const print = (lines: readonly string[]) => process.stdout.write(lines.map((one) => `${one}\n`).join(''));

/** Makes a data set of a folder of pictures. */
async function run(options: PrepareDataOptions, opened: Opened): Promise<void> {
  const { pictures: folder, captions, out, batchSize } = options;
  checkOut(out);
  const { file, matched } = readFolder(folder, captions);
  print([line('captions', `${captions ?? folder}: ${file.format}`), ...matchedLines(matched)]);
  checkDealing(options, matched);
  const { maker, place } = await makerOf(options, opened);
  print([line('features', maker.mark.madeBy)]);
  opened.add(lockFolder(out), (unlock) => unlock());
  const unfinished = join(out, 'unfinished');
  const store = await openBatches(folderStore(unfinished), {
    maker: `${maker.mark.fingerprint} ${place}`,
    batchSize,
    pictures: matched.pictures.map(({ path }) => {
      const { size, mtimeMs } = statSync(join(folder, path));
      return [path, size, mtimeMs] as const;
    }),
  });
  const progress = opened.add(new Progress(process.stdout), (one) => one.close());
  const prepared = await prepareDataset(captions ?? folder, matched.pictures, {
    ...options,
    maker,
    decode: (path) => decodePicture(readFileSync(join(folder, path)), path),
    store,
    onProgress: (done, total, computed) => progress.take(done, total, computed),
  });
  progress.close();
  await writeOut(out, prepared.files, recordOf(options, file.format, maker, matched, prepared));
  rmSync(unfinished, { force: true, recursive: true });
  print([...preparedLines(prepared, options.captionLength), line('written', out)]);
  print([line('next', withOptions(typed('train'), `--data ${out} --checkpoints DIR`))]);
}

/** What makes features, and where it computes. */
async function makerOf(
  { cnn, backend: kind }: PrepareDataOptions,
  opened: Opened,
): Promise<{ readonly maker: FeatureMaker; readonly place: string }> {
  if (cnn === undefined) return { maker: scenesMaker, place: '' };
  const { backend, name } = await openNodeBackend(kind);
  opened.add(backend, (one) => one.destroy());
  print([line('computes on', name)]);
  return { maker: await openNetwork(cnn, backend, opened), place: name };
}

/** @throws OptionError when pictures are to be dealt out that the captions file has put into splits */
function checkDealing({ dealing }: PrepareDataOptions, { pictures }: Matched): void {
  if (dealing.length === 0 || !saysSplits(pictures)) return;
  throw new OptionError({
    where: `${typed('prepare')}: ${dealing.join(', ')}`,
    expected: 'captions without splits of their own',
    found: 'a captions file that puts pictures into splits',
  });
}

/** How the data set was made, and what is not in it. It says nothing of when and where: a second run writes the same. */
function recordOf(
  { captionLength, val, test, seed }: PrepareDataOptions,
  format: string,
  { mark }: FeatureMaker,
  { pictures, missing, undescribed, wordless }: Matched,
  { splits, words, minCount, cut, skipped }: PreparedDataset,
) {
  return {
    captions: format,
    features: mark,
    options: { minCount, captionLength, ...(saysSplits(pictures) ? {} : { val, test, seed }) },
    splits,
    words: words.length,
    captionsCut: cut,
    captionsWithoutWords: wordless,
    picturesNotDecoded: skipped,
    picturesMissing: missing,
    picturesWithoutCaptions: undescribed,
  };
}

/** `fourgate prepare`, `npm run prepare-data`. Resolves to the exit code. */
export async function prepareData(argv: readonly string[], opened: Opened): Promise<number> {
  const options = readOptions(argv);
  if (options === 'help') print([help]);
  else await run(options, opened);
  return 0;
}

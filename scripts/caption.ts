import { readFileSync, writeFileSync } from 'node:fs';
import { captionerOf } from '../src/checkpoint/apply.ts';
import { readWeights } from '../src/checkpoint/weights.ts';
import { DataError, StorageError } from '../src/errors.ts';
import { encoderMaker } from '../src/prepare/encoder_maker.ts';
import type { FeatureMaker } from '../src/prepare/feature_maker.ts';
import { featuresOf, type NamedPicture } from '../src/prepare/features_of.ts';
import { requireMaker } from '../src/prepare/require_maker.ts';
import { scenesMaker } from '../src/prepare/scenes_maker.ts';
import { summaryOfCheckpoint } from '../src/runs/run_record.ts';
import { tensor } from '../src/tensor.ts';
import { decodePicture } from '../src/vision/decode_picture.ts';
import type { DescribedCaption } from '../src/worker/protocol.ts';
import { described } from '../src/worker/questions.ts';
import { type CaptionOptions, help, readOptions } from './caption/caption_options.ts';
import { captionLines } from './caption/report.ts';
import { weightsFor } from './caption/training_features.ts';
import { type Opened, runCommand } from './command.ts';
import { openNetwork } from './network_file.ts';
import { openNodeBackend } from './node_backend.ts';
import { checkFile, checkPlace } from './paths.ts';
import { checkpointLines, line } from './start/report.ts';

/** Pictures that are looked at together. */
const AT_ONCE = 16;

const print = (lines: readonly string[]) => process.stdout.write(lines.map((one) => `${one}\n`).join(''));

interface Captioned {
  readonly picture: string;
  readonly captions: readonly DescribedCaption[];
}

/** Captions pictures, prints and writes the captions. Resolves to the exit code: 1 where a picture is none. */
async function caption(options: CaptionOptions, opened: Opened): Promise<number> {
  const { checkpoint: path, pictures, out } = options;
  checkFile(path, 'a checkpoint');
  if (out !== undefined) checkPlace(out);
  const bytes = readFileSync(path);
  const checkpoint = readWeights(bytes, path);
  print(checkpointLines(summaryOfCheckpoint(checkpoint, path, bytes.length)));
  const cnn = weightsFor(checkpoint, options.cnn);
  const { backend, name } = await openNodeBackend(options.backend);
  opened.add(backend, (one) => one.destroy());
  print([line('computes on', name)]);
  const { encoder } = checkpoint.configuration;
  const own = encoder ? encoderMaker('squeezenet' in encoder ? encoder : {}) : scenesMaker;
  const maker = cnn === undefined ? own : await openNetwork(cnn, backend, opened);
  const mark = checkpoint.dataset?.featureMark;
  requireMaker(cnn ?? own.mark.madeBy, { mark, length: checkpoint.configuration.inputDim }, maker);
  const unsaid = mark || cnn === undefined ? '' : '; the checkpoint does not say which network it was trained with';
  print([line('features', `${maker.mark.madeBy}${unsaid}`)]);
  const model = opened.add(captionerOf(backend, checkpoint), (one) => one.destroy());
  const all: Captioned[] = [];
  for (let first = 0; first < pictures.length; first += AT_ONCE) {
    const some = await decodeAll(pictures.slice(first, first + AT_ONCE), maker);
    if (some.length === 0) continue;
    const features = await featuresOf(maker, some);
    const decoded = await model.decode(tensor([some.length, maker.length], features), options.decoding);
    for (const [index, captions] of decoded.entries()) {
      const words = captions.map((one) => described(one, checkpoint.vocabulary));
      print(['', some[index]?.path ?? '', ...words.flatMap(captionLines)]);
      all.push({ picture: some[index]?.path ?? '', captions: words });
    }
  }
  if (out !== undefined) {
    writeFileSync(out, `${JSON.stringify(all, undefined, 2)}\n`);
    print(['', line('written', out)]);
  }
  return all.length === pictures.length ? 0 : 1;
}

/** The pictures that can be decoded; of the others it says why. */
async function decodeAll(paths: readonly string[], maker: FeatureMaker): Promise<NamedPicture[]> {
  const all: NamedPicture[] = [];
  for (const path of paths) {
    try {
      checkFile(path, 'a picture');
      all.push({ path, picture: maker.fit(await decodePicture(readFileSync(path), path)) });
    } catch (error) {
      if (!(error instanceof DataError || error instanceof StorageError)) throw error;
      process.stderr.write(`${error.message}\n`);
    }
  }
  return all;
}

await runCommand('npm run caption', async (opened) => {
  const options = readOptions(process.argv.slice(2));
  if (options !== 'help') return caption(options, opened);
  print([help]);
  return 0;
});

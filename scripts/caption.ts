import { readFileSync } from 'node:fs';
import { captionerOf } from '../src/checkpoint/apply.ts';
import type { Checkpoint } from '../src/checkpoint/checkpoint.ts';
import { readWeights } from '../src/checkpoint/weights.ts';
import { percent } from '../src/client/format.ts';
import { DataError, OptionError, StorageError } from '../src/errors.ts';
import { encoderMaker } from '../src/prepare/encoder_maker.ts';
import type { FeatureMaker } from '../src/prepare/feature_maker.ts';
import { featuresOf, type NamedPicture } from '../src/prepare/features_of.ts';
import { requireMaker } from '../src/prepare/require_maker.ts';
import { scenesMaker } from '../src/prepare/scenes_maker.ts';
import { runRecordIn, summaryOfCheckpoint } from '../src/runs/run_record.ts';
import { tensor } from '../src/tensor.ts';
import { decodePicture } from '../src/vision/decode_picture.ts';
import type { DescribedCaption } from '../src/worker/protocol.ts';
import { described } from '../src/worker/questions.ts';
import { type CaptionOptions, help, readOptions } from './caption/caption_options.ts';
import type { Opened } from './command.ts';
import { openNetwork } from './network_file.ts';
import { openNodeBackend } from './node_backend.ts';
import { checkFile, checkPlace, writeWhole } from './paths.ts';
import { checkpointLines, line } from './start/report.ts';
import { typed } from './typed.ts';

/** Pictures that are looked at together. */
const AT_ONCE = 16;

const print = (lines: readonly string[]) => process.stdout.write(lines.map((one) => `${one}\n`).join(''));

interface Captioned {
  readonly picture: string;
  readonly captions: readonly DescribedCaption[];
}

/** Captions pictures, prints and writes the captions. Resolves to the exit code: 1 where a picture is none. */
async function run(options: CaptionOptions, opened: Opened): Promise<number> {
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
  const unsaid = mark || cnn === undefined ? '' : '; the checkpoint does not record which network it was trained with';
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
    writeWhole(out, `${JSON.stringify(all, undefined, 2)}\n`);
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

/** Whether a model was trained on features of Scenes' descriptor, or on pixels with an encoder of its own: no weights are needed. */
function needsNoWeights({ configuration, dataset, notes }: Checkpoint): boolean {
  if (configuration.encoder) return true;
  const mark = dataset?.featureMark;
  return mark ? mark.fingerprint === scenesMaker.mark.fingerprint : runRecordIn(notes)?.source.kind === 'scenes';
}

/**
 * Which weights make features as those that a model was trained on.
 * @param cnn path of a network's weights, where it was given
 * @returns that path, or `undefined` where none are needed
 * @throws OptionError when weights are needed and not given, or given and not needed
 */
function weightsFor(checkpoint: Checkpoint, cnn: string | undefined): string | undefined {
  const where = `${typed('caption')}: --cnn`;
  if (needsNoWeights(checkpoint)) {
    if (cnn === undefined) return undefined;
    throw new OptionError({ where, expected: "none: it was trained on Scenes' descriptor", found: cnn });
  }
  if (cnn !== undefined) return cnn;
  const made = checkpoint.dataset?.featureMark?.madeBy ?? 'the network that made the features of the training';
  throw new OptionError({ where, expected: `weights of ${made}`, found: 'none' });
}

const share = (logProb: number) => percent(Math.exp(logProb)).padStart(7);

/** A caption, and under it each word with its probability and its alternatives. */
function captionLines({ caption, ended, logProb, words }: DescribedCaption): string[] {
  const width = Math.max(...words.map(({ word }) => word.length));
  return [
    line('caption', `${caption || '(no word)'}${ended ? '' : ' …'}`),
    line('', `log-probability ${logProb.toFixed(2)}`),
    ...words.map(({ word, logProb: own, alternatives }) => {
      const others = alternatives.filter((one) => one.word !== word);
      const listed = others.map((one) => `${one.word} ${percent(Math.exp(one.logProb))}`).join(', ');
      return line('', `${share(own)}  ${listed ? `${word.padEnd(width)}  or ${listed}` : word}`);
    }),
  ];
}

/** `fourgate caption`, `npm run caption`. Resolves to the exit code. */
export async function caption(argv: readonly string[], opened: Opened): Promise<number> {
  const options = readOptions(argv);
  if (options !== 'help') return run(options, opened);
  print([help]);
  return 0;
}

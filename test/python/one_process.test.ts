import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Checkpoint, encodeCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { makeFolder } from '../../src/make_folder.ts';
import { PARAMETER_NAMES } from '../../src/model/parameter_names.ts';
import { resumableOf } from '../../src/runs/run_record.ts';
import { fourgateRun, latestIn, maxDifference } from './support/fourgate_run.ts';
import { describeWithPyTorch, runPython, twin } from './support/python.ts';
import { writeRandomFolder } from './support/small_data.ts';

/** Every option that changes a step, in some run. 22 captions in minibatches of 4: the last of an epoch is short. */
const runs: readonly (readonly [title: string, options: string])[] = [
  ['the default: LSTM, Adam, a rate that falls each epoch', ''],
  ['an RNN with Adam, label smoothing and clipped gradients', '--cell rnn --label-smoothing 0.1 --clip-norm 0.5'],
  ['SGD with weight decay', '--rule sgd --lr 0.05 --weight-decay 0.5'],
  ['SGD with momentum', '--rule sgdMomentum --lr 0.02 --cell rnn'],
  ['RMSProp with gradients that are seldom clipped', '--rule rmsprop --lr 1e-3 --clip-norm 4'],
  ['dropout of words and outputs', '--word-dropout 0.3 --output-dropout 0.4'],
  ['scheduled sampling with dropout', '--scheduled-sampling 0.5 --output-dropout 0.2 --cell rnn'],
  ['a cosine after warm-up and hold, captions at random', '--schedule cosine --warmup 3 --hold 0.3 --sampling random'],
  ['plateaus, whole pictures, some of the captions', '--schedule plateau --sampling pictures --max-train 17 --lr 0.2'],
];

describeWithPyTorch('the PyTorch twin in one process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fourgate-twin-'));
  const [data, packed] = [join(folder, 'data'), join(folder, 'packed')];
  const common = [
    '--data',
    data,
    '--hidden',
    '8',
    '--wordvec',
    '5',
    '--batch',
    '4',
    '--iterations',
    '20',
    '--epochs',
    '9',
  ];
  const argumentsOf = (options: string) => [...common, ...options.split(' ').filter((part) => part !== '')];
  const placeOf = (index: number) => join(folder, `run-${index}`);

  beforeAll(async () => {
    await writeRandomFolder(data);
    const asked = runs.map(([, options], i) => [...argumentsOf(options), '--checkpoints', placeOf(i)]);
    const still = [...argumentsOf('--rule sgd --lr 0'), '--checkpoints', join(folder, 'still')];
    await writeRandomFolder(packed, { packed: true });
    const fromPacked = [...argumentsOf(''), '--data', packed, '--checkpoints', join(folder, 'from-packed')];
    const inParts = [...argumentsOf('--accumulate 3'), '--checkpoints', join(folder, 'in-parts')];
    const mixed = [...argumentsOf('--amp'), '--checkpoints', join(folder, 'mixed')];
    await twin('train', ...asked, still, fromPacked, inParts, mixed);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(runs.map(([title, options], i) => [title, options, i] as const))(
    'takes the same 20 steps as the CPU backend: %s',
    async (_, options, index) => {
      const [ours, theirs] = [await fourgateRun(argumentsOf(options)), latestIn(placeOf(index))];
      const [ourRecord, theirRecord] = [ours, theirs].map((checkpoint) => resumableOf(checkpoint)?.record);
      expect(ours.training?.lossHistory).toHaveLength(20);
      const difference = (of: (checkpoint: Checkpoint) => ArrayLike<number>) => maxDifference(of(ours), of(theirs));
      expect(difference(({ training }) => training?.lossHistory ?? [])).toBeLessThan(1e-4);
      expect(difference(({ training }) => training?.gradientNormHistory ?? [])).toBeLessThan(1e-4);
      for (const name of PARAMETER_NAMES) {
        expect(difference(({ parameters }) => parameters[name].data)).toBeLessThan(1e-4);
      }
      // What decides the steps to come is the same to the last bit.
      for (const of of ['settings', 'minibatches', 'step'] as const) {
        expect(theirs.training?.[of]).toEqual(ours.training?.[of]);
      }
      expect(theirs.dataset).toEqual(ours.dataset);
      expect(ourRecord).toEqual({ ...theirRecord, savedAt: ourRecord?.savedAt, validations: ourRecord?.validations });
      const validations = [ourRecord, theirRecord].map((record) => record?.validations ?? []);
      const [steps, losses] = (['step', 'loss'] as const).map((of) =>
        validations.map((all) => all.map((one) => one[of])),
      );
      expect(steps?.[0]?.length).toBeGreaterThan(1);
      expect(steps?.[1]).toEqual(steps?.[0]);
      expect(maxDifference(losses?.[0] ?? [], losses?.[1] ?? [])).toBeLessThan(1e-4);
    },
  );

  it("begins with Fourgate's weights of the same seed, bit for bit", async () => {
    const { parameters } = latestIn(join(folder, 'still'));
    expect(parameters).toEqual((await fourgateRun(argumentsOf('--rule sgd --lr 0'))).parameters);
    expect(parameters.W_vocab.data.some((value) => value !== 0)).toBe(true);
  });

  it('reads compressed features as those that lie in the file row by row', () => {
    const [packedRun, plain] = [latestIn(join(folder, 'from-packed')), latestIn(placeOf(0))];
    expect(packedRun.training?.lossHistory).toEqual(plain.training?.lossHistory);
    expect(packedRun.dataset?.fingerprint).toBe(plain.dataset?.fingerprint);
  });

  it('computes a minibatch in parts, or in mixed precision, with the same gradients or nearly', () => {
    const lossesOf = (place: string) => latestIn(place).training?.lossHistory ?? [];
    const plain = lossesOf(placeOf(0));
    expect(maxDifference(lossesOf(join(folder, 'in-parts')), plain)).toBeLessThan(1e-5);
    const mixed = maxDifference(lossesOf(join(folder, 'mixed')), plain);
    expect(mixed).toBeLessThan(0.05);
    expect(mixed).toBeGreaterThan(0);
  });

  it('continues a run of Fourgate, which then continues it: the losses equal those of an uninterrupted run', async () => {
    const lengthOf = (steps: number) => [...argumentsOf('--output-dropout 0.2'), '--iterations', `${steps}`];
    const place = join(folder, 'there-and-back');
    makeFolder(place);
    const ours = await fourgateRun(lengthOf(7));
    writeFileSync(join(place, 'latest.safetensors'), encodeCheckpoint(ours));
    const resumed = [...lengthOf(15), '--resume', '--checkpoints', place];
    await twin('train', resumed);
    const theirs = latestIn(place);
    expect(theirs.training?.lossHistory.slice(0, 7)).toEqual(ours.training?.lossHistory);
    const again = await fourgateRun(lengthOf(22), theirs);
    const whole = await fourgateRun(lengthOf(22));
    expect(maxDifference(again.training?.lossHistory ?? [], whole.training?.lossHistory ?? [])).toBeLessThan(1e-4);
    expect(again.training?.minibatches).toEqual(whole.training?.minibatches);
  });

  it('reads and writes a checkpoint of Fourgate without changing a bit', async () => {
    const [from, to] = [join(folder, 'from.safetensors'), join(folder, 'to', 'latest.safetensors')];
    const checkpoint = await fourgateRun(argumentsOf(''));
    writeFileSync(from, encodeCheckpoint(checkpoint));
    makeFolder(join(folder, 'to'));
    const copy = `
import pathlib, sys
from fourgate_torch.checkpoint import decode_checkpoint, encode_checkpoint
read, write = map(pathlib.Path, sys.argv[1:])
write.write_bytes(encode_checkpoint(decode_checkpoint(read.read_bytes(), 'from')))`;
    expect(await runPython(['-c', copy, from, to])).toEqual({ code: 0, out: '', err: '' });
    const copied = latestIn(join(folder, 'to'));
    expect(copied.parameters).toEqual(checkpoint.parameters);
    expect(copied.training?.moments).toEqual(checkpoint.training?.moments);
    expect(copied).toEqual(checkpoint);
  });
});

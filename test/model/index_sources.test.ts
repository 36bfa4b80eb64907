import { describe, expect, it } from 'vitest';
import { createLayers } from '../../src/layers/create.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { pixelEncoder } from '../../src/model/pixel_encoder.ts';
import { ops } from '../../src/ops/every_op.ts';
import { fieldsOf } from '../../src/ops/op.ts';
import { tensor } from '../../src/tensor.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import { smallDataset } from '../support/dataset.ts';
import { everyLayer } from '../support/every_layer.ts';
import { UPDATE_RULES } from '../support/update_rules.ts';
import { WatchedBackend } from '../support/watched_backend.ts';

const plan = 'planBatch counts it, from word numbers that requireCaptions, checkedCaptions or argmax vouch for';
const images = 'a row of the minibatch, or an image that requireCaptions has held against the number of features';
const pictures = 'listsOf counts it, from the images of a minibatch';
const layer = 'indicesOf holds what a layer function is given against its bound';
const counted = '0, 1, 2, … as the host counts';
const said = 'column 0 is specialWords, the others argmax, top_words, draw_word or beam_step write';
const list = 'badEndingFlags: 0 or 1 for each of V words';
const flag = 'the host writes 0, global_norm 1';
const written = 'the kernel writes it, from columns or rows that it counts: held against its CPU twin, also for NaN';

/**
 * Who vouches for every index that a kernel follows: `op.field ← buffer`. A kernel reads or writes wherever an index
 * leads, so that each comes from somewhere that cannot give one out of range, or has been looked at on the host.
 */
const vouchers: Readonly<Record<string, string>> = {
  'adam.halted ← halted': flag,
  'affine_backward_input.rows ← plan[1]': plan,
  'affine_backward_weight.rows ← plan[0]': images,
  'affine_backward_weight.rows ← plan[1]': plan,
  'affine_backward_weight.rows ← plan[5]': plan,
  'affine_forward.rows ← plan[0]': images,
  'affine_forward.rows ← plan[1]': plan,
  'affine_forward.rows ← words': said,
  'argmax.index ← predicted words': written,
  'argmax.index ← words': written,
  'beam_step.candidates ← candidates': 'top_words writes them',
  'beam_step.parents ← parents': written,
  'beam_step.words ← words': written,
  'copy_rows.rows ← parents': 'beam_step writes them',
  'copy_rows.rows ← pictures': counted,
  'draw_word.words ← words': written,
  'dropout_backward.rows ← plan[1]': plan,
  'dropout_forward.rows ← plan[1]': plan,
  'forbid_words.bad_endings ← bad endings': list,
  'forbid_words.parents ← parents': 'beam_step writes them',
  'forbid_words.words ← words': said,
  'global_norm.halted ← halted': flag,
  'lstm_step_forward.input_rows ← lstmForward.rows': counted,
  'lstm_step_forward.input_rows ← own rows': counted,
  'lstm_step_forward.input_rows ← plan[2]': plan,
  'lstm_step_forward.input_rows ← words': said,
  'rmsprop.halted ← halted': flag,
  'rnn_step_forward.input_rows ← own rows': counted,
  'rnn_step_forward.input_rows ← plan[2]': plan,
  'rnn_step_forward.input_rows ← rnnForward.rows': counted,
  'rnn_step_forward.input_rows ← words': said,
  'running_average.halted ← halted': flag,
  'sgd.halted ← halted': flag,
  'sgd_momentum.halted ← halted': flag,
  'softmax_loss.mask ← plan[4]': plan,
  'softmax_loss.mask ← temporalSoftmaxLoss.mask': layer,
  'softmax_loss.targets ← plan[3]': plan,
  'softmax_loss.targets ← temporalSoftmaxLoss.y': layer,
  'top_words.words ← alternatives': written,
  'top_words.words ← candidates': written,
  'top_words.words ← words': written,
  'word_embedding_backward.rows ← captions of pictures[1]': pictures,
  'word_embedding_backward.rows ← plan[7]': plan,
  'word_embedding_backward.rows ← wordEmbeddingBackward.rows': counted,
  'word_embedding_backward.starts ← captions of pictures[0]': pictures,
  'word_embedding_backward.starts ← plan[6]': plan,
  'word_embedding_backward.starts ← wordEmbeddingBackward.starts': counted,
  'word_embedding_forward.words ← wordEmbeddingForward.words': layer,
};

/** Fields that no program uses: whoever does must say who vouches for them. */
const unused = ['word_embedding_backward.words'];

/** Everything that computes, in every way that changes what is recorded. The CPU holds each index against its bound. */
async function everyProgram(): Promise<ReadonlySet<string>> {
  const backend = new WatchedBackend();
  await everyLayer(createLayers(backend));
  const data = smallDataset();
  const { wordToIdx } = data.vocabulary;
  const features = tensor([3, 4], new Float32Array(12));
  const captions = tensor([3, 6], data.splits.train?.captions.slice(0, 18) ?? new Int32Array());
  const changes = { dropout: { words: 0.2, output: 0.2 }, weightDecay: 0.1, scheduledSampling: { start: 0.5 } };
  const rules = { noImmediateRepeat: true, noRepeatedTrigram: true, badEndings: ['word4'], alternatives: 2 };
  for (const cellType of ['rnn', 'lstm'] as const) {
    const model = new CaptioningRNN(backend, { wordToIdx, inputDim: 4, wordvecDim: 3, hiddenDim: 5, cellType });
    await model.loss(features, captions);
    await model.evaluateLoss(features, captions);
    for (const updateRule of UPDATE_RULES) {
      const options = { updateRule, maxSteps: 2, batchSize: 4, verbose: false, ...changes };
      await new CaptioningTrainer(model, data, options).train();
    }
    // A short caption projects the words that it says, a long one the whole vocabulary.
    for (const maxLength of [3, 12]) {
      await model.sample(features, maxLength);
      for (const method of ['greedy', 'sample', 'beam'] as const) {
        await model.decode(features, { method, maxLength, ...rules });
      }
    }
  }
  const encoder = pixelEncoder({ side: 2, channels: [3] });
  const model = new CaptioningRNN(backend, { wordToIdx, wordvecDim: 3, hiddenDim: 5, encoder });
  await new CaptioningTrainer(model, smallDataset({ D: 16 }), { maxSteps: 1, batchSize: 4, verbose: false }).train();
  return backend.seen;
}

describe('every index that a kernel follows', () => {
  it('comes from a source that guarantees its range', async () => {
    // The columns of what is said are parts of one buffer.
    const seen = [...(await everyProgram())].map((source) => source.replace(/words\[\d+\]$/, 'words'));
    expect([...new Set(seen)].sort()).toEqual(Object.keys(vouchers).sort());
  });

  it('is covered by a guarantee, whatever the op', () => {
    const named = new Set([...Object.keys(vouchers).map((source) => source.split(' ← ')[0]), ...unused]);
    const fields = Object.values(ops).flatMap((op) =>
      fieldsOf(op).flatMap(({ name, below }) => (below === undefined ? [] : [`${op.name}.${name}`])),
    );
    expect(fields.length).toBeGreaterThan(25);
    expect(fields.filter((field) => !named.has(field))).toEqual([]);
  });
});

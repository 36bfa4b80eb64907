import type { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { chunking, keptByParameters, keptByStep, lengthOf } from '../../src/model/memory.ts';
import type { Regularisation } from '../../src/model/regularisation.ts';

/**
 * Bytes that docs/memory.md says a training takes on a GPU: `moments` of the update rule, `features` numbers that stay, and
 * `pictures` a minibatch at most, by default as many as captions.
 */
export function bytesOfTraining(
  { backend, configuration }: CaptioningRNN,
  sizes: Readonly<Record<'N' | 'T' | 'moments' | 'features', number>> & { readonly pictures?: number },
  regularisation?: Regularisation,
): number {
  const { N, T, moments, features, pictures } = sizes;
  const chunks = chunking(N, T, configuration.V, backend.maxBufferLength);
  const parameters = lengthOf(keptByParameters(configuration));
  const step = lengthOf(keptByStep(configuration, { N, T, chunks, pictures }, regularisation));
  const copy = configuration.storage === 'float16' ? parameters / 2 : 0;
  return 4 * ((2 + moments) * parameters + copy + step + features);
}

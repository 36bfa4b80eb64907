import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import type { DataAtHand } from './data_at_hand.ts';
import { describePicture } from './description.ts';
import { evaluateModel } from './evaluation.ts';
import { explainCaption } from './explanation.ts';
import { lostDevice } from './faults.ts';
import type { ModelAtHand } from './model_at_hand.ts';
import type { Command, Event } from './protocol.ts';
import { splitOf } from './training_data.ts';

/** Commands that leave a run as it is: they are done between two of its steps. */
export type Question = Extract<Command, { type: 'save' | 'evaluate' | 'describe' | 'explain' | 'network' }>;

/** What there is to ask about. */
export interface AtHand {
  readonly model: ModelAtHand;
  readonly data: DataAtHand;
  readonly post: (event: Event) => void;
}

/**
 * Does what was asked for.
 * @returns the event that answers it
 * @throws OptionError for a question that makes no sense, or without a model or data; DeviceError when the device goes
 * away
 */
export async function answer(question: Question, { model, data, post }: AtHand): Promise<Event> {
  const onProgress = (what: string, done: number, total: number) => post({ type: 'loading', what, done, total });
  const dataOf = async ({ type }: Question, own: Blob | undefined) => {
    const source = data.for(type, model.encoder);
    if (!own) await source.prepare?.(onProgress);
    return source;
  };
  switch (question.type) {
    case 'save':
      return model.file(question.format ?? 'fourgate');
    case 'evaluate': {
      const { split, ...asked } = question;
      const evaluated = await dataOf(question, undefined);
      const own = await model.model('evaluate', evaluated.data);
      return unlessLost(own, evaluateModel(own, evaluated, splitOf(evaluated.data, split), asked, onProgress));
    }
    case 'describe': {
      const described = await dataOf(question, question.own);
      const own = await model.model('describe', described.data);
      const features = question.own && (await model.network.features(described, own.backend));
      return unlessLost(own, describePicture(own, described, question, features));
    }
    case 'explain': {
      const explained = await dataOf(question, question.own);
      const own = await model.model('explain', explained.data);
      const features = question.own ? await model.network.features(explained, own.backend) : explained.pictureFeatures;
      return unlessLost(own, explainCaption(own, explained, question, features, post));
    }
    case 'network':
      return model.network.take(question.file, data.plain('network'));
  }
}

/** An answer, or the error that the device went away before there was one. */
function unlessLost(model: CaptioningRNN, event: Promise<Event>): Promise<Event> {
  const lost = model.backend.lost.then((reason) => {
    throw lostDevice(reason);
  });
  return Promise.race([event, lost]);
}

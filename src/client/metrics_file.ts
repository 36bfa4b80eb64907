import type { EvaluatedEvent } from '../worker/protocol.ts';

/** Scores of the whole and of every picture, with how the captions were made; with the toolkit's names. */
export function metricsFile(evaluated: EvaluatedEvent): object {
  const { split, decoding, teacherForcedLoss, freeRunning, accuracy, pictures } = evaluated;
  const { bleu, rougeL, cider, captions, distinctWords, identicalShare } = freeRunning;
  const [b1, b2, b3, b4] = bleu;
  const diversity = {
    pictures: captions,
    wordsUsed: distinctWords,
    vocabularyUse: freeRunning.vocabularyShare ?? 0,
    identical: identicalShare,
    novel: freeRunning.novelShare ?? 1,
  };
  return {
    split,
    decoding,
    teacherForced: { loss: teacherForcedLoss },
    freeRunning: { Bleu_1: b1, Bleu_2: b2, Bleu_3: b3, Bleu_4: b4, ROUGE_L: rougeL, CIDEr: cider, ...diversity },
    ...(accuracy && {
      scenes: {
        pictures: accuracy.pictures,
        mainObject: accuracy.correct,
        notThere: accuracy.untrue,
        noSentence: accuracy.broken,
      },
    }),
    perImage: pictures.map(({ image, cider, logProb }) => ({ image_id: image, CIDEr: cider, logProb })),
  };
}

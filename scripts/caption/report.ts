import { percent } from '../../src/client/format.ts';
import type { DescribedCaption } from '../../src/worker/protocol.ts';
import { line } from '../start/report.ts';

const share = (logProb: number) => percent(Math.exp(logProb)).padStart(7);

/** A caption, and under it each word with its probability and what else came to mind. */
export function captionLines({ caption, ended, logProb, words }: DescribedCaption): string[] {
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

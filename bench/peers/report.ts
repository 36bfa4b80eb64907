import type { Measured } from './peer.ts';

/** All that a benchmark run found, with what is needed to judge and repeat it. */
export interface Results {
  readonly date: string;
  readonly commit: string;
  readonly machine: string;
  readonly adapter: string;
  readonly browser: string;
  readonly sizes: Readonly<Record<string, number>>;
  readonly referenceLosses: readonly number[];
  readonly peers: readonly Measured[];
}

/** The middle one, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}

/** Milliseconds as seconds with three digits. */
export const seconds = (milliseconds: number) => `${(milliseconds / 1000).toPrecision(3)} s`;

/** A Markdown page: circumstances, one row a peer, and how many times as long as the first peer each other takes. */
export function table(results: Results): string {
  const { date, commit, machine, adapter, browser, sizes, peers } = results;
  const first = median(peers[0]?.warm ?? []);
  const letters = Object.entries(sizes).map(([letter, size]) => `${letter}=${size}`);
  const rows = peers.map(({ peer, losses, cold, warm }) => {
    const spread = `${seconds(Math.min(...warm))} – ${seconds(Math.max(...warm))}`;
    const ratio = (median(warm) / first).toPrecision(3);
    return `| ${peer} | ${seconds(median(warm))} | ${spread} | ${warm.length} | ${seconds(cold)} | ${losses[0]?.toFixed(4)} | ${ratio} × |`;
  });
  return [
    '# One training step',
    '',
    `LSTM captioner, ${letters.join(' ')}, captions as long as Flickr8k's, loss + gradients + Adam.`,
    `${date}, commit ${commit}, ${machine}, ${browser}, adapter ${adapter}.`,
    '',
    '| | median | spread | steps | cold (first step, everything compiled) | first loss | ratio |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    `The float64 CPU reference finds the first loss ${results.referenceLosses[0]?.toFixed(4)}.`,
    '',
  ].join('\n');
}

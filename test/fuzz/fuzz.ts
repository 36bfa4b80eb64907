import type { Block, Finding } from './campaign.ts';
import { type Limits, WatchedChild } from './watched_child.ts';

/** What is to be run. */
export interface Plan {
  readonly formats: readonly string[];
  readonly seed: number;
  /** Number of the first input. */
  readonly from: number;
  /** Inputs of each format; as many as there is time for where it is infinite. */
  readonly inputs: number;
  /** No block begins later than this. */
  readonly minutes: number;
  /** Processes at once. */
  readonly jobs: number;
}

/** What became of the inputs of one format. */
export interface FormatReport {
  readonly format: string;
  refused: number;
  same: number;
  other: number;
  findings: number;
  /** The most memory that a process held while it ran them, in bytes. */
  peak: number;
}

/** No input may take longer or hold more memory. */
export const LIMITS: Limits = { seconds: 10, bytes: 2 ** 30 };

const BLOCK = 200;

/** The processes that inputs run in. */
export class Children {
  readonly #limits: Limits;
  readonly #script: string | undefined;
  readonly #all: WatchedChild[] = [];

  /** @param script of the processes; another one than that of `WatchedChild` is for tests */
  constructor(limits: Limits, script?: string) {
    this.#limits = limits;
    this.#script = script;
  }

  one(): WatchedChild {
    const child = new WatchedChild(this.#limits, this.#script);
    this.#all.push(child);
    return child;
  }

  end(): void {
    for (const child of this.#all) child.end();
  }
}

/** Blocks of all formats in turns, so that whenever time is up all have had their share. */
function* blocksOf({ formats, seed, from, inputs }: Plan): Generator<Block> {
  for (let done = 0; done < inputs; done += BLOCK) {
    for (const format of formats) yield { format, seed, from: from + done, count: Math.min(BLOCK, inputs - done) };
  }
}

/**
 * Runs inputs in processes that are watched.
 * @param onFinding called with each finding as it comes
 */
export async function fuzz(plan: Plan, children: Children, onFinding: (finding: Finding) => void) {
  const end = performance.now() + 60_000 * plan.minutes;
  const reports = new Map<string, FormatReport>(
    plan.formats.map((format) => [format, { format, refused: 0, same: 0, other: 0, findings: 0, peak: 0 }]),
  );
  const blocks = blocksOf(plan);
  const work = async () => {
    const child = children.one();
    for (let block = blocks.next().value; block && performance.now() < end; block = blocks.next().value) {
      await runBlock(child, block);
    }
  };
  const runBlock = async (child: WatchedChild, block: Block) => {
    const report = reports.get(block.format);
    for (let from = block.from; report && from < block.from + block.count; ) {
      const { tally, findings, next, peak } = await child.run({
        ...block,
        from,
        count: block.from + block.count - from,
      });
      for (const verdict of ['refused', 'same', 'other'] as const) report[verdict] += tally[verdict];
      report.findings += findings.length;
      report.peak = Math.max(report.peak, peak);
      for (const finding of findings) onFinding(finding);
      from = next;
    }
  };
  try {
    await Promise.all(Array.from({ length: plan.jobs }, work));
  } finally {
    children.end();
  }
  return [...reports.values()];
}

import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { processTree } from '../support/process_memory.ts';
import type { Block, Finding } from './campaign.ts';
import type { Told } from './child.ts';

/** What one input may take. */
export interface Limits {
  readonly seconds: number;
  readonly bytes: number;
}

/** What became of the inputs of a block. */
export interface Outcome {
  readonly tally: { refused: number; same: number; other: number };
  readonly findings: Finding[];
  /** Number of the first input that was not run, because the process had to be ended before it. */
  readonly next: number;
  /** The most memory that was held meanwhile, in bytes. */
  readonly peak: number;
}

/** Compiling and opening the originals, once a process and format. */
const SECONDS_TO_OPEN = 60;
/** A process that holds so much of its limit begins the next block anew: what it holds is not the next input's. */
const KEPT_SHARE = 0.5;
const POLL_MILLISECONDS = 100;
const RAW_LOADER = new URL('../../scripts/raw_loader.mjs', import.meta.url).href;

const inMegabytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MB`;

/** A process that runs inputs, and is ended when one of them takes too long or too much. */
export class WatchedChild {
  readonly #limits: Limits;
  readonly #script: string;
  #process: ChildProcess | undefined;

  /** @param script another one than `child.ts` is for tests */
  constructor(limits: Limits, script = join(import.meta.dirname, 'child.ts')) {
    this.#limits = limits;
    this.#script = script;
  }

  /** Runs a block up to its end, or up to the input after which the process is of no more use. */
  run(block: Block): Promise<Outcome> {
    const child = this.#started();
    const tally = { refused: 0, same: 0, other: 0 };
    const findings: Finding[] = [];
    let [peak, input, how] = [0, block.from, ''];
    let [began, seconds] = [performance.now(), SECONDS_TO_OPEN];
    let words = '';
    return new Promise((resolve) => {
      const finish = (next: number) => {
        clearInterval(watch);
        child.removeAllListeners();
        child.stderr?.removeAllListeners();
        if (next < block.from + block.count || peak > KEPT_SHARE * this.#limits.bytes) this.end();
        resolve({ tally, findings, next, peak });
      };
      const blame = (what: string) => {
        findings.push({ format: block.format, input, how, what });
        finish(input + 1);
        this.end();
      };
      const took = (bytes: number) => {
        peak = Math.max(peak, bytes);
        if (peak > this.#limits.bytes) blame(`took ${inMegabytes(peak)}, more than ${inMegabytes(this.#limits.bytes)}`);
      };
      const watch = setInterval(() => {
        if (performance.now() - began > 1000 * seconds) blame(`not done after ${seconds} s`);
        else took(processTree(child.pid ?? 0)[0]?.resident ?? 0);
      }, POLL_MILLISECONDS);
      child.stderr?.on('data', (data) => {
        words = `${words}${data}`.slice(-2000);
      });
      child.once('exit', (code, signal) => blame(`ended the process with ${signal ?? code}: ${words.trim()}`));
      child.on('message', (told: Told) => {
        if (told.type === 'begin')
          [input, how, began, seconds] = [told.input, told.how, performance.now(), this.#limits.seconds];
        else if (told.type === 'done') finish(told.next);
        else {
          if (told.type === 'end') tally[told.verdict]++;
          else findings.push(told.finding);
          took(told.peak);
        }
      });
      child.send(block);
    });
  }

  /** Ends the process, if there is one. */
  end(): void {
    this.#process?.removeAllListeners();
    this.#process?.kill('SIGKILL');
    this.#process = undefined;
  }

  #started(): ChildProcess {
    const megabytes = Math.floor(this.#limits.bytes / 2 ** 20);
    // What HDF5 prints of damaged files is of no interest; what Node says when it dies is.
    this.#process ??= fork(this.#script, {
      execArgv: ['--import', 'tsx', '--import', RAW_LOADER, `--max-old-space-size=${megabytes}`],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    return this.#process;
  }
}

import type { KeptRun } from '../../src/runs/run_store.ts';
import type { Event } from '../../src/worker/protocol.ts';
import { fakeCheckpoint } from './fake_captions.ts';

const own = 'own';
const noRoom = { where: 'browser storage: latest-own.safetensors', expected: 'room for 1400000 bytes', found: 'none' };

/** The runs that a fake worker says are kept. */
export class FakeKept {
  readonly #how: string;
  #runs: KeptRun[] = [];
  #step: number | undefined;

  constructor(how: string) {
    this.#how = how;
    const last = { run: 'last', best: true, latest: fakeCheckpoint({ kind: 'scenes', train: 400 }) };
    const older = fakeCheckpoint({ kind: 'files', name: 'flickr8k', maxTrain: 50 });
    if (how === 'kept') this.#runs = [last];
    if (how === 'reloaded') this.#runs = [{ ...last, run: own }];
    if (how === 'keptFiles') this.#runs = [{ run: 'files', best: true, latest: older }];
    if (how === 'keptTwo') {
      const fault = { where: 'latest-bad.safetensors', expected: 'the checksum 1f', found: '2e: the file was altered' };
      const bad = { run: 'bad', best: false, latest: { unusable: fault } };
      this.#runs = [last, { run: 'before', best: false, latest: older }, bad];
    }
  }

  get runs(): Event {
    return { type: 'runs', place: 'browser', runs: this.#runs };
  }

  get keptStep(): number | undefined {
    return this.#step;
  }

  summary(run: string) {
    const latest = this.#runs.find((one) => one.run === run)?.latest;
    return latest && 'cellType' in latest ? latest : undefined;
  }

  forget(run: string): void {
    this.#runs = this.#runs.filter((one) => one.run !== run);
  }

  /** What comes of keeping a step. `full`: there is room at step 120 only. */
  keep(step: number): Event {
    if (this.#how === 'full' && step !== 120) {
      return { type: 'failed', during: 'keep', name: 'StorageError', message: 'no room', fault: noRoom };
    }
    this.#step = step;
    return { type: 'kept', run: own, step, bestStep: step };
  }

  /** The run is over: what was kept of it can be continued. */
  end(): Event {
    const checkpoint = fakeCheckpoint({ kind: 'scenes', train: 400 });
    const training = { ...checkpoint.training, step: this.#step ?? 0 };
    const kept = { run: own, best: true, latest: { ...checkpoint, training } };
    if (this.#step !== undefined) this.#runs = [kept, ...this.#runs];
    return this.runs;
  }
}

import { openAsBlob } from 'node:fs';
import { basename, dirname } from 'node:path';
import { loadCocoData } from '../src/data/load_coco.ts';
import { chooseFastest, openBackend } from '../src/open_backend.ts';
import type { Backend } from '../src/ops/backend.ts';
import { runLocks } from '../src/runs/run_locks.ts';
import { loadTrainingData } from '../src/sources/load.ts';
import { plainTrainingData, type TrainingData } from '../src/sources/training_data.ts';
import { compareWithCpu } from '../src/worker/cpu_trial.ts';
import type { Command, Event } from '../src/worker/protocol.ts';
import { Session } from '../src/worker/session.ts';
import type { DrivenCommand, DrivenSource } from './driven_worker.ts';
import { EventQueue } from './event_queue.ts';
import { installWebGpu, nodeAdapter } from './node_webgpu.ts';
import type { RunFolder } from './start/run_folder.ts';

/** The page's worker in this process: the same session, with files by their paths and WebGPU by the npm package `webgpu`. */
export class NodeWorker {
  readonly #session: Session;
  readonly #queue = new EventQueue();
  readonly #backends: Backend[] = [];
  /** Of the data that are loaded next. */
  #files: readonly string[] = [];

  private constructor(folder: RunFolder | undefined, onEvent: (event: Event) => void) {
    this.#session = new Session({
      post: (event) => {
        onEvent(event);
        this.#queue.push(event);
      },
      load: (source, onProgress) =>
        source.kind === 'files'
          ? loadFolder(dirname(this.#files[0] ?? ''), source, onProgress)
          : loadTrainingData(source, onProgress),
      openBackend: async (kind) => {
        const backend = await openBackend(kind);
        this.#backends.push(backend);
        return backend;
      },
      chooseFastest,
      compare: compareWithCpu,
      ...(folder && {
        storage: { store: folder.store, locks: runLocks(), place: 'folder', makeRoom: folder.setAside },
      }),
    });
    this.#session.greet();
  }

  /**
   * @param backend where it will compute: without WebGPU the npm package is not needed
   * @param folder where it keeps its run; without one no run is kept
   * @throws DeviceError when WebGPU is asked for and there is none, with what to install
   */
  static async open(
    backend: 'webgpu' | 'cpu',
    folder: RunFolder | undefined,
    onEvent: (event: Event) => void,
  ): Promise<NodeWorker> {
    if (backend === 'webgpu') {
      await installWebGpu([], undefined, '--backend cpu');
      await nodeAdapter(navigator.gpu, '--backend cpu');
    }
    return new NodeWorker(folder, onEvent);
  }

  /** Its events in their order, from the first on; to be read once. */
  events(): AsyncGenerator<Event, never> {
    return this.#queue.read(new Promise(() => {}));
  }

  async send(command: DrivenCommand): Promise<void> {
    if (command.type === 'load') this.#files = 'files' in command.source ? command.source.files : [];
    this.#session.handle(await withFiles(command));
  }

  /** Stops the run, once its step is complete, and frees what is on the device. */
  async close(): Promise<void> {
    this.#session.handle({ type: 'stop' });
    await this.#session.settled();
    for (const backend of this.#backends) backend.destroy();
  }
}

/** Reads a CS231n folder from the disk, as a worker of a browser reads dropped files. */
async function loadFolder(
  folder: string,
  { name, maxTrain }: { readonly name?: string; readonly maxTrain?: number },
  onProgress: (what: string, done: number, total: number) => void,
): Promise<TrainingData> {
  const data = await loadCocoData(folder, { ...(maxTrain !== undefined && { maxTrain }), onProgress });
  return plainTrainingData(name === undefined ? data : { ...data, name }, maxTrain);
}

/** A file by its path, of which nothing is read yet. */
const fileAt = async (path: string) => new File([await openAsBlob(path)], basename(path));

/** A command as the worker takes it. Its data are read by their paths. */
async function withFiles(command: DrivenCommand): Promise<Command> {
  switch (command.type) {
    case 'load':
      return { type: 'load', source: withoutPaths(command.source) };
    case 'open': {
      const { file } = command;
      return { ...command, file: typeof file === 'string' ? await fileAt(file) : file };
    }
    case 'pictures':
      return { type: 'pictures', files: await Promise.all(command.files.map(fileAt)) };
    case 'network':
      return { type: 'network', file: await fileAt(command.file) };
    default:
      return command;
  }
}

const withoutPaths = (source: DrivenSource) => (source.kind === 'files' ? { ...source, files: [] } : source);

import { join } from 'node:path';
import type { RunRequest } from '../src/client/run_request.ts';
import type { DataOrigin } from '../src/sources/data_source.ts';
import type { Event } from '../src/worker/protocol.ts';
import { launchChromium, launchFirefox } from './browsers.ts';
import type { Opened } from './command.ts';
import { findChromium } from './find_browser.ts';
import { checkFile } from './paths.ts';
import { checkpointRoute } from './start/checkpoint_route.ts';
import { filesOfFolder, picturesBelow } from './start/data_folder.ts';
import { drivePage, requestOf } from './start/drive.ts';
import { KeptSteps } from './start/kept_steps.ts';
import { endedWithBrowser, line } from './start/report.ts';
import { checkResume } from './start/resume_check.ts';
import { openRunFolder, type RunFolder } from './start/run_folder.ts';
import { type RunFiles, runInNode } from './start/run_in_node.ts';
import { servePage } from './start/serve.ts';
import { help, readOptions, type StartOptions } from './start/start_options.ts';
import { Terminal } from './start/terminal.ts';

/** Whether a window can be shown: a display, and a browser that has windows. The packaged one has none. */
function canShow(): boolean {
  const display = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  return Boolean(display) && findChromium() !== undefined;
}

/** What a run needs besides its options, and who is told of its events. */
interface Run {
  readonly options: StartOptions;
  readonly request: RunRequest;
  readonly files: RunFiles;
  readonly folder?: RunFolder | undefined;
  /** What a run to resume was trained on. */
  readonly saved?: DataOrigin | undefined;
  readonly onEvent: (event: Event) => void;
}

/** The pictures of a data set, where a network is trained on them. */
function picturesTrained({ data = '', photos, run, resume }: StartOptions): string[] {
  const tunes = (run.finetuneCnnAfter ?? -1) >= 0;
  return tunes || (resume && photos) ? picturesBelow('--photos', photos ?? join(data, 'images')) : [];
}

/** Serves the page and runs it in a browser. Resolves to the last event, once a window has been closed. */
async function runInBrowser({ options, request, files, folder, onEvent }: Run, terminal: Terminal, opened: Opened) {
  const { browser: kind, headless } = options;
  const { data, pictures, weights, cnn } = files;
  const [served, browser] = await opened.addAll(
    servePage('index.html', [checkpointRoute(folder)]),
    kind === 'firefox' ? launchFirefox() : launchChromium({ headless }),
  );
  const version = `${served.address} in ${await browser.version()}${headless ? ', without a window' : ''}`;
  terminal.print([line('Fourgate', version)]);
  const given = { data: [...data, ...pictures], weights, cnn, shown: !headless };
  const { page, ended } = await drivePage(browser, served, request, given, onEvent);
  const last = await ended;
  if (headless && !folder && last.type === 'failed') terminal.print(endedWithBrowser(last));
  if (!headless) {
    terminal.print(['', 'The page stays open. Close its window or press Ctrl-C to end.']);
    await page.gone.catch(() => {});
  }
  return last;
}

/** Runs in this process. Resolves to the last event. */
async function runHere({ options, request, files, folder, saved, onEvent }: Run, terminal: Terminal, opened: Opened) {
  const { NodeWorker } = await import('./node_worker.ts');
  const worker = await NodeWorker.open(options.run.backend ?? 'webgpu', folder, onEvent);
  opened.add(worker, (one) => one.close());
  terminal.print([line('Fourgate', `in Node ${process.version}, without a browser`)]);
  return runInNode(worker, request, files, saved);
}

/** Runs what was asked for and shows it. Resolves to the exit code. */
async function run(options: StartOptions, terminal: Terminal, opened: Opened): Promise<number> {
  const { weights, cnn, checkpoints, resume } = options;
  if (weights !== undefined) checkFile(weights, 'a checkpoint');
  if (cnn !== undefined) checkFile(cnn, 'weights of a network');
  const pictures = picturesTrained(options);
  // In a window the pictures of the data are shown.
  const data = options.data ? filesOfFolder(options.data, !options.headless && pictures.length === 0) : [];
  const aside = (place: string) => terminal.print([line('checkpoints', `those of an earlier run are now in ${place}`)]);
  const folder =
    checkpoints === undefined ? undefined : opened.add(openRunFolder(checkpoints, aside), (one) => one.close());
  const saved = folder && resume ? await checkResume(folder, options) : undefined;
  const kept = folder && new KeptSteps(folder.path, saved?.step);
  opened.add(kept, () => kept && terminal.print(kept.lines));
  const onEvent = (event: Event) => {
    kept?.take(event);
    terminal.take(event);
  };
  const files = { data, pictures, weights, cnn };
  const run = { options, request: requestOf(options, saved?.source), files, folder, saved: saved?.source, onEvent };
  const last = await (options.node ? runHere : runInBrowser)(run, terminal, opened);
  if (last.type === 'finished') kept?.check();
  return last.type === 'failed' ? 1 : 0;
}

/** `fourgate train`, `npm start`. Resolves to the exit code. */
export async function start(argv: readonly string[], opened: Opened): Promise<number> {
  const terminal = new Terminal(process.stdout);
  process.once('exit', () => terminal.close());
  const options = readOptions(argv);
  if (options !== 'help') return run({ ...options, headless: options.headless || !canShow() }, terminal, opened);
  terminal.print([help]);
  return 0;
}

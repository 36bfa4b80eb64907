import { metricsFile } from '../src/client/metrics_file.ts';
import { cocoResults } from '../src/evaluate/coco_results.ts';
import type { Event } from '../src/worker/protocol.ts';
import { launchChromium, launchFirefox } from './browsers.ts';
import type { Opened } from './command.ts';
import { type Evaluation, type EvalWorker, evaluateWith } from './eval/drive.ts';
import { type EvalOptions, help, readOptions } from './eval/eval_options.ts';
import { PageWorker } from './eval/page_worker.ts';
import { againstGreedy, againstGreedyLines, extremeLines, scoreLines } from './eval/report.ts';
import { checkFile, checkPlace, writeWhole } from './paths.ts';
import { filesOfFolder, picturesBelow } from './start/data_folder.ts';
import { checkpointLines, datasetLines, line } from './start/report.ts';
import { servePage } from './start/serve.ts';

const print = (lines: readonly string[]) => process.stdout.write(`${lines.join('\n')}\n`);
const metricsPath = (out: string) => out.replace(/(\.json)?$/, '.metrics.json');

type OpenWorker = (options: EvalOptions, opened: Opened, onEvent: (event: Event) => void) => Promise<EvalWorker>;

const openPageWorker: OpenWorker = async (options, opened, onEvent) => {
  const [served, browser] = await opened.addAll(
    servePage('scripts/eval/index.html'),
    options.browser === 'firefox' ? launchFirefox() : launchChromium(),
  );
  print([line('Fourgate', `evaluation in ${await browser.version()}, ${options.backend}`)]);
  return PageWorker.open(browser, served.address, onEvent);
};

const openNodeWorker: OpenWorker = async ({ backend }, opened, onEvent) => {
  print([line('Fourgate', `evaluation in Node ${process.version}, ${backend}`)]);
  const { NodeWorker } = await import('./node_worker.ts');
  return opened.add(await NodeWorker.open(backend, undefined, onEvent), (worker) => worker.close());
};

/** Captions a split with a checkpoint, prints the scores and writes them. */
async function run(options: EvalOptions, opened: Opened): Promise<void> {
  const { checkpoint, out } = options;
  checkFile(checkpoint, 'a checkpoint');
  for (const path of out === undefined ? [] : [out, metricsPath(out)]) checkPlace(path);
  const files = options.data ? filesOfFolder(options.data, false) : [];
  const pictures = options.photos === undefined ? [] : picturesBelow('--photos', options.photos);
  const worker = await (options.node ? openNodeWorker : openPageWorker)(options, opened, (event) => {
    if (event.type === 'opened') print(checkpointLines(event.checkpoint));
    if (event.type === 'dataset') print(datasetLines(event.summary));
  });
  const evaluation = await evaluateWith(worker, options, { files, pictures });
  const { evaluated } = evaluation;
  print([...scoreLines(evaluated), ...againstGreedyLines(evaluation), ...extremeLines(evaluated.pictures)]);
  if (out !== undefined) write(evaluation, out);
}

function write(evaluation: Evaluation, out: string): void {
  const { checkpoint, evaluated, greedy } = evaluation;
  const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
  writeWhole(out, json(cocoResults(evaluated.pictures)));
  const beside = greedy ? { againstGreedy: againstGreedy(evaluation) } : {};
  writeWhole(metricsPath(out), json({ checkpoint, ...metricsFile(evaluated), ...beside }));
  print(['', line('written', `${out}, ${metricsPath(out)}`)]);
}

/** `fourgate eval`, `npm run eval`. Resolves to the exit code. */
export async function evaluate(argv: readonly string[], opened: Opened): Promise<number> {
  const options = readOptions(argv);
  if (options === 'help') print([help]);
  else await run(options, opened);
  return 0;
}

import { writeFileSync } from 'node:fs';
import { metricsFile } from '../src/app/evaluation_state.ts';
import { OptionError } from '../src/errors.ts';
import { cocoResults } from '../src/evaluate/coco_results.ts';
import { launchChromium, launchFirefox } from './browsers.ts';
import { checkCheckpointFile } from './checkpoint_file.ts';
import { evaluateInBrowser } from './eval/drive.ts';
import { type EvalOptions, help, readOptions } from './eval/options.ts';
import { againstGreedy, againstGreedyLines, extremeLines, scoreLines } from './eval/report.ts';
import { filesOfFolder } from './start/data_folder.ts';
import { checkpointLines, datasetLines, line } from './start/report.ts';
import { servePage } from './start/serve.ts';

const print = (lines: readonly string[]) => process.stdout.write(`${lines.join('\n')}\n`);

/** Captions a split with a checkpoint in a browser, prints the scores and writes them. */
async function evaluate(options: EvalOptions): Promise<void> {
  const files = options.data ? filesOfFolder(options.data, false) : [];
  checkCheckpointFile(options.checkpoint);
  const served = await servePage('scripts/eval/index.html');
  const browser = await (options.browser === 'firefox' ? launchFirefox() : launchChromium());
  try {
    print([line('Fourgate', `evaluation in ${await browser.version()}, ${options.backend}`)]);
    const evaluation = await evaluateInBrowser(browser, served.address, options, files, (event) => {
      if (event.type === 'opened') print(checkpointLines(event.checkpoint));
      if (event.type === 'dataset') print(datasetLines(event.summary));
    });
    const { evaluated, greedy } = evaluation;
    print([...scoreLines(evaluated), ...againstGreedyLines(evaluation), ...extremeLines(evaluated.pictures)]);
    if (!options.out) return;
    const scores = options.out.replace(/(\.json)?$/, '.metrics.json');
    const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
    writeFileSync(options.out, json(cocoResults(evaluated.pictures)));
    const beside = greedy ? { againstGreedy: againstGreedy(evaluation) } : {};
    writeFileSync(scores, json({ checkpoint: evaluation.checkpoint, ...metricsFile(evaluated), ...beside }));
    print(['', line('written', `${options.out}, ${scores}`)]);
  } finally {
    await browser.close();
    served.close();
  }
}

async function main(argv: readonly string[]): Promise<number> {
  try {
    const options = readOptions(argv);
    if (options === 'help') print([help]);
    else await evaluate(options);
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    if (error instanceof OptionError) process.stderr.write('npm run eval -- --help lists the options.\n');
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));

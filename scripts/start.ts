import { join } from 'node:path';
import { launchChromium, launchFirefox } from './browsers.ts';
import { type Opened, runCommand } from './command.ts';
import { findChromium } from './find_browser.ts';
import { checkFile } from './paths.ts';
import { checkpointRoute } from './start/checkpoint_route.ts';
import { filesOfFolder, picturesBelow } from './start/data_folder.ts';
import { drivePage, requestOf } from './start/drive.ts';
import { KeptSteps } from './start/kept_steps.ts';
import { endedWithBrowser, line } from './start/report.ts';
import { checkResume } from './start/resume_check.ts';
import { openRunFolder } from './start/run_folder.ts';
import { servePage } from './start/serve.ts';
import { help, readOptions, type StartOptions } from './start/start_options.ts';
import { Terminal } from './start/terminal.ts';

/** Whether a window can be shown: a display, and a browser that has windows. The packaged one has none. */
function canShow(): boolean {
  const display = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  return Boolean(display) && findChromium() !== undefined;
}

/** Files of the data set; and its pictures, where they are shown or trained from. */
function filesGiven(data: string, { photos, headless, run, resume }: StartOptions): string[] {
  const tunes = (run.finetuneCnnAfter ?? -1) >= 0;
  if (!tunes && !(resume && photos)) return filesOfFolder(data, !headless);
  return [...filesOfFolder(data, false), ...picturesBelow('--photos', photos ?? join(data, 'images'))];
}

/** Serves the page, runs it in a browser and shows the run. Resolves to the exit code. */
async function start(options: StartOptions, terminal: Terminal, opened: Opened): Promise<number> {
  const { browser: kind, headless, weights, cnn, checkpoints, resume } = options;
  if (weights !== undefined) checkFile(weights, 'a checkpoint');
  if (cnn !== undefined) checkFile(cnn, 'weights of a network');
  const data = options.data ? filesGiven(options.data, options) : [];
  const aside = (place: string) => terminal.print([line('checkpoints', `those of an earlier run are now in ${place}`)]);
  const folder =
    checkpoints === undefined ? undefined : opened.add(openRunFolder(checkpoints, aside), (one) => one.close());
  const saved = folder && resume ? await checkResume(folder, options) : undefined;
  const [served, browser] = await opened.addAll(
    servePage('index.html', [checkpointRoute(folder)]),
    kind === 'firefox' ? launchFirefox() : launchChromium({ headless }),
  );
  const version = `${served.address} in ${await browser.version()}${headless ? ', without a window' : ''}`;
  terminal.print([line('Fourgate', version)]);
  const kept = folder && new KeptSteps(folder.path, saved?.step);
  opened.add(kept, () => kept && terminal.print(kept.lines));
  const { page, ended } = await drivePage(
    browser,
    served,
    requestOf(options, saved?.source),
    { data, weights, cnn, shown: !headless },
    (event) => {
      kept?.take(event);
      terminal.take(event);
    },
  );
  const last = await ended;
  if (headless && !folder && last.type === 'failed') terminal.print(endedWithBrowser(last));
  if (!headless) {
    terminal.print(['', 'The page stays open. Close its window or press Ctrl-C to end.']);
    await page.gone.catch(() => {});
  }
  if (last.type === 'finished') kept?.check();
  return last.type === 'failed' ? 1 : 0;
}

const terminal = new Terminal(process.stdout);
process.once('exit', () => terminal.close());
await runCommand('npm start', async (opened) => {
  const options = readOptions(process.argv.slice(2));
  if (options !== 'help') return start({ ...options, headless: options.headless || !canShow() }, terminal, opened);
  terminal.print([help]);
  return 0;
});

import { OptionError } from '../src/errors.ts';
import { launchChromium, launchFirefox } from './browsers.ts';
import { findChromium } from './find_browser.ts';
import { filesOfFolder } from './start/data_folder.ts';
import { drivePage } from './start/drive.ts';
import { help, readOptions, type StartOptions } from './start/options.ts';
import { line } from './start/report.ts';
import { servePage } from './start/serve.ts';
import { Terminal } from './start/terminal.ts';

/** Whether a window can be shown: a display, and a browser that has windows. The packaged one has none. */
function canShow(): boolean {
  const display = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  return Boolean(display) && findChromium() !== undefined;
}

/** Serves the page, runs it in a browser and shows the run. Resolves to the exit code. */
async function start(options: StartOptions, terminal: Terminal): Promise<number> {
  const files = options.data ? filesOfFolder(options.data, !options.headless) : [];
  const served = await servePage();
  const { browser: kind, headless } = options;
  const browser = await (kind === 'firefox' ? launchFirefox() : launchChromium({ headless }));
  try {
    terminal.print([
      line('Fourgate', `${served.address} in ${await browser.version()}${headless ? ', without a window' : ''}`),
    ]);
    const closed = new Promise((resolve) => browser.once('disconnected', resolve));
    const last = await drivePage(browser, served.address, options, files, (event) => terminal.take(event));
    if (!headless) {
      terminal.print(['', 'The page stays open. Close its window or press Ctrl-C to end.']);
      await closed;
    }
    return last.type === 'failed' ? 1 : 0;
  } finally {
    await browser.close();
    served.close();
  }
}

async function main(argv: readonly string[]): Promise<number> {
  const terminal = new Terminal(process.stdout);
  process.once('exit', () => terminal.close());
  try {
    const options = readOptions(argv);
    if (options === 'help') {
      terminal.print([help]);
      return 0;
    }
    return await start({ ...options, headless: options.headless || !canShow() }, terminal);
  } catch (error) {
    terminal.close();
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    if (error instanceof OptionError) process.stderr.write('npm start -- --help lists the options.\n');
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));

import { adapterOf, launchChromium, launchFirefox } from './browsers.ts';

/** Prints which browser and adapter the tests' kernels run on. */
for (const launch of [launchChromium, launchFirefox]) {
  const browser = await launch();
  const adapter = await adapterOf(browser);
  process.stdout.write(
    `${await browser.version()}: adapter ${adapter?.name}${adapter?.software ? ' (software)' : ''}\n`,
  );
  await browser.close();
}

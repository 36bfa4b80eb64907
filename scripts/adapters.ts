import { adapterOf, launchChromium, launchFirefox } from './browsers.ts';
import { installWebGpu, nodeAdapter } from './node_webgpu.ts';
import { ServedProcess, serveFunctions } from './served_process.ts';
import { swiftShaderEnvironment } from './swiftshader.ts';

/** Prints which browsers, Node and adapters the tests' kernels run on. */
async function print(): Promise<void> {
  const say = (host: string, adapter: { readonly name: string; readonly software: boolean } | undefined) =>
    process.stdout.write(`${host}: adapter ${adapter?.name}${adapter?.software ? ' (software)' : ''}\n`);
  for (const launch of [launchChromium, launchFirefox]) {
    const browser = await launch();
    say(await browser.version(), await adapterOf(browser));
    await browser.close();
  }
  const env = await swiftShaderEnvironment();
  const node = new ServedProcess<typeof functions>(import.meta.filename, { execArgv: ['--import', 'tsx'], env });
  say(`Node ${process.versions.node}`, await node.ask('adapter'));
  await node.close();
}

const functions = {
  async adapter() {
    await installWebGpu();
    return nodeAdapter();
  },
};

// The same file in a process of its own: only there are SwiftShader and its loader in the environment.
if (process.send) serveFunctions(functions);
else await print();

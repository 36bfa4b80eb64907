import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { type Ask, ServedProcess, sourceArguments } from '../../scripts/served_process.ts';
import { swiftShaderEnvironment } from '../../scripts/swiftshader.ts';
import { root } from '../house/sources.ts';
import type { KernelFunctions } from './kernel_functions.ts';
import { openTestPage } from './serve.ts';

/** Where kernels are tested: the page of a browser, or a Node process. */
export interface KernelHost {
  readonly version: string;
  /** The process that computes, or the one whose descendants do. */
  readonly pid: number | undefined;
  readonly ask: Ask<KernelFunctions>;
  close(): Promise<void>;
}

/** The test page in the browser that `launch` gives. */
export async function inBrowser(launch: () => Promise<Browser>): Promise<KernelHost> {
  let browser: Browser | undefined;
  const { page, version, close } = await openTestPage(async () => {
    browser = await launch();
    return browser;
  });
  const ask = (name: keyof KernelFunctions, ...args: unknown[]) =>
    page.evaluate(
      (method, given) => (window.fourgate[method] as (...all: unknown[]) => Promise<unknown>)(...given),
      name,
      args,
    );
  return { version, pid: browser?.process()?.pid, ask: ask as Ask<KernelFunctions>, close };
}

/** A Node process whose WebGPU is Dawn on SwiftShader. */
export async function inNode(): Promise<KernelHost> {
  const served = new ServedProcess<KernelFunctions>(join(import.meta.dirname, 'node_worker.ts'), {
    execArgv: sourceArguments,
    env: await swiftShaderEnvironment(),
  });
  const { version } = JSON.parse(readFileSync(join(root, 'scripts/node_modules/webgpu/package.json'), 'utf8'));
  return {
    version: `Node ${process.versions.node}, webgpu ${version}`,
    pid: served.pid,
    ask: served.ask,
    close: () => served.close(),
  };
}

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'puppeteer-core';

/** Rules of axe-core that a page breaks now, in a part of it or as a whole, as `rule: elements`. */
export async function violations(page: Page, part?: string): Promise<string[]> {
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  return page.evaluate(async (selector) => {
    const { axe } = window as unknown as {
      axe: { run(where: string | Document): Promise<{ violations: { id: string; nodes: unknown[] }[] }> };
    };
    return (await axe.run(selector ?? document)).violations.map(({ id, nodes }) => `${id}: ${nodes.length}`);
  }, part);
}

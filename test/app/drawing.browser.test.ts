import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, launchFirefox } from '../../scripts/browsers.ts';
import { type Served, servePage } from '../../scripts/start/serve.ts';
import { queryOf, type RunRequest } from '../../src/client/run_request.ts';
import { checkCaption } from '../../src/data/scenes/check_caption.ts';
import { checkedDrawing, type Drawing, sceneOf } from '../../src/data/scenes/drawing.ts';
import { drawScene, SHOWN_SIDE } from '../../src/data/scenes/raster.ts';
import { PAINT } from '../../src/data/scenes/words.ts';
import type { Command, DescribedEvent, Event } from '../../src/worker/protocol.ts';
import { Driven } from './drive.ts';

/** Enough that captions differ from picture to picture. */
const request: RunRequest = {
  source: { kind: 'scenes', train: 400, val: 8, test: 12 },
  options: {
    ...{ backend: 'cpu', hiddenDim: 32, wordvecDim: 16, batchSize: 32, numEpochs: 2 },
    ...{ learningRate: 0.02, validateEvery: 0 },
  },
};

declare global {
  interface Window {
    /** Drawings that the worker was asked to caption. */
    asked: Drawing[];
    /** What it answered. */
    answers: DescribedEvent[];
  }
}

/** Notes what is asked of the worker. In the page, before its own code. */
function watchQuestions(): void {
  window.asked = [];
  window.answers = [];
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (message: Command, ...others: unknown[]) {
    if (message.type === 'describe' && message.own && !(message.own instanceof Blob)) window.asked.push(message.own);
    if ((message as { type: string }).type === 'begin') {
      this.addEventListener('message', ({ data }: MessageEvent<Event>) => {
        if (data.type === 'described') window.answers.push(data);
      });
    }
    Reflect.apply(postMessage, this, [message, ...others]);
  };
}

/** Relative luminance of `rgb(r, g, b)`, as WCAG defines it. */
function luminance(colour: string): number {
  const linear = (byte: number) => (byte / 255 <= 0.04045 ? byte / 3294.6 : ((byte / 255 + 0.055) / 1.055) ** 2.4);
  const [r = 0, g = 0, b = 0] = (colour.match(/\d+/g) ?? []).map(Number).map(linear);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

let served: Served;
beforeAll(async () => {
  served = await servePage();
});
afterAll(() => served?.close());

describe.each([
  ['Chromium', launchChromium],
  ['Firefox', launchFirefox],
] as const)('a drawing, in %s', (_, launch) => {
  let browser: Browser;
  let driven: Driven;
  beforeAll(async () => {
    browser = await launch();
    driven = await Driven.open(browser, 'about:blank');
    await driven.page.setViewport({ width: 1200, height: 900 });
    await driven.page.evaluateOnNewDocument(watchQuestions);
    await driven.page.goto(served.withKey(queryOf(request)));
    await driven.next('finished', 0);
    await captioned(() => driven.click('#draw'));
    await driven.page.waitForSelector('#drawn-1');
  });
  afterAll(async () => {
    expect(driven.errors).toEqual([]);
    await browser?.close();
  });

  /**
   * The drawing of the last question that `act` leads to, and its answer, which the page shows. Fails unless the picture that
   * is shown is the one that was asked about, pixel for pixel.
   */
  async function captioned(act: () => Promise<unknown>): Promise<{ drawing: Drawing; described: DescribedEvent }> {
    const before = await driven.page.evaluate(() => window.asked.length);
    await act();
    // One question at a time: the last is answered when none is on its way.
    await driven.page.waitForFunction(
      (count) => window.asked.length > count && document.querySelector('.closer')?.ariaBusy === 'false',
      {},
      before,
    );
    const drawing = checkedDrawing('asked', await driven.page.evaluate(() => window.asked.at(-1)));
    // During a run the next captions may come at any time: those that the page shows are the last.
    const answer = await driven.page.waitForFunction(() => {
      const last = window.answers.at(-1);
      const shown = document.querySelector('#live-caption p')?.textContent?.trim().replaceAll(/\s+/g, ' ');
      return last && shown === last.captions[0]?.caption && last;
    });
    const described = (await answer.jsonValue()) as DescribedEvent;
    const shown = await driven.page.$eval('.pane canvas', (canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const bytes = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
      // One text: Firefox's driver takes a second for a list of as many numbers.
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    });
    expect(Buffer.from(shown, 'base64').equals(Buffer.from(drawScene(sceneOf(drawing), SHOWN_SIDE).data))).toBe(true);
    for (const { caption, check } of described.captions) expect(check).toEqual(checkCaption(caption, sceneOf(drawing)));
    return { drawing, described };
  }

  const logProb = ({ described }: { described: DescribedEvent }) => described.captions[0]?.logProb;
  const middleOf = (selector: string) =>
    driven.page.$eval(selector, (element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return [x + width / 2, y + height / 2] as const;
    });

  it('is dragged by the pointer, and its caption follows', async () => {
    const begun = await driven.page.evaluate(() => window.asked.at(-1));
    const { mouse } = driven.page;
    const { width: side } = await driven.atRest('.pane');
    const [x, y] = await middleOf('#drawn-1');
    const way = 0.15 * side;
    await mouse.move(x + 10, y);
    await mouse.down();
    // Held, with the button down: captions come before it is let go.
    const held = await captioned(() => mouse.move(x + 10 - way, y + way, { steps: 8 }));
    const last = await captioned(() => mouse.move(x + 10 - way, y - way, { steps: 8 }));
    await mouse.up();
    const place = (drawing: Drawing | undefined) => [drawing?.objects[0]?.x ?? 0, drawing?.objects[0]?.y ?? 0] as const;
    const [[x0, y0], [x1, y1], [x2, y2]] = [place(begun), place(held.drawing), place(last.drawing)];
    expect([x1 - x0, y1 - y0, x2 - x0, y2 - y0].map((by) => Math.round(by / 0.64 / 15))).toEqual([-1, 1, -1, -1]);
    expect(logProb(last)).not.toBe(logProb(held));
    // It is let go: the pointer moves alone.
    await mouse.move(x, y);
    const { drawing } = await captioned(() => driven.click('input[name=drawn-colour][value=green]'));
    expect(place(drawing)).toEqual([x2, y2]);
    expect(drawing.objects[0]).toMatchObject({ colour: 'green', paint: [...PAINT.green] });
  });

  it('has sliders whose focus ring keeps off the words above them', async () => {
    await driven.page.focus('#draw-shape');
    await driven.page.keyboard.press('Tab');
    const room = await driven.page.$eval('#draw-size', (slider) => {
      const { outlineStyle, outlineWidth, outlineOffset } = getComputedStyle(slider);
      const ring = Number.parseFloat(outlineWidth) + Number.parseFloat(outlineOffset);
      const words = slider.parentElement?.querySelector('label')?.getBoundingClientRect().bottom ?? Number.NaN;
      return { outlineStyle, between: slider.getBoundingClientRect().top - ring - words };
    });
    expect(room.outlineStyle).toBe('solid');
    expect(room.between).toBeGreaterThanOrEqual(0);
  });

  it('is edited by keyboard alone: place, colour, shape, size, background, number of shapes', async () => {
    const { page } = driven;
    const press = (...keys: readonly Parameters<typeof page.keyboard.press>[0][]) =>
      captioned(async () => {
        for (const key of keys) await page.keyboard.press(key);
      });
    await page.focus('#drawn-1');
    await page.keyboard.down('Shift');
    const far = await press('ArrowDown');
    await page.keyboard.up('Shift');
    const near = await press('ArrowRight', 'ArrowRight');
    const [from, to] = [far.drawing.objects[0], near.drawing.objects[0]];
    expect([(to?.x ?? 0) - (from?.x ?? 0), (to?.y ?? 0) - (from?.y ?? 0)]).toEqual([2, 0]);
    expect(await page.$eval('#drawn-1', (handle) => handle.ariaLabel)).toMatch(
      /^big green circle, \d+ % across, \d+ % down$/,
    );
    await page.focus('input[name=drawn-colour]:checked');
    expect((await press('ArrowRight')).drawing.objects[0]?.colour).toBe('blue');
    await page.focus('#draw-size');
    expect((await press('Home')).drawing.objects[0]?.radius).toBe(4.6);
    await page.focus('#draw-turn');
    expect((await press('End')).drawing.objects[0]?.tilt).toBeLessThan(-0.4);
    expect((await captioned(() => page.select('#draw-shape', 'star'))).drawing.objects[0]?.shape).toBe('star');
    expect((await captioned(() => page.select('#draw-background', 'black'))).drawing.background).toBe('black');
    await page.focus('#draw-another');
    expect((await press('Enter')).drawing.objects).toHaveLength(2);
    expect((await press('Enter')).drawing.objects).toHaveLength(3);
    expect(
      await page.$eval('#draw-another', ({ id, ariaDisabled }) => [document.activeElement?.id, id, ariaDisabled]),
    ).toEqual(['draw-another', 'draw-another', 'true']);
    await page.focus('#drawn-1');
    const { drawing } = await press('Delete');
    expect(drawing.objects.map(({ shape }) => shape)).not.toContain('star');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('drawn-1');
    await page.focus('#draw-without');
    expect((await press('Enter')).drawing.objects).toHaveLength(1);
  });

  it('begins as a copy of a held-out picture', async () => {
    const pixels = () =>
      driven.page.$eval('#grid li:nth-child(2) canvas', (canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const before = await pixels();
    await driven.click('#grid li:nth-child(2) .pick');
    await driven.page.waitForFunction(() => window.answers.at(-1)?.split === 'test');
    const heldOut = (await driven.page.evaluate(() => window.answers.at(-1))) as DescribedEvent;
    const copy = await captioned(() => driven.click('#change-picture'));
    expect(copy.described.captions).toEqual(heldOut.captions);
    const { drawing, described } = await captioned(() => driven.click('input[name=drawn-colour]:not(:checked)'));
    expect(drawing.objects.length).toBe(copy.drawing.objects.length);
    expect(described.captions[0]?.logProb).not.toBe(heldOut.captions[0]?.logProb);
    expect(await pixels()).toBe(before);
    expect(await driven.page.$$eval('.thumbs li', ({ length }) => length)).toBe(2);
  });

  it('has no veil over its colours unless asked for, by a box between picture and controls', async () => {
    const { page } = driven;
    await page.focus('#nbest li:first-child .word:nth-child(2)');
    await page.waitForSelector('#on-picture:not(:checked)');
    await page.waitForFunction(() => !document.querySelector('#places'));
    expect(await page.$('#veil')).toBeNull();
    const [, picture] = await middleOf('.pane');
    const [, box] = await middleOf('#on-picture');
    const [, controls] = await middleOf('.swatches');
    expect([picture, box, controls]).toEqual([picture, box, controls].sort((a, b) => a - b));
    await driven.click('#on-picture');
    await page.waitForSelector('#veil');
    expect(await driven.text('#places')).toContain('covering this place');
    await driven.click('#on-picture');
    await page.waitForFunction(() => !document.querySelector('#veil'));
  });

  it.each([
    ['selected', false],
    ['selected and under the pointer', false],
    ['focused', true],
  ])('has a ring around a shape that is %s, of two colours of which one shows on every picture', async (how, focus) => {
    if (how === 'selected') await driven.page.mouse.move(0, 0);
    if (how.endsWith('under the pointer')) {
      const { x, y, width, height } = await driven.atRest('.handle[aria-pressed=true]');
      await driven.page.mouse.move(x + width / 2, y + height / 2);
    }
    if (focus) {
      await driven.page.focus('#draw-shape');
      await driven.page.keyboard.down('Shift');
      const focused = () => driven.page.evaluate(() => document.activeElement?.id);
      // Few: a focus that has left the page is not waited for.
      for (let tabs = 0; tabs < 20 && (await focused()) !== 'drawn-1'; tabs++) await driven.page.keyboard.press('Tab');
      await driven.page.keyboard.up('Shift');
      expect(await focused()).toBe('drawn-1');
    } else await driven.page.focus('#draw-shape');
    const ring = await driven.page.$eval('.handle[aria-pressed=true]', (handle) => {
      const { borderTopStyle, borderTopColor, outlineStyle, outlineColor, outlineOffset } = getComputedStyle(handle);
      const visible = handle.matches(':focus-visible');
      return {
        styles: [borderTopStyle, outlineStyle],
        colours: [borderTopColor, outlineColor],
        outlineOffset,
        visible,
      };
    });
    expect(ring).toMatchObject({ styles: ['solid', 'solid'], outlineOffset: '0px', visible: focus });
    const [light = 0, dark = 0] = ring.colours.map(luminance);
    // Any colour then has a contrast of 3 : 1 with one of them.
    expect((light + 0.05) / (dark + 0.05)).toBeGreaterThan(9);
  });

  it('is captioned during a run, between two of its steps', async () => {
    const mark = driven.events.length;
    await driven.page.$eval('#set-numEpochs', (input) => {
      (input as HTMLInputElement).value = '9000';
      input.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await driven.click('#start');
    await driven.next('step', mark, ({ step }) => step === 3);
    await captioned(() => driven.page.select('#draw-background', 'grey'));
    const { drawing } = await captioned(() => driven.page.select('#draw-background', 'striped'));
    expect(drawing.background).toBe('striped');
    const now = driven.events.length;
    await driven.next('step', now);
    await driven.click('#stop');
    expect((await driven.next('finished', mark)).stopped).toBe(true);
  });
});

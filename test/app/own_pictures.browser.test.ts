import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { drop } from './drag.ts';
import { count, driven, heard, open, texts, useFakePage } from './fake_driven.ts';

declare global {
  interface Window {
    /** Allows the camera, at last. Resolves with the states of its tracks. */
    allow: () => Promise<readonly string[]>;
  }
}

let folder: string;
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fourgate-own-'));
  const picture = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: 'red' } });
  await picture(60, 40).png().toFile(file('small.png'));
  await picture(60, 40).withMetadata({ orientation: 6 }).jpeg().toFile(file('turned.jpg'));
  await picture(8000, 5000).withMetadata({ orientation: 6 }).jpeg().toFile(file('huge.jpg'));
  await writeFile(file('broken.png'), (await picture(60, 40).png().toBuffer()).subarray(0, 50));
});
afterAll(() => rm(folder, { recursive: true }));

afterEach(async () => {
  expect(driven.errors).toEqual([]);
  await driven.close();
});

/** A page with a trained model. */
async function trained(): Promise<void> {
  await open('');
  await driven.click('#start');
  await driven.page.waitForSelector('#result');
}

/** Sizes of the pictures that were sent to be captioned, each once, as a browser decodes them. */
const sent = () =>
  driven.page.evaluate(async () => {
    const pictures = new Map(
      window.heard.flatMap((one) =>
        one.type === 'describe' && one.own instanceof Blob ? [[one.image, one.own] as const] : [],
      ),
    );
    return Promise.all(
      [...pictures.values()].map(async (own) => {
        const { width, height } = await createImageBitmap(own);
        return [width, height];
      }),
    );
  });

/** The brightest byte of the picture that was sent last. */
const brightest = () =>
  driven.page.evaluate(async () => {
    const own = window.heard
      .flatMap((one) => (one.type === 'describe' && one.own instanceof Blob ? [one.own] : []))
      .at(-1);
    const bitmap = await createImageBitmap(own ?? new Blob());
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context?.drawImage(bitmap, 0, 0);
    const { data } = context?.getImageData(0, 0, bitmap.width, bitmap.height) ?? { data: [] };
    let most = 0;
    for (const [i, value] of data.entries()) if (i % 4 < 3) most = Math.max(most, value);
    return most;
  });

async function choose(name: string): Promise<void> {
  const input = await driven.page.$('#own-file');
  await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(file(name));
}

/** Waits until so many pictures of one's own are at hand and the latest is captioned. */
async function captioned(pictures: number): Promise<void> {
  await driven.page.waitForFunction(
    (wanted) => document.querySelectorAll('.thumbs li').length === wanted,
    {},
    pictures,
  );
  await driven.page.waitForSelector('#nbest');
}

describe('a user’s picture', () => {
  useFakePage();

  it('is captioned and explained once chosen, and stays available', async () => {
    await trained();
    await choose('small.png');
    await captioned(1);
    expect((await heard('describe')).at(-1)).toMatchObject({ split: 'own', image: 0 });
    expect(await texts('.closer h2 .muted')).toEqual(['small.png']);
    await driven.page.waitForSelector('#inside');
    expect((await heard('explain')).at(-1)).toMatchObject({ split: 'own', image: 0, own: {} });
    await choose('turned.jpg');
    await captioned(2);
    await driven.click('.thumbs li:nth-child(2) .pick');
    await driven.page.waitForFunction(() => document.querySelector('.closer h2 .muted')?.textContent === 'small.png');
    expect(await sent()).toEqual([
      [60, 40],
      [40, 60],
    ]);
  });

  it('is rotated by its EXIF orientation, and scaled down if it is huge', async () => {
    await trained();
    await choose('huge.jpg');
    await captioned(1);
    expect(await sent()).toEqual([[640, 1024]]);
    await driven.page.waitForSelector('.pane img[src]');
    const shown = await driven.page.$eval('.pane img', async (image) => {
      await (image as HTMLImageElement).decode();
      return [(image as HTMLImageElement).naturalWidth, (image as HTMLImageElement).naturalHeight];
    });
    expect(shown).toEqual([640, 1024]);
  });

  it('may be pasted, wherever the focus is; pasted text is not intercepted', async () => {
    await trained();
    const paste = (kind: 'picture' | 'text') =>
      driven.page.evaluate(async (what) => {
        const clipboardData = new DataTransfer();
        const canvas = new OffscreenCanvas(30, 20);
        canvas.getContext('2d')?.fillRect(0, 0, 30, 20);
        if (what === 'text') clipboardData.setData('text/plain', 'a red circle');
        else clipboardData.items.add(new File([await canvas.convertToBlob()], 'image.png', { type: 'image/png' }));
        const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
        return document.querySelector('#start')?.dispatchEvent(event);
      }, kind);
    expect(await paste('text')).toBe(true);
    expect(await count('.thumbs li')).toBe(0);
    expect(await paste('picture')).toBe(false);
    await captioned(1);
    expect(await sent()).toEqual([[30, 20]]);
  });

  it('may be dropped anywhere', async () => {
    await trained();
    await drop(driven.page, { files: [file('turned.jpg')] });
    await captioned(1);
    expect(await sent()).toEqual([[40, 60]]);
    expect(await driven.text('#said')).toMatch(/1 picture taken: “Up close” captions/);
  });

  it('is refused with a message if it is damaged', async () => {
    await trained();
    await choose('broken.png');
    await driven.page.waitForSelector('#own-fault');
    expect(await driven.text('#own-fault')).toMatch(/broken\.png.*a picture that this browser can decode.*damaged/);
    expect((await heard('describe')).filter((command) => 'own' in command && command.own)).toEqual([]);
    await choose('small.png');
    await captioned(1);
    expect(await count('#own-fault')).toBe(0);
  });

  it('needs the network that made the features of the data, whose weights the page asks for', async () => {
    await open('#fake=network');
    expect(await driven.text('#own-network p')).toMatch(/made by a network: SqueezeNet 1\.1\..*any picture can be/);
    const input = await driven.page.$('#own-cnn');
    await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(file('small.png'));
    await driven.page.waitForSelector('#own-network-known');
    expect(await heard('network')).toHaveLength(1);
    expect(await driven.text('#own-network-known')).toBe(
      'small.png computes the features of your pictures: SqueezeNet 1.1.',
    );
    expect(await count('#own-network')).toBe(0);
  });

  it('cannot come from a camera if there is none, which the page says', async () => {
    await open('');
    await driven.click('#camera');
    await driven.page.waitForSelector('#own-fault');
    expect(await driven.text('#own-fault')).toMatch(/camera.*Found.?no camera.*choose a file/);
    expect(await driven.text('#camera')).toBe('Use the camera');
  });
});

describe('a camera', () => {
  useFakePage(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']);

  it('shows a preview, takes the picture, and is turned off', async () => {
    await trained();
    await driven.click('#camera');
    await driven.page.waitForFunction(() => (document.querySelector('video')?.videoWidth ?? 0) > 0);
    const size = await driven.page.$eval('video', (video) => [video.videoWidth, video.videoHeight]);
    await driven.page.$eval('video', (video) => {
      (window as unknown as { track: unknown }).track = (video.srcObject as MediaStream).getTracks()[0];
    });
    await driven.click('#shoot');
    await captioned(1);
    const [[width = 0, height = 0] = []] = await sent();
    expect(width / height).toBeCloseTo((size[0] ?? 0) / (size[1] ?? 1), 2);
    // What the fake camera sees is bright; before its first frame there would be black.
    expect(await brightest()).toBeGreaterThan(100);
    expect(await count('video')).toBe(0);
    expect(await driven.page.evaluate(() => (window as unknown as { track: MediaStreamTrack }).track.readyState)).toBe(
      'ended',
    );
    expect(await texts('.closer h2 .muted')).toEqual(['picture from the camera']);
  });

  it('that is allowed after its card has gone is turned off at once', async () => {
    await open('');
    await driven.page.evaluate(() => {
      const { mediaDevices } = navigator;
      const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
      const given = new Promise<MediaStream>((resolve) => {
        window.allow = async () => {
          const stream = await getUserMedia({ video: true });
          resolve(stream);
          // After whoever has waited for it.
          await new Promise((handled) => setTimeout(handled));
          return stream.getTracks().map(({ readyState }) => readyState);
        };
      });
      mediaDevices.getUserMedia = () => given;
    });
    await driven.click('#camera');
    await driven.page.waitForFunction(
      () => document.querySelector('#camera')?.textContent === 'Asking for the camera …',
    );
    // What takes a model comes out of its fold: its cards are new ones.
    await driven.click('#step');
    await driven.page.waitForFunction(() => !document.querySelector('#later'));
    expect(await driven.page.evaluate(() => window.allow())).toEqual(['ended']);
  });

  it('can be turned off without a picture', async () => {
    await open('');
    await driven.click('#camera');
    await driven.click('#camera-off');
    await driven.page.waitForSelector('#camera');
    expect([await count('video'), await count('.thumbs li')]).toEqual([0, 0]);
  });
});

describe('a denied camera', () => {
  useFakePage(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream=deny']);

  it('is reported, with a remedy', async () => {
    await open('');
    await driven.click('#camera');
    await driven.page.waitForSelector('#own-fault');
    expect(await driven.text('#own-fault')).toMatch(/not allowed to use it.*Allow the camera for this page/);
  });
});

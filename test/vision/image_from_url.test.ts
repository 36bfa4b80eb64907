import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataError, OptionError } from '../../src/errors.ts';
import { imageFromUrl } from '../../src/vision/image_from_url.ts';

const png = await sharp({ create: { width: 3, height: 2, channels: 3, background: 'red' } })
  .png()
  .toBuffer();
const folder = mkdtempSync(join(tmpdir(), 'fourgate-url-'));
let server: Server;
let address = '';

beforeAll(async () => {
  writeFileSync(join(folder, 'red one.png'), png);
  server = createServer((request, response) => {
    if (request.url === '/red.png') response.end(png);
    else if (request.url === '/page.png') response.end('<html>no picture</html>');
    else if (request.url === '/broken.png') response.destroy();
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

describe('imageFromUrl', () => {
  it('reads http, data and file URLs', async () => {
    const data = `data:image/png;base64,${png.toString('base64')}`;
    const file = pathToFileURL(join(folder, 'red one.png')).href;
    for (const url of [`${address}/red.png`, data, file]) {
      const { width, height, data: bytes } = await imageFromUrl(url);
      expect([width, height, ...bytes.slice(0, 4)]).toEqual([3, 2, 255, 0, 0, 255]);
    }
  });

  it('reports what is wrong with an address', async () => {
    const closed = `${address.replace(/\d+$/, '1')}/red.png`;
    for (const [url, found] of [
      [`${address}/nothing.png`, 'found 404 Not Found'],
      [`${address}/page.png`, 'page.png: expected a picture'],
      [`${address}/broken.png`, 'broken.png: expected a picture'],
      [closed, 'expected a picture, found fetch failed'],
      ['data:image/png;base64,AAAA', 'data URL: expected a picture'],
      [pathToFileURL(join(folder, 'none.png')).href, 'ENOENT'],
      ['ftp://127.0.0.1/a.png', 'found one of ftp:'],
      ['photo.png', 'expected an http(s), data or file URL, found none'],
    ]) {
      const error = await imageFromUrl(url as string).catch((fault: unknown) => fault);
      expect(error, url).toBeInstanceOf(DataError);
      expect(String(error)).toContain(found);
    }
    await expect(imageFromUrl(undefined as never)).rejects.toThrow(OptionError);
  });
});

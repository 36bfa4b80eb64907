import { connect } from 'node:net';

/**
 * Sends bytes as they are to a port of this machine. Returns all that comes back until the connection ends.
 * @param leave whether to go away after them: for requests that are not whole, or that nobody answers
 */
export function rawRequest(port: number, bytes: string | Uint8Array, leave = false): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(bytes);
      if (leave) socket.destroySoon();
    });
    socket.setEncoding('latin1');
    socket.on('data', (data) => {
      answer += data;
    });
    // A server may well end a connection that carries nonsense.
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
  });
}

/** The status of an answer; `undefined` for none. */
export const statusOf = (answer: string) => (answer === '' ? undefined : Number(answer.split(' ')[1]));

/** A request in HTTP's own words. */
export function requestText(
  port: number,
  target: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): string {
  const all = { host: `127.0.0.1:${port}`, connection: 'close', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `${[`${method} ${target} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`;
}

/** Request targets that parsers of URLs stumble over, or that lead elsewhere. */
export const oddTargets = [
  ...[
    '//',
    '///',
    '//:',
    '//:80',
    '//[',
    '//[::1',
    '//a:b',
    '//%',
    '/\\',
    '\\',
    '/%',
    '/%zz',
    '/%ff',
    '/%00',
    '/\u0001',
  ],
  ...[
    '*',
    '?',
    '#',
    ':',
    'x',
    'http://',
    'http://[',
    'http://127.0.0.1/',
    'https://a b/',
    'javascript:1',
    'file:///etc',
  ],
  ...['/../../etc/passwd', '/..%2f..%2fetc/passwd', '/@fs/etc/passwd', '/@id/__x00__x', '/@vite/client?%', '/?%', '/#'],
  ...['/checkpoints//', '/checkpoints/%', '/checkpoints/../x', `/${'a'.repeat(8000)}`, `/${'%41'.repeat(2000)}`],
];

/** Whole requests that are none of HTTP's, or ask for what no page needs. */
export const oddRequests = (port: number) => [
  ...['', '\r\n\r\n', 'GET\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', 'GET / HTTP/1.0\r\n\r\n', 'GET / HTTP/1.1\r\n\r\n'],
  '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
  requestText(port, '127.0.0.1:1', {}, 'CONNECT'),
  requestText(port, '*', {}, 'OPTIONS'),
  requestText(port, '/', {}, 'PROPFIND'),
  requestText(port, '/', { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'x' }),
  requestText(port, '/', { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-protocol': 'vite-hmr' }),
  requestText(port, '//', { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-protocol': 'vite-ping' }),
  requestText(port, '/', { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABkAAQ' }),
  requestText(port, '/', { host: '' }),
  requestText(port, '/', { host: '[::1' }),
  requestText(port, '/', { host: 'a:b:c' }),
  requestText(port, '/', { origin: 'null' }),
  requestText(port, '/', { origin: '//' }),
  requestText(port, '/', { referer: '//:' }),
  requestText(port, '/', { expect: 'the unexpected' }),
  requestText(port, '/', { range: 'bytes=9-1', 'if-none-match': '"', 'if-modified-since': 'never' }),
  requestText(port, '/', { cookie: 'a'.repeat(64_000) }),
  requestText(port, '/', { 'content-length': '5' }, 'POST'),
  requestText(port, '/', { 'content-length': '-1' }, 'POST'),
  requestText(port, '/', { 'content-length': '5', 'transfer-encoding': 'chunked' }, 'POST'),
  `${requestText(port, '/', { 'transfer-encoding': 'chunked' }, 'PUT')}zz\r\n`,
  `${requestText(port, '/checkpoints/latest.safetensors', { 'content-length': '1e9' }, 'PUT')}x`,
];

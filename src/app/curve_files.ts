import { download } from './download.ts';
import type { Pair } from './pair_curves.tsx';
import type { Store } from './store.ts';

/** One row of the file: what is not known of a step is empty. */
type Cells = readonly [run: string, step: number, loss?: number, mean?: number, validation?: number];

const cell = (value: string | number | undefined) => {
  if (typeof value !== 'string') return value === undefined ? '' : `${value}`;
  return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
};

/** Every curve in the picture as CSV: of this run each step, of earlier ones the points of the curve. */
export function csvOf({
  run,
  validation,
  behind,
  pair,
}: Pick<Store, 'run' | 'validation' | 'behind' | 'pair'>): string {
  if (pair.value) return csvOfPair(pair.value);
  const every = [...run.history.every()];
  const validated = new Map(validation.points.value.map(({ step, loss }) => [step, loss]));
  const known = new Set(every.map(([step]) => step));
  const alone = [...validated].filter(([step]) => !known.has(step));
  const rows: readonly Cells[] = [
    ...every.map(([step, loss, mean]): Cells => ['this run', step, loss, mean, validated.get(step)]),
    ...alone.map(([step, loss]): Cells => ['this run', step, undefined, undefined, loss]),
    ...behind.value.flatMap(({ name, steps: at, losses: smoothed }) =>
      at.map((step, i): Cells => [name, step, undefined, smoothed[i]]),
    ),
  ];
  return textOf(rows);
}

function textOf(rows: readonly Cells[]): string {
  const head = 'run,step,loss,mean,validation';
  return `${[head, ...rows.map((row) => Array.from({ length: 5 }, (_, i) => cell(row[i])).join(','))].join('\n')}\n`;
}

/** The points of both curves, and of both validations. */
function csvOfPair({ runs, names }: Pair): string {
  const rows = runs.flatMap(({ curve, validation }, side) => {
    const name = names[side] ?? '';
    const validated = new Map(validation.steps.map((step, i) => [step, validation.losses[i]]));
    const known = new Set(curve.steps);
    const alone = [...validated].filter(([step]) => !known.has(step));
    return [
      ...curve.steps.map((step, i): Cells => [name, step, undefined, curve.losses[i], validated.get(step)]),
      ...alone.map(([step, loss]): Cells => [name, step, undefined, undefined, loss]),
    ];
  });
  return textOf(rows);
}

export function saveCsv(store: Store): void {
  download('fourgate-loss.csv', csvOf(store));
}

/** The picture as the page shows it, with its colours and a line that says what it is. */
export async function savePng({ run, validation, behind, pair }: Store): Promise<void> {
  const drawn = document.querySelector<HTMLCanvasElement>('#curve canvas');
  if (!drawn) return;
  const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name);
  const unit = devicePixelRatio;
  const picture = document.createElement('canvas');
  [picture.width, picture.height] = [drawn.width, drawn.height + 26 * unit];
  const pen = picture.getContext('2d');
  if (!pen) return;
  pen.fillStyle = colour('--card');
  pen.fillRect(0, 0, picture.width, picture.height);
  pen.drawImage(drawn, 0, 26 * unit);
  pen.font = `${13 * unit}px system-ui, sans-serif`;
  let left = 12 * unit;
  const write = (text: string, name: string) => {
    pen.fillStyle = colour(name);
    pen.fillText(text, left, 18 * unit);
    left += pen.measureText(text).width + 14 * unit;
  };
  write('Loss per caption, by training step', '--text');
  if (pair.value) {
    for (const [side, name] of pair.value.names.entries()) write(name, side === 0 ? '--curve' : '--second');
  } else {
    if (run.latest.value) write('training', '--curve');
    if (validation.points.value.length > 0) write('validation', '--second');
    if (behind.value.length > 0) write(`earlier: ${behind.value.map(({ name }) => name).join('; ')}`, '--muted');
  }
  const blob = await new Promise<Blob | null>((made) => picture.toBlob(made, 'image/png'));
  if (blob) download('fourgate-loss.png', await blob.arrayBuffer());
}

/** The two releases of SqueezeNet. */
export type Version = '1.0' | '1.1';

/** One layer, by Caffe's name; `module` is its number among torchvision's `features`, where it has one. */
export interface Layer {
  readonly kind: 'convolution' | 'pool' | 'fire';
  readonly name: string;
  readonly module?: number;
}

/** The numbers of the fire modules after which each release pools; the first pooling follows the first convolution. */
const POOLED: Readonly<Record<Version, readonly number[]>> = { '1.0': [4, 8], '1.1': [3, 5] };
const FIRST_FIRE = 2;
const LAST_FIRE = 9;

/** All layers before the classifier, in order. */
export function layersOf(version: Version): Layer[] {
  // torchvision counts the ReLU of the first convolution: that is number 1.
  const layers: Layer[] = [{ kind: 'convolution', name: 'conv1', module: 0 }];
  let module = 2;
  const pool = (after: number) => layers.push({ kind: 'pool', name: `pool${after}`, module: module++ });
  pool(1);
  for (let fire = FIRST_FIRE; fire <= LAST_FIRE; fire++) {
    layers.push({ kind: 'fire', name: `fire${fire}`, module: module++ });
    if (POOLED[version].includes(fire)) pool(fire);
  }
  return layers;
}

/** One convolution: where its weights are, and how it reads. All end in a ReLU. */
export interface Convolution {
  /** As the layers name it: `conv1`, `fire2/squeeze1x1`, …, `conv10`. */
  readonly name: string;
  /** As torchvision names it: `features.0`, `features.3.squeeze`, …, `classifier.1`. */
  readonly torchvision: string;
  /** Pixels a side of its window; 0 for the first, whose window says which release it is. */
  readonly window: number;
  /** The convolution whose channels it reads, both expands where it is a fire module; none for the picture. */
  readonly reads: readonly string[];
}

/** The first convolution, and its window in each release. */
export const FIRST = { name: 'conv1', torchvision: 'features.0' } as const;
export const FIRST_WINDOW: Readonly<Record<Version, number>> = { '1.0': 7, '1.1': 3 };
export const CLASSIFIER = 'conv10';

/** All convolutions in order, the classifier's last. */
export function convolutionsOf(version: Version): Convolution[] {
  const convolutions: Convolution[] = [{ ...FIRST, window: FIRST_WINDOW[version], reads: [] }];
  let reads: readonly string[] = [FIRST.name];
  for (const { kind, name, module } of layersOf(version)) {
    if (kind !== 'fire') continue;
    const part = (of: string, window: number, from: readonly string[]): Convolution => ({
      name: `${name}/${of}`,
      torchvision: `features.${module}.${of === 'squeeze1x1' ? 'squeeze' : of}`,
      window,
      reads: from,
    });
    const squeeze = part('squeeze1x1', 1, reads);
    const expands = [part('expand1x1', 1, [squeeze.name]), part('expand3x3', 3, [squeeze.name])];
    convolutions.push(squeeze, ...expands);
    reads = expands.map((expand) => expand.name);
  }
  return [...convolutions, { name: CLASSIFIER, torchvision: 'classifier.1', window: 1, reads }];
}
